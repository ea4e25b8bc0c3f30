"""Running the `warehouse` command line as a user does: a process, its words and its exit code."""

import contextlib
import gc
import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).parent.parent
# Enough for the demo's damaged lines to occur, few enough for a quick night.
DEMO_CUSTOMERS = 800
WAREHOUSE = (sys.executable, "-m", "pipeline")


def environment(home: Path, **changes: str) -> dict[str, str]:
    """The environment of this process without its own warehouse settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAREHOUSE_")}
    return kept | {"WAREHOUSE_HOME": str(home)} | changes


def run_warehouse(
    home: Path,
    *arguments: str | Path,
    settings: Mapping[str, str] | None = None,
    exit_code: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """Run one verb and hold it to its exit code; `None` leaves that to the caller."""
    done = subprocess.run(
        [*WAREHOUSE, *map(str, arguments)],
        env=environment(home, **(settings or {})),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return _held(done, exit_code)


def run_here(
    home: Path,
    *arguments: str | Path,
    settings: Mapping[str, str] | None = None,
    exit_code: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """As `run_warehouse`, in this process, which has loaded already what a new one would load.

    For what is done with a warehouse. What a process adds, such as locale, time zone, limits and
    what is loaded when, is for `run_warehouse`.
    """
    from pipeline.cli import main

    words = ["warehouse", *map(str, arguments)]
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, environment(home, **(settings or {})), clear=True),
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(io.StringIO()) as stdout,
        contextlib.redirect_stderr(io.StringIO()) as stderr,
    ):
        threshold = gc.get_threshold()
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        finally:
            gc.set_threshold(*threshold)  # what suits one run does not suit all that is to come
    done = subprocess.CompletedProcess(words, code, stdout.getvalue(), stderr.getvalue())
    return _held(done, exit_code)


def _held(
    done: subprocess.CompletedProcess[str], exit_code: int | None
) -> subprocess.CompletedProcess[str]:
    said = f"{' '.join(done.args)}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in said, said
    if exit_code is not None:
        assert done.returncode == exit_code, said
    return done


def rows(
    home: Path, sql: str, parameters: Sequence[object] = (), *, restricted: bool = False
) -> list[tuple]:
    """Rows of the published file, read as an analyst would."""
    from warehouse.database import connect_published, published_folder
    from warehouse.home import Home

    with connect_published(published_folder(Home(home)), restricted=restricted) as reader:
        return reader.execute(sql, list(parameters)).fetchall()


def value(home: Path, sql: str, parameters: Sequence[object] = ()) -> object:
    """The one value of a query that has one."""
    ((only,),) = rows(home, sql, parameters)
    return only
