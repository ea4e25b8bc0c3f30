"""Rows that were not landed: quarantined as rejects, or dropped as no data; none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from ingestion.file_log import Load

_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("line_number", pa.int64()),
        ("line_text", pa.string()),
        ("reason", pa.string()),
    ]
)


class Refusal(NamedTuple):
    """A row of a file that was not landed.

    Attributes:
        row_number: 1-based position among the file's records; None for lines that are none.
        line_number: 1-based line of the file; None where the format has no lines.
        text: as it stands in the file.
        reason: for a person; never holds a value of the file.
        is_drop: whether it is no data, as against data that cannot be landed.
    """

    row_number: int | None
    line_number: int | None
    text: str
    reason: str
    is_drop: bool = False

    @property
    def placed(self) -> str:
        """Where it stands and why it is refused."""
        if self.line_number is not None:
            return f"line {self.line_number:,}: {self.reason}"
        return f"row {self.row_number:,}: {self.reason}"


def insert_refusals(
    connection: duckdb.DuckDBPyConnection, load: Load, refusals: Sequence[Refusal]
) -> None:
    """Write them to `ops.rejected_rows` and `ops.dropped_rows`."""
    for table, moment, is_drop in (
        ("rejected_rows", "rejected_at", False),
        ("dropped_rows", "dropped_at", True),
    ):
        rows = [refusal[:4] for refusal in refusals if refusal.is_drop == is_drop]
        if not rows:
            continue
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.register("refused", pa.table(columns, schema=_SCHEMA))
        connection.execute(
            f"insert into ops.{table} by name select $load_id as load_id,"
            " $source_system as source_system, $table_name as table_name, $file_name as file_name,"
            f" refused.*, $at as {moment} from refused",
            {
                "load_id": load.load_id,
                "source_system": load.source.source if load.source else None,
                "table_name": load.table.target if load.table else None,
                "file_name": load.file_name,
                "at": load.loaded_at,
            },
        )
        connection.unregister("refused")
