"""One query in a process of its own, whose memory is limited and which can be killed.

    python -P -m warehouse.reading_worker < task.json

DuckDB's memory limit does not cover the texts that functions make, and an interrupt is heeded
between blocks of rows only, so a statement of somebody's can fill the machine or run on: only
an end of the process is sure. `isolation.py` starts it, and knows how long to wait.

The task is one JSON object (`Task`). The answer is one line of JSON: `refused` with `name`, or
`failed` with what DuckDB says, or `columns` (name and DuckDB's type of each), `seconds` and
`is_cut`, followed by the rows as an Arrow IPC stream.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from pathlib import Path
from typing import BinaryIO, TypedDict

import duckdb
import pyarrow as pa

from warehouse.database import connect_bounded
from warehouse.errors import WarehouseError
from warehouse.reading import FORMLESS, told_apart, with_texts
from warehouse.statements import RefusedError, parse_reading, require_published_only

_BATCH_ROWS = 2_000
# Room for Python, Arrow and DuckDB's own code beside what DuckDB may use.
_PROCESS_BYTES = 1_500_000_000


class Task(TypedDict):
    """What is to be run: at most so many rows and bytes of the result come back."""

    folder: str
    sql: str
    rows: int
    bytes: int
    memory_bytes: int
    threads: int
    cpu_seconds: int


def main() -> None:
    """Answer the task on standard input, if there comes one."""
    # the first value that is bound makes DuckDB import NumPy: before anybody waits
    duckdb.execute("select $word", {"word": ""})
    line = sys.stdin.readline()
    if not line:
        return
    task: Task = json.loads(line)
    _limit(task)
    out = sys.stdout.buffer
    try:
        _answer(task, out)
    except RefusedError as error:
        _say(out, {"refused": error.reason, "name": error.name})
    except (MemoryError, pa.ArrowMemoryError, duckdb.OutOfMemoryException):
        _say(out, {"failed": "memory"})
    except (duckdb.Error, WarehouseError, pa.ArrowException) as error:
        # whatever it says, where the file lies is nobody's business
        says = str(error).replace(task["folder"], "").strip()
        _say(out, {"failed": "error", "message": says})


def _answer(task: Task, out: BinaryIO) -> None:
    with connect_bounded(
        Path(task["folder"]), memory_bytes=task["memory_bytes"], threads=task["threads"]
    ) as connection:
        statement = parse_reading(task["sql"])
        require_published_only(connection, task["sql"])
        started = time.monotonic()
        kinds, result = _begun(connection, statement)
        batches, schema, is_cut = _first_rows(result, task)
        seconds = time.monotonic() - started
    named = told_apart(schema)
    columns = list(zip(named.names, kinds, strict=True))
    _say(out, {"columns": columns, "seconds": seconds, "is_cut": is_cut})
    with pa.ipc.new_stream(out, named) as stream:
        for batch in batches:
            stream.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=named))
    out.flush()


def _begun(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement
) -> tuple[list[str], duckdb.DuckDBPyConnection | duckdb.DuckDBPyRelation]:
    """DuckDB's type of each column, and the rows; what Arrow has no form for is text in them."""
    if statement.type == duckdb.StatementType.SELECT:
        found = connection.sql(statement)  # looked at, not run
        texts = with_texts(found, FORMLESS)
        if texts is not found:
            return [str(kind) for kind in found.types], texts
    # as it was written, which an error then shows
    result = connection.execute(statement)
    return [str(column[1]) for column in result.description or []], result


def _first_rows(
    result: duckdb.DuckDBPyConnection | duckdb.DuckDBPyRelation, task: Task
) -> tuple[list[pa.RecordBatch], pa.Schema, bool]:
    """The rows that may come back, and whether there are more."""
    reader = result.to_arrow_reader(min(_BATCH_ROWS, task["rows"] + 1))
    batches: list[pa.RecordBatch] = []
    rows, room = 0, task["bytes"]
    for batch in reader:
        kept = _fitting(batch.slice(0, task["rows"] - rows), room)
        batches.append(kept)
        rows += kept.num_rows
        room -= kept.nbytes
        if kept.num_rows < batch.num_rows:
            if rows == 0:
                raise MemoryError  # not even one row fits
            return batches, reader.schema, True
    return batches, reader.schema, False


def _fitting(batch: pa.RecordBatch, most_bytes: int) -> pa.RecordBatch:
    """As many of the first rows as need no more bytes, found by halving."""
    while batch.num_rows and batch.nbytes > most_bytes:
        batch = batch.slice(0, batch.num_rows // 2)
    return batch


def _say(out: BinaryIO, answer: dict[str, object]) -> None:
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()


def _limit(task: Task) -> None:
    """Bound memory, processor time and files of this process, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        most = task["memory_bytes"] + _PROCESS_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (task["cpu_seconds"], task["cpu_seconds"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
