"""Archives that unpack to too much, lie about it, or are damaged anywhere."""

import datetime as dt
import gzip
import io
import os
import random
import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ingestion import unpacking
from ingestion.discovery import find_exports
from warehouse.errors import LandingError

# The times of a zip have no zone.
# ruff: noqa: DTZ001
GOOD = b"id,name,note\n1,a,x\n"
KILOBYTE = 1_000
MEGABYTE = 1_000_000


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def small(monkeypatch):
    """Limits begin at 10 kB, so that a bomb in a test need not be large."""
    monkeypatch.setattr(unpacking, "SMALL", 10 * KILOBYTE)


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def incompressible(size):
    return random.Random(7).randbytes(size)


def found(path, scratch):
    """Name and problem of each file in an archive; nothing may stay in scratch."""
    files = [(export.name, export.problem) for export in find_exports([path], scratch)]
    assert not list(scratch.iterdir())
    return files


def write(tmp_path, content, name="backup.zip"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_member_that_is_a_bomb_costs_itself_only(bench):
    bomb = b"0" * (unpacking.SMALL + MEGABYTE)
    content = zipped({"things_a.csv": bomb, "things_b.csv": GOOD})
    bomb_file, good = bench.land(bench.write("backup.zip", content))
    assert (bomb_file.file_name, bomb_file.status) == ("backup.zip/things_a.csv", "failed")
    assert "more than 250 times its size" in bomb_file.message
    assert good.status == "landed"


def test_a_large_member_that_is_no_bomb_is_unpacked(small, tmp_path, scratch):
    text = b"".join(b"%d,name %d,x\n" % (n, n) for n in range(50_000))
    assert found(write(tmp_path, zipped({"a.csv": text})), scratch) == [("backup.zip/a.csv", "")]


def test_a_gz_bomb_is_refused(small, tmp_path, scratch):
    path = write(tmp_path, gzip.compress(b"0" * 5 * MEGABYTE), "things.csv.gz")
    ((_, problem),) = found(path, scratch)
    assert "more than 250 times" in problem
    many = b"".join(gzip.compress(b"0" * 9 * KILOBYTE) for _ in range(2))
    ((_, problem),) = found(write(tmp_path, many, "things.csv.gz"), scratch)
    assert not problem


def test_a_bomb_is_stopped_when_it_has_grown_too_large_not_at_its_end(small, tmp_path, scratch):
    written = []

    class Watched(zipfile.ZipExtFile):
        def read(self, size=-1):
            block = super().read(size)
            written.append(len(block))
            return block

    path = write(tmp_path, zipped({"a.csv": b"0" * 100 * MEGABYTE}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZipExtFile", Watched)
        ((_, problem),) = found(path, scratch)
    assert "more than 250 times" in problem
    assert sum(written) < 30 * MEGABYTE


def test_bombs_in_archives_in_archives_share_one_limit(small, tmp_path, scratch):
    """Each member of each archive grows by less than the limit, all of them together by more."""
    inner = zipped({"a.csv": b"0" * 150 * KILOBYTE + incompressible(700)})
    outer = zipped({"inner.zip": inner, "z.csv": GOOD})
    assert [problem for _, problem in found(write(tmp_path, outer), scratch)] == ["", ""]
    many = zipped({f"{n}.zip": inner for n in range(300)}, zipfile.ZIP_STORED)
    nested = zipped({"inner.zip": many, "z.csv": GOOD})
    assert len(nested) * unpacking.MOST_GROWTH < 300 * 150 * KILOBYTE
    problems = [problem for _, problem in found(write(tmp_path, nested), scratch)]
    assert "The archive unpacks to more than 250 times its size" in problems[-1]
    assert len(problems) < 300


def test_many_members_of_little_size_are_a_bomb_together(small, tmp_path, scratch):
    members = {f"{n}.csv": b"0" * 9 * KILOBYTE for n in range(2_000)}
    path = write(tmp_path, zipped(members))
    # as if they overlapped, so that their own entries took no room in the archive
    to = unpacking.Unpacking(scratch, left=100 * KILOBYTE)
    with zipfile.ZipFile(path) as archive, pytest.raises(LandingError, match="The archive unpacks"):
        for member in archive.infolist():
            with unpacking.copied(archive.open(member), member.compress_size, to):
                pass


@pytest.mark.parametrize("declared", [5, 2**31])
def test_declared_sizes_may_lie(tmp_path, scratch, monkeypatch, declared):
    monkeypatch.setattr(unpacking, "SMALL", 2 * MEGABYTE)
    bomb = 5 * MEGABYTE
    content = zipped({"a.csv": b"0" * bomb, "b.csv": GOOD})
    lie = content.replace(bomb.to_bytes(4, "little"), declared.to_bytes(4, "little"))
    assert lie != content
    (_, problem), good = found(write(tmp_path, lie), scratch)
    assert "damaged" in problem or "more than 250 times" in problem
    assert good == ("backup.zip/b.csv", "")


def test_a_declared_compressed_size_buys_nothing(small, tmp_path, scratch):
    bomb = b"0" * 5 * MEGABYTE
    with zipfile.ZipFile(io.BytesIO(zipped({"a.csv": bomb}))) as archive:
        true = archive.getinfo("a.csv").compress_size
    content = zipped({"a.csv": bomb})
    lie = content.replace(true.to_bytes(4, "little"), (2**31).to_bytes(4, "little"))
    assert lie != content
    ((_, problem),) = found(write(tmp_path, lie), scratch)
    assert problem


def test_more_than_the_disk_can_spare_is_refused(tmp_path, scratch, monkeypatch):
    usage = shutil.disk_usage(scratch)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=2 * MEGABYTE))
    content = zipped({"a.csv": b"%d,x\n" * MEGABYTE, "b.csv": GOOD})
    (_, problem), good = found(write(tmp_path, content), scratch)
    assert "free some space" in problem
    assert good == ("backup.zip/b.csv", "")


def test_too_many_members_are_refused(tmp_path, scratch, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 3)
    three = {f"{n}.csv": GOOD for n in range(3)}
    assert len(found(write(tmp_path, zipped(three)), scratch)) == 3
    ((name, problem),) = found(write(tmp_path, zipped(three | {"4.csv": GOOD})), scratch)
    assert name == "backup.zip"
    assert "more than 3 files" in problem


def test_a_directory_that_is_too_large_is_not_read(tmp_path, scratch, monkeypatch):
    content = zipped({f"{n}{'x' * 900}.csv": GOOD for n in range(9)})
    path = write(tmp_path, content)
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 9)
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda archive: pytest.fail("it was read"))
    ((_, problem),) = found(path, scratch)
    assert "more than 9 files" in problem


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bound_are_refused(tmp_path, scratch, method):
    ((_, problem),) = found(write(tmp_path, zipped({"a.csv": GOOD}, method)), scratch)
    assert "unpack it first" in problem


