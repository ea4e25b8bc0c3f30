"""What a DuckDB that gave up its file is taken for."""

import duckdb
import pytest

from tests.broken_database import breaks
from warehouse.database import connect_build, explained, is_broken
from warehouse.errors import BrokenError, DamagedError, TransientError
from warehouse.home import Home


def test_whoever_asks_a_broken_database_is_told_to_try_again_and_is_answered_then(tmp_path):
    home = Home(tmp_path)
    sentence = r"build\.duckdb until it is opened again: try again"
    with pytest.raises(BrokenError, match=sentence), connect_build(home) as connection:
        breaks(connection)
    with pytest.raises(BrokenError, match=sentence), connect_build(home) as connection:
        try:
            breaks(connection)
        except duckdb.FatalException:
            connection.execute("select 1")
    with connect_build(home) as opened:
        assert opened.execute("select 1").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "text",
    [
        "INTERNAL Error: Attempted to access index 0 within vector of size 0",
        "FATAL Error: Failed: database has been invalidated because of a previous fatal error.",
    ],
)
def test_a_fault_of_duckdb_may_pass_and_is_no_damage(tmp_path, text):
    assert is_broken(text)
    found = explained(duckdb.Error(text), tmp_path / "a.duckdb")
    assert isinstance(found, TransientError)
    assert not isinstance(found, DamagedError)


@pytest.mark.parametrize(
    "text",
    [
        "Binder Error: no column",
        "Out of Memory Error: failed",
        "IO Error: Could not read",
        "FATAL Error: Failed to create checkpoint: Could not write: No space left on device",
        "INTERNAL Error: Failure while replaying WAL",
    ],
)
def test_other_faults_are_not_taken_for_one_of_duckdb(tmp_path, text):
    assert not is_broken(text)
    assert not isinstance(explained(duckdb.Error(text), tmp_path / "a.duckdb"), BrokenError)
