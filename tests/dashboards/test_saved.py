"""The store of what readers save: whole, bounded, private to the system's user."""

import json
import os
import stat
import threading

import pytest

from dashboards import saved
from dashboards.saved import StoreError, append, delete, load, save
from warehouse.home import Home


@pytest.fixture
def store(tmp_path) -> Home:
    return Home(tmp_path / "home")


def reason(call, *arguments) -> str:
    with pytest.raises(StoreError) as fault:
        call(*arguments)
    assert str(fault.value).endswith(".")
    return fault.value.reason


def test_nothing_is_saved_at_first(store):
    assert load(store, "queries") == []
    assert not store.root.exists()


def test_what_is_saved_is_loaded_the_newest_first(store):
    save(store, "queries", "  first   one ", {"sql": "select 1"})
    save(store, "queries", "第二个", {"sql": "select '二'"})
    found = load(store, "queries")
    assert [(one.name, one.value) for one in found] == [
        ("第二个", {"sql": "select '二'"}),
        ("first one", {"sql": "select 1"}),
    ]
    assert all(one.saved_at.tzinfo is None for one in found)


def test_a_name_is_there_once(store):
    save(store, "queries", "same", {"sql": "select 1"})
    save(store, "queries", "other", {"sql": "select 2"})
    save(store, "queries", "same", {"sql": "select 3"})
    assert {one.name: one.value["sql"] for one in load(store, "queries")} == {
        "same": "select 3",
        "other": "select 2",
    }


def test_kinds_do_not_know_each_other(store):
    save(store, "queries", "a", {"sql": "select 1"})
    save(store, "views", "a", {"query": "period=ytd"})
    delete(store, "queries", "a")
    assert load(store, "queries") == []
    assert load(store, "views")[0].value == {"query": "period=ytd"}


def test_what_is_not_there_can_be_deleted(store):
    save(store, "queries", "a", {})
    delete(store, "queries", "b")
    assert [one.name for one in load(store, "queries")] == ["a"]


def test_only_the_newest_of_a_history_stay(store):
    for number in range(12):
        append(store, "history", {"number": number}, keep=5)
    assert [one.value["number"] for one in load(store, "history")] == [11, 10, 9, 8, 7]


def test_a_history_of_long_things_keeps_fewer_of_them(store, monkeypatch):
    monkeypatch.setattr(saved, "MOST_FILE_BYTES", 10_000)
    for number in range(30):
        append(store, "history", {"number": number, "sql": "x" * 1_000}, keep=200)
    found = load(store, "history")
    assert found[0].value["number"] == 29
    assert 2 < len(found) < 10
    assert (store.dashboards / "history.json").stat().st_size <= 10_000


@pytest.mark.parametrize("kind", ["", "../current", "a/b", "Queries", "x" * 31, "a.b"])
def test_a_kind_is_a_word_and_never_a_path(store, kind):
    with pytest.raises(ValueError, match="is not a kind"):
        load(store, kind)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_has_its_length(store, name):
    assert reason(save, store, "queries", name, {}) == "name"


def test_neither_large_things_nor_too_many_are_kept(store, monkeypatch):
    assert reason(save, store, "queries", "a", {"sql": "x" * 100_001}) == "too_large"
    monkeypatch.setattr(saved, "MOST_ITEMS", 2)
    save(store, "queries", "a", {})
    save(store, "queries", "b", {})
    assert reason(save, store, "queries", "c", {}) == "full"
    save(store, "queries", "b", {"sql": "it may still be replaced"})
    monkeypatch.setattr(saved, "MOST_FILE_BYTES", 300)
    assert reason(save, store, "queries", "b", {"sql": "x" * 400}) == "full"
    assert [one.value for one in load(store, "queries") if one.name == "b"] == [
        {"sql": "it may still be replaced"}
    ]


def test_the_file_is_the_user_s_own(store):
    save(store, "queries", "a", {})
    assert stat.S_IMODE((store.dashboards / "queries.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(store.dashboards.stat().st_mode) == 0o700
    assert {file.name for file in store.dashboards.iterdir()} <= {"queries.json", "queries.lock"}


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    # whoever runs the tests: a file stands where the folder should be
    blocked = Home(tmp_path / "home")
    blocked.root.mkdir()
    blocked.dashboards.write_text("no folder", encoding="utf-8")
    assert reason(save, blocked, "queries", "a", {}) == "unwritable"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_home_that_is_read_only_is_a_sentence(tmp_path):
    home = Home(tmp_path)
    tmp_path.chmod(0o500)
    try:
        assert reason(save, home, "queries", "a", {}) == "unwritable"
        assert load(home, "queries") == []
    finally:
        tmp_path.chmod(0o700)


def test_a_disk_that_is_full_leaves_what_was_saved(store, monkeypatch):
    save(store, "queries", "a", {"sql": "select 1"})

    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert reason(save, store, "queries", "b", {}) == "unwritable"
    monkeypatch.undo()
    assert [one.name for one in load(store, "queries")] == ["a"]
    assert {file.suffix for file in store.dashboards.iterdir()} <= {".json", ".lock"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        '[{"name": "a"}]',
        '[{"name": "a", "value": {}, "at": "soon"}]',
        '{"a": 1}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_damaged_file_is_a_sentence_and_is_not_written_over(store, content):
    save(store, "queries", "a", {})
    file = store.dashboards / "queries.json"
    file.write_text(content, encoding="utf-8", errors="surrogateescape")
    damaged = file.read_bytes()
    assert reason(load, store, "queries") == "unreadable"
    assert reason(save, store, "queries", "b", {}) == "unreadable"
    assert file.read_bytes() == damaged


def test_what_many_save_at_once_is_all_there(store, monkeypatch):
    """Nothing is lost; how long one waits for the others is for the test of a held lock."""
    monkeypatch.setattr(saved, "_LOCK_SECONDS", 60)
    faults = []

    def work(who: int) -> None:
        try:
            for number in range(10):
                save(store, "queries", f"{who}-{number}", {"who": who})
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    names = {f"{who}-{number}" for who in range(5) for number in range(10)}
    assert {one.name for one in load(store, "queries")} == names
    assert len(json.loads((store.dashboards / "queries.json").read_text("utf-8"))) == 50
