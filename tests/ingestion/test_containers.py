"""Folders, zips and gz files: everything in them is found, named, and kept where it belongs."""

import ast
import errno
import gzip
import io
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ingestion.discovery import find_exports
from tests.command_line import ROOT
from warehouse.errors import UsageError, WarehouseError
from warehouse.home import Home

GOOD = b"id,name,note\n1,a,x\n"


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def scratch(tmp_path):
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def test_a_folder_is_read_recursively_in_name_order(bench):
    for name in ("b/things_2.csv", "things_9.csv", "a/c/things_1.csv", "b/notes.txt"):
        bench.write(name, GOOD.replace(b"1", name.encode()))
    files = bench.land()
    assert [file.file_name for file in files] == [
        "a/c/things_1.csv",
        "b/notes.txt",
        "b/things_2.csv",
        "things_9.csv",
    ]
    assert [file.status for file in files] == ["landed", "skipped", "landed", "landed"]


def test_a_missing_path_is_an_error_before_anything_lands(bench):
    good = bench.write("things.csv", GOOD)
    with pytest.raises(UsageError, match=r"no file or folder .*not there"):
        bench.land(good, bench.folder / "not there.csv")
    assert bench.rows("select count(*) from ops.files") == [(0,)]


def test_a_warehouse_that_lives_among_the_exports_is_none_of_them(tmp_path, scratch):
    home = Home(tmp_path / "exports" / "data")
    home.create()
    for made in (home.build, home.docs / "dbt" / "fct_ticket.sql", home.logs / "orders.csv"):
        made.parent.mkdir(exist_ok=True)
        made.write_bytes(b"no export")
    (home.root / "warehouse.toml").write_text("")
    home.sources.mkdir()
    (home.sources / "orders.yml").write_text("")
    home.current.symlink_to(home.published)
    for export in (home.root / "leads.csv", home.root / "exports" / "docs" / "orders.csv"):
        export.parent.mkdir(parents=True, exist_ok=True)
        export.write_text("id\n1\n")
    found = [export.name for export in find_exports([tmp_path / "exports"], scratch)]
    assert found == ["data/exports/docs/orders.csv", "data/leads.csv"]


def test_a_folder_without_a_file_is_empty(bench):
    (bench.folder / "inner").mkdir()
    (file,) = bench.land()
    assert (file.status, file.message) == ("empty", "The folder holds no file.")


def test_lock_files_and_hidden_files_are_passed_over(bench):
    bench.write("~$things.xlsx", b"lock")
    bench.write(".things.csv", GOOD)
    bench.write(".git/things.csv", GOOD)
    bench.write("things.csv", GOOD)
    assert [(file.file_name, file.status) for file in bench.land()] == [
        (".things.csv", "skipped"),
        ("things.csv", "landed"),
        ("~$things.xlsx", "skipped"),
    ]


def test_a_link_out_of_the_folder_is_not_followed(bench):
    outside = bench.folder.parent / "secret.csv"
    outside.write_bytes(GOOD)
    (bench.folder / "things_1.csv").symlink_to(outside)
    (bench.folder / "folder").symlink_to(bench.folder.parent)
    bench.write("things_2.csv", GOOD)
    (bench.folder / "things_3.csv").symlink_to(bench.folder / "things_2.csv")
    files = {file.file_name: (file.status, file.message) for file in bench.land()}
    assert files == {
        "folder": ("skipped", "It is a link to a place outside the folder."),
        "things_1.csv": ("skipped", "It is a link to a place outside the folder."),
        "things_2.csv": ("landed", ""),
        "things_3.csv": ("unchanged", "The same content landed before."),
    }


def test_a_link_to_a_folder_is_said_to_be_skipped(bench):
    bench.write("inner/things.csv", GOOD)
    (bench.folder / "link").symlink_to(bench.folder / "inner")
    files = {file.file_name: (file.status, file.message) for file in bench.land()}
    assert files == {
        "inner/things.csv": ("landed", ""),
        "link": ("skipped", "It is a link to a folder, whose files are read where they lie."),
    }


def test_a_folder_below_that_cannot_be_read_fails_alone(bench, monkeypatch):
    bench.write("a/things_1.csv", GOOD)
    bench.write("things_2.csv", GOOD.replace(b"1", b"2"))
    scan = os.scandir

    def refusing(path):
        if str(path) == str(bench.folder / "a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert [(file.file_name, file.status, file.message) for file in bench.land()] == [
        ("a", "failed", "It cannot be read: Permission denied."),
        ("things_2.csv", "landed", ""),
    ]


