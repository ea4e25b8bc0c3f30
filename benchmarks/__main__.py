"""`python -m benchmarks`: run every measurement and print one line each."""

import sys
import tempfile
from pathlib import Path

from benchmarks import landing, publishing


def main() -> None:
    """Measure in a temporary folder, on an otherwise idle machine."""
    for measurement in (landing, publishing):
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(f"{measurement.measure(Path(folder))}\n")


main()
