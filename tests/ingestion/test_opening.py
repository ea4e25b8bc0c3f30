"""Files are opened while the one before is written, and that changes nothing but the time."""

import threading

import pytest

from ingestion import opening
from ingestion.landing import land
from ingestion.opening import Opened
from tests.ingestion.conftest import known_sources
from warehouse.errors import UsageError, WarehouseError

HEADER = "id,name,note\n"


def numbered(at: int) -> str:
    return f"{HEADER}{at},a,b\n"


@pytest.fixture
def files(bench):
    return [bench.write(f"things_{at}.csv", numbered(at)) for at in range(4)]


def test_the_next_file_is_open_before_the_one_before_has_landed(bench, files, monkeypatch):
    opened = threading.Event()
    open_file = opening.open_file

    def noticed(connection, export, selection, folder) -> Opened:
        file = open_file(connection, export, selection, folder)
        if export.name == "things_1.csv":
            opened.set()
        return file

    monkeypatch.setattr(opening, "open_file", noticed)
    waited = []

    def on_file(file):
        if file.file_name == "things_0.csv":
            waited.append(opened.wait(timeout=60))

    land(
        bench.build,
        [bench.folder],
        known_sources(bench.user_sources),
        run_id="run",
        scratch=bench.folder.parent / "scratch",
        source="things",
        on_file=on_file,
    )
    assert waited == [True]
    assert len(bench.things()) == 4


def test_the_same_content_twice_in_a_row_lands_once(bench):
    for name in ("things_1.csv", "things_2.csv", "things_3.csv"):
        bench.write(name, numbered(1))
    assert [file.status for file in bench.land()] == ["landed", "unchanged", "unchanged"]
    assert len(bench.things()) == 1


def test_a_file_that_cannot_be_opened_fails_in_its_turn(bench, files):
    bench.write("things_1.csv", b"id,name,note\n1,\xff\xfe,z\n")
    statuses = [(file.file_name, file.status) for file in bench.land()]
    assert statuses == [
        ("things_0.csv", "landed"),
        ("things_1.csv", "failed"),
        ("things_2.csv", "landed"),
        ("things_3.csv", "landed"),
    ]


def test_a_run_that_stops_leaves_nothing_of_the_file_that_was_open(bench, files, monkeypatch):
    def full(*given):
        raise OSError(28, "full")

    monkeypatch.setattr("ingestion.landing.insert_load", full)
    with pytest.raises(WarehouseError, match="is full"):
        bench.land()
    assert list((bench.folder.parent / "scratch").iterdir()) == []


def test_a_path_that_is_not_there_is_told_before_anything_lands(bench, files):
    with pytest.raises(UsageError, match="no file or folder"):
        bench.land(*files, bench.folder / "missing.csv")
    assert bench.rows("select count(*) from ops.files") == [(0,)]


def test_a_file_that_is_empty_because_it_is_being_written_is_not_called_empty(
    bench, files, monkeypatch
):
    open_file = opening.open_file

    def emptied(connection, export, selection, folder) -> Opened:
        export.path.write_text("", encoding="utf-8")
        file = open_file(connection, export, selection, folder)
        export.path.write_text(numbered(7), encoding="utf-8")
        return file

    monkeypatch.setattr(opening, "open_file", emptied)
    (first, *_) = bench.land(files[0])
    assert (first.status, first.message) == (
        "failed",
        "The file changed while it was read: land it again.",
    )
    monkeypatch.undo()
    assert [file.status for file in bench.land(files[0])] == ["landed"]


def test_a_file_that_changes_between_its_opening_and_its_turn_lands_nothing(bench, files):
    def on_file(file):
        if file.file_name == "things_0.csv":
            files[1].write_text(numbered(7) + "8,a,b\n", encoding="utf-8")

    landed = bench.land(on_file=on_file)
    # whichever came first, its opening or the change: all of one content or nothing
    assert landed[1].status in {"failed", "landed"}
    found = {row[0] for row in bench.things()}
    assert ({"7", "8"} <= found) == (landed[1].status == "landed")
    assert "1" not in found
