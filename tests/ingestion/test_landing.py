"""A file lands whole or not at all, once, and every row of it is accounted for."""

import csv
import datetime as dt
import io
import itertools
import os
import random
import shutil

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion import landing, loading, reading
from ingestion.catalog import load_catalog
from ingestion.cells import BLANKS
from ingestion.landing import land, prepare
from tests.ingestion.conftest import THINGS
from warehouse.errors import WarehouseError

GOOD = "id,name,note\n1,a,x\n2,b,y\n"
SETTINGS = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_a_landed_row_has_its_origin(bench):
    (file,) = bench.land(bench.write("things.csv", "id,name,note\n\n1,a,x\n,b,y\n3,c,z\n"))
    (first, second) = bench.rows(
        "select _source_system, _source_file, _row_number, _record_key, _load_id, _loaded_at"
        " from raw.things__things order by _row_number"
    )
    load_id, loaded_at = first[4:]
    assert first == ("things", "things.csv", 1, "1", load_id, loaded_at)
    assert second == ("things", "things.csv", 3, "3", load_id, loaded_at)
    assert len(load_id) == 32
    assert abs(dt.datetime.now(dt.UTC).replace(tzinfo=None) - loaded_at) < dt.timedelta(minutes=5)
    assert bench.rejects() == [(2, 4, ",b,y", "no value for the required id")]
    assert bench.rows("select * exclude (started_at, finished_at) from ops.files") == [
        (
            load_id,
            "run",
            "things",
            "things",
            "things.csv",
            bench.rows("select content_hash from ops.files")[0][0],
            4,
            2,
            1,
            1,
            0,
            "landed",
            file.message,
            bench.rows("select distinct _exported_at from raw.things__things")[0][0],
        )
    ]
    assert bench.rows("select finished_at >= started_at, started_at = ? from ops.files", loaded_at)[
        0
    ] == (True, True)


def test_the_hash_is_that_of_the_bytes(bench):
    import hashlib

    bench.land_one("things.csv", GOOD)
    expected = hashlib.sha256(GOOD.encode()).hexdigest()
    assert bench.rows("select content_hash from ops.files") == [(expected,)]


def test_a_key_of_several_columns_and_a_key_with_a_gap(bench):
    bench.source(
        "source: pair\ntables: {lines: {files: ['pair*'], key: [a, b], rows_per_key: many, "
        "columns: {a: [], b: []}}}",
        "pair.yml",
    )
    bench.land_one("pair.csv", "a,b\n 1 ,x\n2,\n")
    assert bench.rows("select _record_key from raw.pair__lines order by _row_number") == [
        ("1\x1fx",),
        (None,),
    ]


def test_the_same_content_again_writes_nothing(bench):
    bench.land_one("things.csv", GOOD)
    before = bench.rows("select * from ops.files"), bench.rows("from raw.things__things")
    again = bench.land_one("things.csv", GOOD)
    assert (again.status, again.rows_read) == ("unchanged", 0)
    assert bench.land_one("things_copy.csv", GOOD).status == "unchanged"
    assert (bench.rows("select * from ops.files"), bench.rows("from raw.things__things")) == before


CHANGED = GOOD.replace("2,b,y", "2,b,gone")


@pytest.mark.parametrize("days", list(itertools.permutations([1, 2, 3])))
def test_what_is_so_again_is_exported_again(bench, days):
    """A record is changed and changed back: the third day's file has the bytes of the first."""
    contents = {1: GOOD, 2: CHANGED, 3: GOOD}
    for day in days:
        bench.land_one(f"things_2026-06-0{day}.csv", contents[day])
    bench.land()  # what came before the change that it undoes is told the next night
    assert bench.rows(
        "select _exported_at::date::varchar, note from raw.things__things where id = '2' order by 1"
    ) == [("2026-06-01", "y"), ("2026-06-02", "gone"), ("2026-06-03", "y")]
    assert [file.status for file in bench.land()] == ["unchanged"] * 3
    assert bench.rows("select count(distinct load_id), count(*) from ops.files") == [(3, 3)]


def test_a_file_that_is_overwritten_tells_again_what_it_told_first(bench):
    for day, content in enumerate([GOOD, CHANGED, GOOD, CHANGED, GOOD], start=1):
        written = dt.datetime(2026, 6, day, tzinfo=dt.UTC).timestamp()
        os.utime(bench.write("things.csv", content), (written, written))
        assert [file.status for file in bench.land()] == ["landed"]
        assert [file.status for file in bench.land()] == ["unchanged"]
    assert bench.rows(
        "select note from raw.things__things where id = '2' order by _exported_at"
    ) == [("y",), ("gone",), ("y",), ("gone",), ("y",)]


