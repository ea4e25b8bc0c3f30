"""Rivals in environments of their own, dlt first: they are no dependencies of this project."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from uv import find_uv_bin

from benchmarks.measure import UnavailableError

DLT = "dlt[duckdb,filesystem]==1.31.0"
_SHARED = ("duckdb", "pandas", "pyarrow")  # in the same versions as ours
_SCRIPT = Path(__file__).with_name("dlt_pipeline.py")


def installed() -> Path:
    """Make dlt's environment, and give its Python.

    Raises:
        UnavailableError: the packages cannot be fetched.
    """
    return environment(DLT, *(f"{name}=={version(name)}" for name in _SHARED))


@functools.cache
def environment(*pins: str) -> Path:
    """Make an environment of its own, which lasts as long as this process, and give its Python.

    Args:
        pins: packages with their versions, the rival itself first.

    Raises:
        UnavailableError: the packages cannot be fetched.
    """
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    python = Path(folder, "bin", "python")
    for command in (
        ["venv", "--python", sys.executable, folder],
        ["pip", "install", "--python", str(python), *pins],
    ):
        done = subprocess.run([find_uv_bin(), *command], capture_output=True, check=False)
        if done.returncode:
            raise UnavailableError(f"uv cannot install {pins[0]}")
    return python


def load(python: Path, file: Path, reader: str, rows: int) -> float:
    """Load a file by dlt into a database that is gone afterwards.

    Args:
        python: as given by `installed`.
        file: a CSV.
        reader: `read_csv`, its default, or `read_csv_duckdb`, the way through Arrow.
        rows: that must be loaded.

    Returns:
        Seconds of the pipeline's run; the start of the process is not in them.
    """
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        done = subprocess.run(
            [str(python), str(_SCRIPT), folder, str(file), reader],
            cwd=folder,
            # it would write into the user's home, and report what it does
            env=os.environ | {"DLT_DATA_DIR": folder, "RUNTIME__DLTHUB_TELEMETRY": "false"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    seconds, count = done.stdout.split()[-2:]
    if int(count) != rows:
        raise RuntimeError(f"{count} of {rows} rows were loaded by dlt.")
    return float(seconds)
