"""Serving the dashboards on this machine."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import pkgutil
import socket
from collections.abc import Iterator
from pathlib import Path

from dashboards import cards
from warehouse.errors import UsageError

SCRIPT = Path(__file__).parent / "entry" / "streamlit_app.py"


def serve(home: Path, port: int, headless: bool | None = None) -> int:
    """Serve the app until it is interrupted.

    How it looks and what it may do is in `entry/.streamlit/config.toml`.

    Args:
        home: the warehouse's folder.
        port: the port to listen on.
        headless: True opens no browser window; None leaves it to whether there is a screen.

    Returns:
        The exit code: 0 once it was stopped.

    Raises:
        UsageError: the port is taken.
    """
    _check_free(port)
    os.environ["WAREHOUSE_HOME"] = str(home)
    # Streamlit takes a second to import. What it would import for its first reader only is loaded
    # now too, so that nobody waits for that.
    # Streamlit warns that nobody serves it yet, which is nothing to whoever reads it.
    logging.disable(logging.WARNING)
    for module in _preloaded():
        importlib.import_module(module)
    logging.disable(logging.NOTSET)
    # all of that stays: Python need not go through it each time that it looks for garbage
    gc.freeze()
    from streamlit.web import cli  # noqa: PLC0415

    options = [f"--server.port={port}"]
    if headless is not None:
        options.append(f"--server.headless={str(headless).lower()}")
    try:
        cli.main(["run", str(SCRIPT), *options], standalone_mode=False)
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 0
    return 0


def _preloaded() -> Iterator[str]:
    """What the pages import; they themselves are run, not imported."""
    yield from ("pandas", "plotly.io", "plotly.graph_objs", "dashboards.app")
    for found in pkgutil.iter_modules(cards.__path__, f"{cards.__name__}."):
        yield found.name


def _check_free(port: int) -> None:
    address = os.environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise UsageError(
                f"Cannot serve on {address}, port {port}: {error.strerror or error}; give "
                "another one with --port."
            ) from error