def test_a_day_s_file_that_is_overwritten_twice_tells_what_it_told_first(bench):
    for content in (GOOD, CHANGED, GOOD, CHANGED):
        assert bench.land_one("things_2026-06-01.csv", content).status == "landed"
        assert [file.status for file in bench.land()] == ["unchanged"]


def test_what_an_older_version_landed_may_be_so_again(bench):
    bench.land_one("things_2026-06-01.csv", GOOD)
    bench.land_one("things_2026-06-02.csv", CHANGED)
    bench.build.execute("update ops.files set exported_at = null")
    assert bench.land_one("things_2026-06-03.csv", GOOD).status == "landed"
    assert bench.rows("select exported_at::date::varchar from ops.files order by all") == [
        ("2026-06-01",), ("2026-06-02",), ("2026-06-03",),
    ]  # fmt: skip


def test_a_copy_of_an_old_file_tells_nothing_new(bench):
    bench.land_one("things_old.csv", GOOD)
    bench.land_one("things_new.csv", CHANGED)
    assert bench.land_one("things_copy.csv", GOOD).status == "unchanged"
    # neither does what no record of another file has changed since
    bench.land_one("things_2026-06-01_here.csv", "id,name,note\n7,a,x\n")
    bench.land_one("things_2026-06-02_there.csv", "id,name,note\n8,a,x\n")
    again = bench.land_one("things_2026-06-03_here.csv", "id,name,note\n7,a,x\n")
    assert again.status == "unchanged"


def test_what_is_exported_again_lands_once_more_when_its_source_file_is_corrected(bench):
    for day, content in {1: GOOD, 2: CHANGED, 3: GOOD}.items():
        bench.land_one(f"things_2026-06-0{day}.csv", content)
    bench.source(THINGS.replace("name: []", "name: [Label]"))
    assert [file.status for file in bench.land()] == ["landed"] * 3
    assert [file.status for file in bench.land()] == ["unchanged"] * 3
    assert bench.rows("select count(*), count(name) from raw.things__things") == [(6, 6)]


def test_changed_content_lands_beside_the_old(bench):
    bench.land_one("things.csv", GOOD)
    bench.land_one("things.csv", GOOD + "3,c,z\n")
    assert bench.rows("select count(*), count(distinct _load_id) from raw.things__things") == [
        (5, 2)
    ]


def test_a_corrected_source_file_lands_the_same_content_again_in_its_place(bench):
    bench.land_one("things.csv", "id,name,remark\n1,a,x\n,b,y\n")
    assert bench.things() == [("1", "a", None)]
    text = (bench.user_sources / "source.yml").read_text(encoding="utf-8")
    bench.source(text.replace("note: []", "note: [remark]"))
    again = bench.land_one("things.csv", "id,name,remark\n1,a,x\n,b,y\n")
    assert again.status == "landed"
    assert bench.things() == [("1", "a", "x")]
    assert bench.rows("select count(*) from ops.files") == [(1,)]
    assert len(bench.rejects()) == 1


def test_a_failure_is_replaced_by_the_landing_of_the_same_content(bench):
    text = "id,name,note\n1,a,x\n"
    assert bench.land_one("unknown.csv", text).status == "failed"
    assert bench.land_one("unknown.csv", text).status == "failed"
    assert bench.rows("select count(*) from ops.files") == [(1,)]
    assert bench.land_one("unknown.csv", text, source="things").status == "landed"
    assert bench.rows("select status, rows_landed from ops.files") == [("landed", 1)]


def test_a_file_of_which_no_row_fits_failed_and_keeps_its_rejects(bench):
    file = bench.land_one("things.csv", "id,name,note\n,a,x\n,b,y,z\n")
    assert (file.status, file.rows_read, file.rows_landed, file.rows_rejected) == (
        "failed",
        2,
        0,
        2,
    )
    assert "None of its 2 rows" in file.message
    assert "line 2: no value for the required id" in file.message
    assert len(bench.rejects()) == 2
    assert bench.land_one("things.csv", "id,name,note\n,a,x\n,b,y,z\n").status == "failed"
    assert len(bench.rejects()) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The file is empty."),
        ("\n \n", "The file is empty."),
        ("id,name,note\n", "The file has a header but no rows."),
        ("id,name,note", "The file has a header but no rows."),
    ],
)
def test_nothing_in_a_file_is_said(bench, content, message):
    file = bench.land_one("things.csv", content)
    assert (file.status, file.message, file.source_system) == ("empty", message, "things")
    assert bench.rows("select status, rows_read from ops.files") == [("empty", 0)]


