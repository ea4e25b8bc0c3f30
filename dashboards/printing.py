"""HTML to PDF by the Chromium of the system, which prints Chinese as it shows it.

A page that is printed has no script and loads nothing, so there is nothing to wait for. One whose
charts are still to be drawn is first run to its end (`drawn`), and what that gives is printed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warehouse.errors import UsageError, WarehouseError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 90.0
# of the page's own clock, which runs as fast as its scripts do
_SCRIPT_MILLISECONDS = 10_000
# The page is ours and has no script, and in containers a sandbox is often not to be had; Kaleido
# starts the browser without one too. A profile of its own leaves nothing behind.
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
)


def find_browser() -> str:
    """The path of a Chromium: `BROWSER_PATH`, or the system's.

    Raises:
        UsageError: there is none.
    """
    chosen = os.environ.get("BROWSER_PATH")
    for name in (chosen,) if chosen else _BROWSERS:
        if found := shutil.which(name):
            return found
    where = f"BROWSER_PATH is {chosen}, which cannot be run" if chosen else "there is none here"
    raise UsageError(
        f"A PDF needs a Chromium, and {where}: install chromium with your system's package "
        "manager, or set BROWSER_PATH."
    )


def require_fonts(language: str) -> None:
    """Refuse to print Chinese as empty boxes.

    Raises:
        UsageError: no font of this machine has Chinese characters, as far as that can be told.
    """
    lister = shutil.which("fc-list")
    if language != "zh" or lister is None:
        return
    listed = subprocess.run(  # noqa: S603
        [lister, ":lang=zh", "family"], capture_output=True, check=False
    )
    if listed.returncode == 0 and not listed.stdout.strip():
        raise UsageError(
            "No font of this machine has Chinese characters: install fonts-noto-cjk with your "
            "system's package manager."
        )


def print_pdf(html: str, browser: str) -> bytes:
    """A page as PDF.

    Args:
        html: the page, with everything it needs in it.
        browser: path of a Chromium.

    Raises:
        WarehouseError: the browser did not print it.
    """
    with _opened(html) as (folder, page):
        pdf = folder / "page.pdf"
        said, _ = _run(browser, folder, f"--print-to-pdf={pdf}", page)
        content = pdf.read_bytes() if pdf.is_file() else b""
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        raise WarehouseError(f"{browser} did not print the page: {said or 'it said nothing'}")
    return content


def drawn(html: str, browser: str) -> str:
    """A page as it stands when its scripts have run, which all wait for nothing but each other.

    Args:
        html: the page, with everything it needs in it.
        browser: path of a Chromium.

    Raises:
        WarehouseError: the browser gave no page.
    """
    with _opened(html) as (folder, page):
        budget = f"--virtual-time-budget={_SCRIPT_MILLISECONDS}"
        said, shown = _run(browser, folder, "--dump-dom", budget, page)
    if "</html>" not in shown:
        raise WarehouseError(f"{browser} did not draw the page: {said or 'it said nothing'}")
    return shown


@contextmanager
def _opened(html: str) -> Iterator[tuple[Path, str]]:
    """A folder of its own with the page in it, and the page's address."""
    # a process of the browser may still write there when the page is long done
    with tempfile.TemporaryDirectory(prefix="warehouse-print-", ignore_cleanup_errors=True) as name:
        page = Path(name) / "page.html"
        page.write_text(html, encoding="utf-8")
        yield Path(name), page.as_uri()


def _run(browser: str, folder: Path, *arguments: str) -> tuple[str, str]:
    """Run to the end, or end it and all that it started; gives its last complaint, its output."""
    command = [browser, *_ARGUMENTS, f"--user-data-dir={folder / 'profile'}", *arguments]
    with subprocess.Popen(  # noqa: S603 - a browser of this machine, arguments of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"HOME": str(folder), **os.environ},
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            output, errors = b"", f"it did not end within {_SECONDS:g} seconds".encode()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    lines = errors.decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "", output.decode("utf-8", errors="replace")