def test_a_pipe_in_a_folder_does_not_hang(bench):
    os.mkfifo(bench.folder / "things.csv")
    (file,) = bench.land()
    assert file.status == "skipped"
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        bench.land(bench.folder / "things.csv")


def test_members_of_a_zip_are_named_behind_it(bench):
    members = {
        "Data/Things_002.csv": GOOD.replace(b"1", b"2"),
        "Data/Things_001.csv": GOOD,
        "Metadata/Fields_001.csv": b"a,b\n1,2\n",
        "Data/": b"",
    }
    files = bench.land(bench.write("backup.zip", zipped(members)))
    assert [(file.file_name, file.status) for file in files] == [
        ("backup.zip/Data/Things_001.csv", "landed"),
        ("backup.zip/Data/Things_002.csv", "landed"),
        ("backup.zip/Metadata/Fields_001.csv", "skipped"),
    ]
    assert bench.rows("select distinct _source_file from raw.things__things order by 1") == [
        ("backup.zip/Data/Things_001.csv",),
        ("backup.zip/Data/Things_002.csv",),
    ]


def test_no_member_name_reaches_the_disk(bench):
    hostile = ["../../things_up.csv", "/tmp/things_root.csv", "a/../../things_x.csv"]
    path = bench.write("backup.zip", zipped(dict.fromkeys(hostile, GOOD)))
    before = {p for p in bench.folder.parent.rglob("*") if "scratch" not in str(p)}
    assert {file.status for file in bench.land(path)} == {"landed", "unchanged"}
    assert {p for p in bench.folder.parent.rglob("*") if "scratch" not in str(p)} == before
    assert not list((bench.folder.parent / "scratch").iterdir())


def test_zips_and_gz_within_zips(bench):
    inner = zipped({"things_1.csv": GOOD})
    members = {"inner.zip": inner, "things_2.csv.gz": gzip.compress(GOOD.replace(b"1", b"2"))}
    files = bench.land(bench.write("outer.zip", zipped(members)))
    assert [file.file_name for file in files] == [
        "outer.zip/inner.zip/things_1.csv",
        "outer.zip/things_2.csv.gz",
    ]
    assert len(bench.things()) == 2


def test_a_nest_of_zips_ends(bench):
    content = zipped({"things.csv": GOOD})
    for _ in range(6):
        content = zipped({"inner.zip": content})
    (file,) = bench.land(bench.write("outer.zip", content))
    assert file.status == "failed"
    assert "archives deep" in file.message


@pytest.mark.parametrize("cut", [10, 60, 300])
def test_a_cut_off_zip_lands_nothing(bench, cut):
    content = zipped({"things.csv": b"id,name,note\n" + os.urandom(600).hex().encode()})
    (file,) = bench.land(bench.write("backup.zip", content[:-cut]))
    assert (file.file_name, file.status) == ("backup.zip", "failed")
    assert "damaged or cut off" in file.message
    assert not bench.things()
    assert bench.rows("select file_name, status, rows_read from ops.files") == [
        ("backup.zip", "failed", 0)
    ]


def test_a_damaged_member_costs_itself_only(bench):
    text = b"id,name,note\n" + b"".join(b"%d,a,x\n" % n for n in range(500))
    content = zipped({"things_1.csv": text, "things_2.csv": GOOD}, zipfile.ZIP_STORED)
    files = bench.land(bench.write("backup.zip", content.replace(b"77,a,x", b"77,b,x")))
    assert [file.status for file in files] == ["failed", "landed"]
    assert len(bench.things()) == 1


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_cut_off_gz_lands_nothing(bench, keep):
    content = gzip.compress(b"id,name,note\n" + os.urandom(20_000).hex().encode())
    file = bench.land_one("things.csv.gz", content[: int(len(content) * keep)])
    assert file.status == "failed"
    assert "damaged or cut off" in file.message
    assert not bench.things()


