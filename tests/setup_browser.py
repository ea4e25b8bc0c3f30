"""Make sure that a Chromium is there for the dashboards' tests, or say what will be skipped."""

import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """The path of a Chromium on this machine: the system's, else Playwright's own."""
    from playwright.sync_api import sync_playwright

    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def main() -> None:
    if find_browser() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode or find_browser() is None:
            print(
                "No Chromium here and none could be downloaded: the browser tests will be "
                "skipped. Install chromium with your system's package manager to run them."
            )


if __name__ == "__main__":
    main()
