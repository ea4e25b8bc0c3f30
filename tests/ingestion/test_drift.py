"""Exports change: columns come and go, files are renamed, and the newest one counts."""

import datetime as dt
import gzip
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.exports import Export, exported_at

GOOD = "id,name,note\n1,a,x\n2,b,y\n"


def changes(bench):
    return bench.rows(
        "select file_name, column_name, header, change from ops.file_columns"
        " join ops.files using (load_id) where change is not null order by started_at, 2"
    )


# --- columns ----------------------------------------------------------------------------------


def test_the_first_file_of_a_kind_has_nothing_new(bench):
    assert bench.land_one("things_2026-06-01.csv", GOOD).message == ""
    assert changes(bench) == []
    assert bench.rows("select column_name, header from ops.file_columns order by all") == [
        ("id", "id"),
        ("name", "name"),
        ("note", "note"),
    ]


def test_a_new_column_lands_and_is_reported(bench):
    bench.land_one("things_2026-06-01.csv", GOOD)
    file = bench.land_one("things_2026-06-02.csv", "Thing Id,name,note,Shoe Size\n3,c,z,42\n")
    assert file.status == "landed"
    assert "New since the last such file: shoe_size." in file.message
    assert changes(bench) == [("things_2026-06-02.csv", "shoe_size", "Shoe Size", "new")]
    assert bench.rows("select id, shoe_size from raw.things__things order by id") == [
        ("1", None),
        ("2", None),
        ("3", "42"),
    ]


def test_a_vanished_optional_column_is_null_and_reported(bench):
    bench.land_one("things_2026-06-01.csv", GOOD)
    file = bench.land_one("things_2026-06-02.csv", "id,name\n3,c\n")
    assert (file.status, file.rows_landed) == ("landed", 1)
    assert "Missing since the last such file: note." in file.message
    assert changes(bench) == [("things_2026-06-02.csv", "note", None, "missing")]
    assert bench.rows("select note from raw.things__things where id = '3'") == [(None,)]


def test_a_column_is_missed_once_and_new_again_when_it_returns(bench):
    bench.land_one("things_1.csv", GOOD)
    bench.land_one("things_2.csv", "id,name\n3,c\n")
    assert bench.land_one("things_3.csv", "id,name\n4,d\n").message == ""
    assert (
        "New since the last such file: note." in bench.land_one("things_4.csv", GOOD[:-6]).message
    )


def test_files_of_another_kind_are_not_compared(bench):
    bench.land_one("things_of_shop_1.csv", GOOD)
    assert bench.land_one("things_of_web_1.csv", "id,colour\n1,red\n").message == ""


def test_many_new_columns_are_listed_in_part(bench):
    bench.land_one("things_1.csv", "id\n1\n")
    more = ",".join(f"extra {n}" for n in range(30))
    file = bench.land_one("things_2.csv", f"id,{more}\n2" + ",x" * 30 + "\n")
    assert "extra_9 and 20 more." in file.message
    assert len(changes(bench)) == 30


def test_a_vanished_required_column_fails_that_file_alone(bench):
    bench.write("things_1.csv", GOOD)
    bench.write("things_2.csv", "name,note\nc,z\n")
    bench.write("things_3.csv", "id,name,note\n4,d,w\n")
    paths = [bench.folder / f"things_{number}.csv" for number in (1, 2, 3)]
    first, second, third = bench.land(*paths)
    assert (first.status, second.status, third.status) == ("landed", "failed", "landed")
    assert "no column for id (Thing Id or id); its headers are: name, note." in second.message
    assert {row[0] for row in bench.things()} == {"1", "2", "4"}


LINES = "order_line_id,order_id,customer_id,ordered_at\nl1,o1,c1,2026-01-01\n"


def test_a_file_that_lost_its_optional_key_is_refused(bench):
    """Its rows would have stood beside those of the older export, not in their place."""
    bench.land_one("order_lines_2024.csv", LINES)
    file = bench.land_one("order_lines_2025.csv", LINES.replace("order_id", "order"))
    assert (file.status, file.table_name) == ("failed", "order_lines")
    assert "no column for order_id, which the last such file had" in file.message
    assert bench.rows("select order_id from raw.template__order_lines") == [("o1",)]


def test_files_that_never_had_their_optional_key_land(bench):
    bench.land_one("order_lines_2024.csv", LINES)
    for name in ("sales_1.csv", "sales_2.csv"):
        text = LINES.replace("order_id", "order").replace("l1", name)
        assert bench.land_one(name, text).status == "landed"


# --- the same content -------------------------------------------------------------------------


