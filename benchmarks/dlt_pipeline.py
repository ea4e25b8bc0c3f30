"""dlt's way with a CSV: filesystem to DuckDB. Runs where dlt is installed, see `benchmarks.rival`.

    python dlt_pipeline.py FOLDER FILE READER

prints the seconds that the run took (extract, normalise, load) and the rows that it loaded.
"""

import sys
import time
from pathlib import Path

import dlt  # type: ignore[import-not-found]
from dlt.sources.filesystem import (  # type: ignore[import-not-found]
    filesystem,
    read_csv,
    read_csv_duckdb,
)


def main(folder: Path, file: Path, reader: str) -> None:
    """Load one file into a new database in the folder."""
    readers = {"read_csv": read_csv, "read_csv_duckdb": lambda: read_csv_duckdb(use_pyarrow=True)}
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.duckdb(str(folder / "rival.duckdb")),
        dataset_name="raw",
    )
    files = filesystem(bucket_url=file.parent.as_uri(), file_glob=file.name)
    rows = (files | readers[reader]()).with_name("opportunities")
    started = time.perf_counter()
    pipeline.run(rows)
    seconds = time.perf_counter() - started
    with pipeline.sql_client() as client:
        [(count,)] = client.execute_sql("select count(*) from opportunities")
    print(seconds, count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
