"""dlt's way with a folder of CSVs: each file a table, read by DuckDB and handed on as Arrow.

    python dlt_folder.py FOLDER DATABASE STATE

loads all files of a folder into a database of DuckDB; runs where dlt is installed.
"""

import sys
from pathlib import Path

import dlt  # type: ignore[import-not-found]
from dlt.sources.filesystem import (  # type: ignore[import-not-found]
    filesystem,
    read_csv_duckdb,
)


def main(folder: Path, database: Path, state: Path) -> None:
    """Load the files."""
    pipeline = dlt.pipeline(
        "usual_stack",
        pipelines_dir=str(state),
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name="raw",
    )
    pipeline.run(
        [
            (
                filesystem(bucket_url=folder.as_uri(), file_glob=file.name)
                | read_csv_duckdb(use_pyarrow=True)
            ).with_name(file.stem)
            for file in sorted(folder.glob("*.csv"))
        ]
    )


if __name__ == "__main__":
    main(*(Path(argument).absolute() for argument in sys.argv[1:]))