def test_the_same_content_under_another_name_lands_nothing(bench):
    bench.land_one("things_1.csv", GOOD)
    for name in ("things_2.csv", "deep/things 3.TXT", "whatever.csv"):
        again = bench.land_one(name, GOOD)
        assert (again.status, again.source_system) == ("unchanged", "things")
    assert bench.rows("select file_name from ops.files") == [("things_1.csv",)]
    assert len(bench.things()) == 2


# --- when an export was made ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Deals_2026_06_30.csv", "2026-06-30"),
        ("things-2026.06.30.csv", "2026-06-30"),
        ("20260630.csv", "2026-06-30"),
        ("ExportOrderList202606301530.csv", "2026-06-30"),
        ("orders_20260630153059.csv", "2026-06-30"),
        ("things 2026-06-30T10-00-00.csv", "2026-06-30"),
        ("report1782777600000.csv", "2026-06-30"),
        ("Backup_2026-06-29.zip/Deals_001.csv", "2026-06-29"),
        ("2026-06-01/Backup_2026-06-29.zip/Data/Deals_2026-06-30.csv", "2026-06-30"),
        ("things 2026-06-01 - 2026-06-30.csv", "2026-06-30"),
        ("things_2026-06-30.xlsx#Sheet1", "2026-06-30"),
        ("things_2026-02-31.csv", None),
        ("things_2026-13-01.csv", None),
        ("things_123202606301.csv", None),
        ("order 4520260630.csv", None),
        ("things.csv", None),
    ],
)
def test_a_date_in_a_name_is_when_the_export_was_made(tmp_path, name, made):
    path = tmp_path / "file"
    path.touch()
    os.utime(path, (1_700_000_000, 1_700_000_000))
    otherwise = dt.datetime.fromisoformat("2023-11-14T22:13:20")
    expected = dt.datetime.fromisoformat(made) if made else otherwise
    export = Export(name, path)
    assert exported_at(export) == expected
    archived = dt.datetime.fromisoformat("2025-01-01T08:00:00")
    assert exported_at(replace(export, written_at=archived)) == (expected if made else archived)


def newest(bench):
    """Names by id, each from the newest export, as staging takes them."""
    return bench.rows(
        "select id, name from raw.things__things qualify row_number() over"
        " (partition by _record_key order by _exported_at desc nulls last, _loaded_at desc) = 1"
        " order by id"
    )


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_the_newest_export_counts_in_whatever_order_they_land(bench, order):
    texts = {
        1: "id,name\n1,old\n2,old\n",
        2: "id,name\n1,newer\n3,newer\n",
        3: "id,name\n3,newest\n4,newest\n",
    }
    for number in order:
        bench.land_one(f"things_2026-06-0{number}.csv", texts[number])
    assert newest(bench) == [("1", "newer"), ("2", "old"), ("3", "newest"), ("4", "newest")]
    assert bench.rows("select count(*), count(distinct _exported_at) from raw.things__things") == [
        (6, 3)
    ]


@pytest.mark.parametrize("is_zipped", [False, True])
@pytest.mark.parametrize(
    "names",
    [
        ("things_2026_05_28.csv", "things_2026_05_28 (1).csv", "things_2026_05_28 (2).csv"),
        ("things-2026-05-28.csv", "things-2026-05-28-9.csv", "things-2026-05-28-10.csv"),
        ("things_20260528.csv.gz", "things_20260528(1).csv.gz"),
        ("2026-05-28/2/things.csv", "2026-05-28/10/things.csv"),
    ],
)
def test_of_exports_of_one_day_the_one_counts_that_was_saved_last(bench, names, is_zipped):
    folder = bench.folder / "many"
    for name in names:
        data = f"id,name\n1,{name}\n".encode()
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    if is_zipped:
        folder = Path(shutil.make_archive(str(bench.folder / "many"), "zip", folder))
    bench.land(folder)
    assert newest(bench) == [("1", names[-1])]


def test_of_files_without_a_date_the_one_written_last_counts(bench):
    paths: list[Path] = []
    for at, name in enumerate(["newer", "old"]):
        paths.append(bench.write(f"things {name}.csv", f"id,name\n1,{name}\n"))
        os.utime(paths[-1], (1_700_000_000 - at, 1_700_000_000 - at))
    for path in paths:
        bench.land(path)
    assert newest(bench) == [("1", "newer")]


def test_the_archive_says_when_its_files_were_written(bench):
    path = bench.folder / "backup.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("things.csv", (2026, 6, 30, 10, 20, 30)), GOOD)
    bench.land(path)
    assert bench.rows("select distinct _exported_at from raw.things__things") == [
        (dt.datetime.fromisoformat("2026-06-30T10:20:30"),)
    ]