def test_a_member_behind_a_password_says_so(bench):
    content = bytearray(zipped({"things.csv": GOOD}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    (file,) = bench.land(bench.write("backup.zip", bytes(content)))
    assert file.status == "failed"
    assert "password" in file.message


def test_links_and_system_files_in_a_zip_are_passed_over(bench):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("things_link.csv")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("__MACOSX/._things.csv", b"x")
    files = bench.land(bench.write("backup.zip", buffer.getvalue()))
    assert [file.status for file in files] == ["skipped", "skipped"]


def test_an_empty_zip_is_empty(bench):
    (file,) = bench.land(bench.write("backup.zip", zipped({})))
    assert (file.status, file.message) == ("empty", "The zip holds no file.")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_names_in_old_zips_are_read(bench, encoding):
    content = zipped({"things_AAAAAA.csv": GOOD})
    name = "客户导".encode(encoding)[:6].ljust(6, b"0")
    (file,) = bench.land(bench.write("backup.zip", content.replace(b"AAAAAA", name)))
    assert file.status == "landed"
    assert "客户" in file.file_name


def test_two_files_of_one_name_stay_apart(bench):
    """The rows of a table without a key are replaced by file name, so names must not clash."""
    one = bench.write("one/things.csv", GOOD)
    two = bench.write("two/things.csv", GOOD.replace(b"1", b"2"))
    names = [file.file_name for file in bench.land(one, two)]
    assert names == [one.as_posix(), two.as_posix()]
    assert [file.file_name for file in bench.land(one, one)] == ["things.csv"]


def test_copies_are_gone_when_the_next_file_is_asked_for(tmp_path, scratch):
    path = tmp_path / "backup.zip"
    path.write_bytes(zipped({"a.csv": GOOD, "b.csv": GOOD}))
    exports = find_exports([path], scratch)
    first = next(exports)
    assert first.path.read_bytes() == GOOD
    assert first.path.is_relative_to(scratch)
    second = next(exports)
    assert not first.path.exists()
    assert second.path.read_bytes() == GOOD
    assert list(exports) == []
    assert list(scratch.iterdir()) == []


def test_a_full_disk_while_unpacking_ends_the_run(tmp_path, scratch, monkeypatch):
    path = tmp_path / "things.csv.gz"
    path.write_bytes(gzip.compress(GOOD))

    def full(file, size):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gzip.GzipFile, "read", full)
    with pytest.raises(WarehouseError, match=r"disk under .* is full"):
        list(find_exports([path], scratch))


def test_a_name_that_is_no_unicode_can_still_be_recorded(bench):
    path = bench.folder / os.fsdecode(b"things_\xff\xfe.csv")
    path.write_bytes(GOOD)
    (file,) = bench.land()
    assert (file.status, file.file_name) == ("landed", "things_\ufffd\ufffd.csv")
    path.write_bytes(b"PAR1 and more")
    (file,) = bench.land()
    assert (file.status, file.message) == ("failed", "Its path is not UTF-8: rename it.")


UNDER_A_BARE_LOCALE = """
import sys
from pathlib import Path
import duckdb
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
folder = Path(sys.argv[1])
build = duckdb.connect()
build.execute(Path("warehouse/operations.sql").read_text(encoding="utf-8"))
catalog = load_catalog(folder / "sources")
prepare(build, catalog)
scratch = folder / "scratch"
for file in land(build, [folder / "exports"], catalog, run_id="run", scratch=scratch):
    print(ascii((file.file_name, file.status, file.message)))
"""


def test_chinese_names_land_under_a_bare_locale(bench):
    """There the names of files are not text to Python, and DuckDB and calamine must still open."""
    folder = bench.folder / "客户"
    folder.mkdir()
    (folder / "things_线索.csv").write_bytes(GOOD)
    bench.build.execute("copy (select 2 as id) to 'x.parquet'".replace("x.", f"{folder}/x."))
    (folder / "x.parquet").rename(folder / "things_商机.parquet")
    book = xlsxwriter.Workbook(str(folder / "things_订单.xlsx"))
    book.add_worksheet("数据").write_column(0, 0, ["id", "3"])
    book.close()
    done = subprocess.run(
        [sys.executable, "-c", UNDER_A_BARE_LOCALE, str(bench.folder.parent)],
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [ast.literal_eval(line) for line in done.stdout.splitlines()] == [
        ("客户/things_商机.parquet", "landed", ""),
        ("客户/things_线索.csv", "landed", ""),
        ("客户/things_订单.xlsx#数据", "landed", ""),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_fails(bench):
    path = bench.write("things.csv", GOOD)
    path.chmod(0)
    (file,) = bench.land(path)
    assert file.status == "failed"
    assert "cannot be read" in file.message


def test_a_path_through_a_folder_that_is_shut_is_wrong_usage(tmp_path, scratch, monkeypatch):
    def shut(_: Path) -> bool:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "is_dir", shut)
    with pytest.raises(UsageError, match=r"Cannot read .*things\.csv: Permission denied"):
        find_exports([tmp_path / "shut" / "things.csv"], scratch)