def test_an_empty_file_of_an_unknown_name(bench):
    assert bench.land_one("weather.csv", "").status == "failed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('id,"name,note\n1,a,x\n', "header on line 1 cannot be read"),
        (b"id,name\0,note\n1,a,x\n", "NUL"),
        (b"id,name,note\n1,\xff,x\n", "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_one_row_of_ops(bench, content, said):
    file = bench.land_one("things.csv", content)
    assert (file.status, file.rows_read) == ("failed", 0)
    assert said in file.message
    assert bench.things() == []
    assert bench.rejects() == []
    assert bench.rows("select status, message from ops.files") == [("failed", file.message)]


def test_a_reason_never_holds_a_value(bench):
    bench.land_one("things.csv", 'id,name,note\n1,secret@x.org\n,secret@x.org,n\n3,"secret@x.org\n')
    assert len(bench.rejects()) == 3
    assert all("secret" in text and "secret" not in reason for *_, text, reason in bench.rejects())
    assert bench.rows("select count(*) from ops.files where message like '%secret%'") == [(0,)]


def test_extra_columns_land_under_their_own_names(bench):
    bench.land_one("things.csv", "id,Lead Owner.id,客户等级,客户等级,\n1,u,A,B,z\n")
    assert bench.rows(
        "select lead_owner_id, 客户等级, 客户等级__2, column_5 from raw.things__things"
    ) == [("u", "A", "B", "z")]
    bench.land_one("things.csv", "id,name,note,Colour\n2,a,x,red\n")
    assert bench.rows("select colour, lead_owner_id from raw.things__things order by id") == [
        (None, "u"),
        ("red", None),
    ]


def test_hostile_names_and_headers_are_only_names(bench):
    name = "things'; drop table ops.files; --\".csv"
    header = 'id,"x""); drop table raw.things__things; --","$marks",_load_id,"c0"'
    file = bench.land_one(name, f"{header}\n1,a,b,c,d\n")
    assert (file.status, file.file_name) == ("landed", name)
    assert bench.rows("select _source_file, marks, load_id, c0 from raw.things__things") == [
        (name, "b", "c", "d")
    ]
    assert bench.rows("select file_name from ops.files") == [(name,)]


def test_what_sql_would_read_as_more_than_text_stays_text(bench):
    cells = ["007", "1e10", "true", "2026-01-01", "0x1F", "NaN", "=1+1", "\\N", "'", "null"]
    bench.land_one("things.csv", "id,name\n" + "".join(f"k{n},{c}\n" for n, c in enumerate(cells)))
    assert [name for _, name, _ in bench.things()] == cells


def test_constants_fill_what_the_file_lacks_and_only_that(bench):
    bench.source(
        "source: won\nmaps_to: template\ntables: {opportunities: {files: ['won*'], "
        "constants: {stage: Won, pipeline: New}, columns: {opportunity_id: No}}}",
        "won.yml",
    )
    bench.land_one("won_1.csv", "No\n1\n")
    bench.land_one("won_2.csv", "No,Stage\n2,Lost\n")
    assert bench.rows(
        "select opportunity_id, stage, pipeline from raw.template__opportunities order by 1"
    ) == [("1", "Won", "New"), ("2", "Lost", "New")]


def test_sources_and_value_aliases_are_written_and_kept_current(bench):
    text = (
        "source: mine\nmaps_to: template\ntitle: Mine\ntime_zone: Asia/Shanghai\ncurrency: CNY\n"
        "date_order: day_first\nvalue_aliases: {stage: {A: B, C: D}}\n"
        "tables: {opportunities: {files: ['mine*']}}\n"
    )
    bench.source(text, "mine.yml")
    bench.land_one("mine_1.csv", "opportunity_id,stage\n1,A\n")
    assert bench.rows("select * from ops.sources where source_system = 'mine'") == [
        ("mine", "template", "Mine", "Asia/Shanghai", "CNY", "day_first", None, None)
    ]
    bench.source(text.replace("C: D", "A2: B2").replace("A: B", "A: Z"), "mine.yml")
    bench.land_one("mine_2.csv", "opportunity_id,stage\n2,A\n")
    assert bench.rows("select column_name, from_value, to_value from ops.value_aliases") == [
        ("stage", "A", "Z"),
        ("stage", "A2", "B2"),
    ]
    assert bench.rows("select stage from raw.template__opportunities") == [("A",), ("A",)]


def test_a_corrected_zone_holds_for_what_has_landed(bench):
    """The file lands as the same rows, so it need not land again."""
    text = "source: mine\nmaps_to: template\ntables: {opportunities: {files: ['mine*']}}\n"
    bench.source(text, "mine.yml")
    bench.prepare()
    assert bench.rows("select * from ops.sources where source_system = 'mine'") == []
    bench.land_one("mine_1.csv", "opportunity_id,stage\n1,A\n")
    corrected = "time_zone: Asia/Shanghai\ncurrency: CNY\nvalue_aliases: {stage: {A: B}}\n"
    bench.source(text + corrected, "mine.yml")
    bench.prepare()
    assert bench.land_one("mine_1.csv", "opportunity_id,stage\n1,A\n").status == "unchanged"
    assert bench.rows(
        "select time_zone, currency from ops.sources where source_system = 'mine'"
    ) == [("Asia/Shanghai", "CNY")]
    assert bench.rows(
        "select column_name, from_value, to_value from ops.value_aliases"
        " where source_system = 'mine'"
    ) == [("stage", "A", "B")]


def test_times_of_landing_only_ever_rise(bench, monkeypatch):
    class Standing(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 1, tzinfo=tz)

    monkeypatch.setattr(landing.dt, "datetime", Standing)
    for number in range(5):
        bench.write(f"things_{number}.csv", f"id\n{number}\n")
    bench.land()
    bench.land_one("things_9.csv", "id\n9\n")
    times = [at for (at,) in bench.rows("select _loaded_at from raw.things__things order by id")]
    assert times == sorted(set(times))
    assert len(times) == 6


def test_prepare_is_repeatable_and_adds_what_a_source_gained(bench):
    catalog = load_catalog(bench.user_sources)
    bench.land_one("things.csv", GOOD)
    prepare(bench.build, catalog)
    bench.source(
        (bench.user_sources / "source.yml").read_text().replace("note: []", "note: [], w: []")
    )
    prepare(bench.build, load_catalog(bench.user_sources))
    assert bench.rows("select id, w from raw.things__things") == [("1", None), ("2", None)]
    tables = {
        name
        for (name,) in bench.rows(
            "select table_name from duckdb_tables() where schema_name = 'raw'"
        )
    }
    assert {"template__order_lines", "zoho__deals", "things__things"} <= tables
    assert bench.rows("select source_system from ops.sources where staging_source = 'zoho'") == [
        ("zoho",)
    ]


def test_every_file_is_reported_as_it_is_done(bench):
    bench.write("a.csv", "x\n")
    bench.write("things.csv", GOOD)
    seen = []
    files = bench.land(on_file=seen.append)
    assert files == seen
    assert all(file.seconds > 0 for file in files)


# --- what goes wrong on the way ---------------------------------------------------------------


def test_another_count_in_the_database_lands_nothing(bench, monkeypatch):
    insert = loading._Loading._insert
    monkeypatch.setattr(
        loading._Loading, "_insert", lambda self, part, rules: insert(self, part, rules=rules) - 1
    )
    file = bench.land_one("things.csv", GOOD)
    assert file.status == "failed"
    assert "2 records were counted but 1 were read" in file.message
    assert bench.things() == []
    assert bench.rows("select status, rows_landed from ops.files") == [("failed", 0)]


def test_a_file_that_changes_while_it_is_read_lands_nothing(bench, monkeypatch):
    path = bench.write("things.csv", GOOD)
    insert_load = landing.insert_load

    def slow(*given):
        counted = insert_load(*given)
        path.write_text(GOOD + "3,c,z\n", encoding="utf-8")
        return counted

    monkeypatch.setattr(landing, "insert_load", slow)
    (file,) = bench.land(path)
    assert (file.status, bench.things()) == ("failed", [])
    assert "changed while it was read" in file.message


@pytest.mark.parametrize("number", [28, 27, 122])
def test_a_full_disk_ends_the_run_and_keeps_what_landed(bench, monkeypatch, number):
    bench.land_one("things_0.csv", GOOD)

    def full(*given):
        raise OSError(number, "full")

    monkeypatch.setattr(reading, "text_parts", full)
    with pytest.raises(WarehouseError, match=r"disk under .* is full"):
        bench.land_one("things_1.csv", GOOD + "3,c,z\n")
    assert len(bench.things()) == 2


def test_an_error_of_the_database_that_others_would_meet_ends_the_run(bench, monkeypatch):
    def full(*given, rules):
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")

    monkeypatch.setattr(loading._Loading, "_insert", full)
    with pytest.raises(WarehouseError, match="is full"):
        bench.land_one("things.csv", GOOD)
    assert bench.rows("select count(*) from ops.files") == [(0,)]


def test_an_error_of_the_database_about_one_file_fails_that_file(bench, monkeypatch):
    insert = loading._Loading._insert

    def broken(self, part, *, rules):
        inserted = insert(self, part, rules=rules)
        if self._load.file_name == "things_1.csv":
            raise duckdb.InvalidInputException("Invalid Input Error: something in the file")
        return inserted

    monkeypatch.setattr(loading._Loading, "_insert", broken)
    bench.write("things_1.csv", GOOD)
    bench.write("things_2.csv", "id,name,note\n3,c,z\n")
    assert [file.status for file in bench.land()] == ["failed", "landed"]
    assert bench.things() == [("3", "c", "z")]


def test_scratch_is_empty_afterwards(bench):
    bench.write("things.csv", GOOD)
    bench.write("bad.csv", "x")
    bench.land()
    assert list((bench.folder.parent / "scratch").iterdir()) == []


def test_a_vanished_scratch_folder_is_made_again(bench):
    shutil.rmtree(bench.folder.parent / "scratch", ignore_errors=True)
    files = land(
        bench.build,
        [bench.write("things.csv", GOOD)],
        load_catalog(bench.user_sources),
        run_id="run",
        scratch=bench.folder.parent / "a" / "scratch",
    )
    assert files[0].status == "landed"


# --- properties: the whole way, from bytes to the table --------------------------------------

CELL = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("\",;\t|\n\r '\\=-客户名称é")),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=10,
)


