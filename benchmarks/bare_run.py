"""The bare night: hand-written SQL on exported files, in a process of its own.

    python -m benchmarks.bare_run FOLDER DATABASE

runs the statements of `benchmarks/bare/` in order on the exports of a folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

_SCRIPTS = Path(__file__).with_name("bare")


def run(folder: Path, database: Path) -> None:
    """Make the tables in a new database.

    Args:
        folder: with the files of `benchmarks.exports`, by whose bare names the script reads them.
        database: to be created, as an absolute path.
    """
    os.chdir(folder)
    with duckdb.connect(str(database)) as connection:
        for script in sorted(_SCRIPTS.glob("*.sql")):
            connection.execute(script.read_text(encoding="utf-8"))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]).absolute())
