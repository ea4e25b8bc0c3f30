"""Landing with every row accounted for, against ways that account for none.

Each measurement takes a folder for its files, the million bytes of the CSV and the rounds.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.alone import measured_alone
from benchmarks.lander import land_files, read_bare
from benchmarks.measure import Ratio, compare
from benchmarks.opportunities import NAME, rows_of, write_csv, write_workbook
from benchmarks.rival import installed, load

_PARTS = 10
_ROWS_OF_WORKBOOK = 200  # per million bytes of the CSV: writing and reading them is slow
_DEFAULT_OF_DLT = 0.1  # of the CSV: it is slow


def plain(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """One UTF-8 file, against DuckDB's bare read."""
    file, rows = _csv(folder, megabytes)
    return compare(
        "landing a CSV, against a bare read_csv",
        lambda: land_files(folder, [file], rows),
        lambda: read_bare(folder, str(file), rows),
        size=_size([file], rows),
        rounds=rounds,
        target=1.3,
    )


def parts(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """The same rows in ten files, against DuckDB's bare read of all of them."""
    rows = rows_of(megabytes)
    files = [folder / f"{NAME}-{part}.csv" for part in range(_PARTS)]
    for part, file in enumerate(files):
        write_csv(file, range(rows * part // _PARTS, rows * (part + 1) // _PARTS))
    return compare(
        f"landing {_PARTS} CSVs, against a bare read_csv of all",
        lambda: land_files(folder, files, rows),
        lambda: read_bare(folder, str(folder / "*.csv"), rows),
        size=_size(files, rows),
        rounds=rounds,
        target=1.3,
    )


def gb18030(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """The same text in GB18030, against DuckDB's bare read of the UTF-8 file."""
    file, rows = _csv(folder, megabytes)
    encoded = folder / f"{NAME}-gb18030.csv"
    write_csv(encoded, range(rows), "gb18030")
    return compare(
        "landing a CSV in GB18030, against a bare read_csv of UTF-8",
        lambda: land_files(folder, [encoded], rows),
        lambda: read_bare(folder, str(file), rows),
        size=_size([encoded], rows),
        rounds=rounds,
        target=2.5,
    )


def workbook(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """A workbook, against the reader's own bare read of its first sheet."""
    small = folder / f"{NAME}-small.xlsx"
    write_workbook(small, 1)
    land_files(folder, [small], 1)  # the process that reads workbooks starts here
    file, rows = folder / f"{NAME}.xlsx", max(1, int(_ROWS_OF_WORKBOOK * megabytes))
    write_workbook(file, rows)
    return compare(
        "landing a workbook, against calamine's bare read",
        lambda: land_files(folder, [file], rows),
        lambda: measured_alone("workbook", file),
        size=_size([file], rows),
        rounds=rounds,
        target=1.3,
    )


def dlt_default(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """A tenth of the CSV, against dlt with its default reader.

    Raises:
        UnavailableError: dlt cannot be installed.
    """
    return _against_dlt(folder, megabytes * _DEFAULT_OF_DLT, rounds, "read_csv", 0.1)


def dlt_arrow(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """The CSV, against dlt by way of Arrow.

    Raises:
        UnavailableError: dlt cannot be installed.
    """
    return _against_dlt(folder, megabytes, rounds, "read_csv_duckdb", 1.0)


def memory(folder: Path, megabytes: float, rounds: int) -> Ratio:
    """Peak memory at twice the size, against that at the size; once, since it hardly varies."""
    del rounds
    once, twice = (
        measured_alone("memory", folder, _csv(folder, size)[0])
        for size in (megabytes, 2 * megabytes)
    )
    size = f"{2 * megabytes:,.0f} MB to {megabytes:,.0f} MB of CSV"
    return Ratio("peak memory of landing twice as much", twice, once, size, 1.2, "MB")


MEASUREMENTS = (plain, parts, gb18030, workbook, dlt_default, dlt_arrow, memory)
BY_DLT = (dlt_default, dlt_arrow)


def _against_dlt(folder: Path, megabytes: float, rounds: int, reader: str, target: float) -> Ratio:
    python = installed()
    file, rows = _csv(folder, megabytes)
    return compare(
        f"landing a CSV, against dlt's {reader}",
        lambda: land_files(folder, [file], rows),
        lambda: load(python, file, reader, rows),
        size=_size([file], rows),
        rounds=rounds,
        target=target,
    )


def _csv(folder: Path, megabytes: float) -> tuple[Path, int]:
    file, rows = folder / f"{NAME}.csv", rows_of(megabytes)
    write_csv(file, range(rows))
    return file, rows


def _size(files: list[Path], rows: int) -> str:
    total = sum(file.stat().st_size for file in files)
    return f"{total / 1e6:,.0f} MB, {rows:,} rows"