@pytest.mark.parametrize(
    "name",
    [
        "../up.csv",
        "../../../../../../tmp/up.csv",
        "/tmp/root.csv",
        "..\\up.csv",
        "C:\\up.csv",
        "..",
    ],
)
def test_no_name_leads_out_of_the_archive(tmp_path, scratch, name):
    exports = tmp_path / "exports"
    exports.mkdir()
    path = write(exports, zipped({name: GOOD}))
    before = set(tmp_path.rglob("*"))
    for export in find_exports([path], scratch):
        assert export.path == path or export.path.resolve().is_relative_to(scratch.resolve())
    assert set(tmp_path.rglob("*")) == before
    assert not Path("/tmp/root.csv").exists()


def test_a_link_in_an_archive_is_never_made(tmp_path, scratch):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("folder")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc")
        archive.writestr("folder/passwd", GOOD)
    exports = list(find_exports([write(tmp_path, buffer.getvalue())], scratch))
    assert [(export.name, export.outcome) for export in exports if export.problem] == [
        ("backup.zip/folder", "skipped")
    ]


# When a member was written


def written(path, scratch):
    return {export.name: export.written_at for export in find_exports([path], scratch)}


def test_a_member_has_the_time_of_its_archive(tmp_path, scratch):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv", (2026, 3, 1, 8, 9, 10)), GOOD)
        archive.writestr(zipfile.ZipInfo("b.csv"), GOOD)  # 1980: none
        archive.writestr(zipfile.ZipInfo("c.csv", (2026, 2, 31, 0, 0, 0)), GOOD)
        archive.writestr(zipfile.ZipInfo("d.csv.gz", (2025, 1, 2, 3, 4, 6)), gzip.compress(GOOD))
    path = write(tmp_path, buffer.getvalue())
    changed = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    assert written(path, scratch) == {
        "backup.zip/a.csv": dt.datetime(2026, 3, 1, 8, 9, 10),
        "backup.zip/b.csv": changed.replace(tzinfo=None),
        "backup.zip/c.csv": changed.replace(tzinfo=None),
        "backup.zip/d.csv.gz": dt.datetime(2025, 1, 2, 3, 4, 6),
    }
    packed = write(tmp_path, gzip.compress(GOOD), "a.csv.gz")
    os.utime(packed, (changed.timestamp(), changed.timestamp()))
    assert written(packed, scratch) == {"a.csv.gz": changed.replace(tzinfo=None)}
    plain = write(tmp_path, GOOD, "a.csv")
    assert written(plain, scratch) == {"a.csv": None}


def test_the_later_member_counts_whatever_the_order(bench):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("things_a.csv", (2026, 3, 2, 0, 0, 0)), GOOD)
        archive.writestr(
            zipfile.ZipInfo("things_b.csv", (2026, 3, 1, 0, 0, 0)), GOOD.replace(b",a", b",b")
        )
    bench.land(bench.write("backup.zip", buffer.getvalue()))
    rows = bench.rows("select name, _exported_at from raw.things__things order by _exported_at")
    assert rows == [("b", dt.datetime(2026, 3, 1)), ("a", dt.datetime(2026, 3, 2))]


# Damage


def workbook_bytes():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_column(0, 0, ["id", "1", "2"])
    return buffer.getvalue()


DAMAGED = {
    "things.zip": zipped({"things_a.csv": GOOD, "inner.zip": zipped({"things_b.csv": GOOD})}),
    "things.csv.gz": gzip.compress(GOOD * 20),
    "things.xlsx": workbook_bytes(),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_no_damage_is_a_crash(tmp_path, scratch, name):
    whole = DAMAGED[name]
    dice = random.Random(7)
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        path = write(tmp_path, bytes(content[: dice.choice([None, dice.randrange(9_999)])]), name)
        for export in find_exports([path], scratch):
            assert export.problem or export.path.is_file()
    assert not list(scratch.iterdir())
