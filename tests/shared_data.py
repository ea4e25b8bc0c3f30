"""Where the public data sets for local runs lie; a test that needs one skips where it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def shared_data(name: str) -> Path:
    """The folder or file `name` of the data sets, or a skip that says what is missing."""
    folder = Path(os.environ.get("WAREHOUSE_TEST_DATA", ROOT.parent / "shared" / "data"))
    path = folder / name
    if not path.exists():
        pytest.skip(f"public data set not here: {name} (set WAREHOUSE_TEST_DATA to its folder)")
    return path