@given(
    rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@SETTINGS
def test_what_csv_writes_lands_equal(shared_bench, rows, delimiter, encoding):
    bench = shared_bench
    bench.empty()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "name", "note"])
    writer.writerows((str(n), *row) for n, row in enumerate(rows))
    file = bench.land_one("things.csv", text.getvalue().encode(encoding))
    assert (file.rows_landed, file.rows_rejected) == (len(rows), 0)
    expected = [
        (str(n), *(cell if cell.strip(BLANKS) else None for cell in row))
        for n, row in enumerate(rows)
    ]
    assert bench.things() == expected


@given(seed=st.integers(0, 1_000_000))
@SETTINGS
def test_corrupted_lines_are_rejected_and_the_good_ones_all_land(shared_bench, seed):
    bench = shared_bench
    bench.empty()
    chance = random.Random(seed)
    lines, good = ["id,name,note"], []
    for number in range(chance.randrange(1, 60)):
        line = f'{number},"name, {number}",客户'
        match chance.randrange(8):
            case 0:
                line = line.replace('"', "", 1)
            case 1:
                line += ",surplus"
            case 2:
                line = line[: line.index(",")]
            case 3:
                line = "," + line.split(",", 1)[1]
            case 4:
                line = line.replace("客户", "\0")
            case _:
                good.append((str(number), f"name, {number}", "客户"))
        lines.append(line)
    file = bench.land_one("things.csv", "\n".join(lines) + "\n")
    assert file.rows_read == file.rows_landed + file.rows_rejected == len(lines) - 1
    assert file.rows_dropped == 0
    assert bench.things() == good
    assert len(bench.rejects()) == file.rows_rejected
    assert [text for _, line, text, _ in bench.rejects()] == [
        lines[line - 1].replace("\0", "\\0") for _, line, _, _ in bench.rejects()
    ]


def test_a_long_record_and_many_rejects(bench):
    """Beyond the line that DuckDB takes without being told."""
    long = "漢字" * 2_000_000
    bad = "".join(f",b{n},y\n" for n in range(3000))
    file = bench.land_one("things.csv", f'id,name,note\n1,"{long}",x\n{bad},"{long}",z\n')
    assert (file.rows_landed, file.rows_rejected) == (1, 3001)
    assert bench.things() == [("1", long, "x")]
    assert bench.rows("select max(length(line_text)) from ops.rejected_rows") == [
        (len(long) + len(',"",z'),)
    ]
