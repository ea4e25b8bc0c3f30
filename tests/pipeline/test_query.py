"""`warehouse sql` on a run of one small table: what it is asked, and every format of the answer."""

import csv
import io
import json
import os
import signal
import stat
import subprocess
import sys

import pyarrow.parquet
import pytest

from tests.command_line import ROOT, WAREHOUSE, environment, run_here, run_warehouse
from tests.pipeline.alerts.receivers import wait_for
from tests.warehouse.conftest import fill
from warehouse.database import connect_build
from warehouse.home import Home
from warehouse.publishing import publish
from warehouse.runs import start_run

PATIENCE = 60
ODD = """
    select [1, null] as list, interval 26 hour as lasts, {'a': [interval 1 day]} as nested,
        union_value(a := 1) as either, '\\xFF'::blob as bytes, map {'k': 1.5} as pairs
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("query"))
    home.create()
    with connect_build(home) as build:
        fill(build, "first")
        start_run(build, home, "run-1", "nightly")
        publish(build, home, "run-1", 1)
    return home.root


@pytest.mark.parametrize("statement", ["-- of the owner\nselect 1 as one", "--a\nselect 1 as one"])
def test_sql_may_begin_with_a_comment(home, statement):
    assert run_warehouse(home, "sql", statement, "--format", "csv").stdout == '"one"\n1\n'


@pytest.mark.parametrize("options", [["--fromat", "csv"], ["--restrictd"], ["-x"]])
def test_an_option_that_there_is_not_is_refused(home, options):
    run_here(home, "sql", "select 1", *options, exit_code=2)
    run_here(home, "sql", *options, "select 1", exit_code=2)


def test_what_a_format_has_no_form_for_is_text(home, tmp_path):
    text = run_warehouse(home, "sql", ODD, "--format", "csv").stdout
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "list": "[1, NULL]",
            "lasts": "26:00:00",
            "nested": "{'a': [1 day]}",
            "either": "1",
            "bytes": "\\xFF",
            "pairs": "{k=1.5}",
        }
    ]
    file = tmp_path / "odd.parquet"
    run_here(home, "sql", ODD, "--format", "parquet", "--output", file)
    (row,) = pyarrow.parquet.read_table(file).to_pylist()
    assert (row["list"], row["lasts"], row["bytes"]) == ([1, None], "26:00:00", b"\xff")
    assert "26:00:00" in run_here(home, "sql", ODD).stdout
    tables = run_warehouse(home, "sql", "show all tables", "--format", "csv").stdout
    assert '"marts","answer","[answer]"' in tables


@pytest.mark.parametrize("output_format", ["table", "json"])
@pytest.mark.parametrize(
    "day", ["'infinity'::date", "'-infinity'::timestamp", "date '0044-03-15 (BC)'"]
)
def test_a_day_that_no_calendar_has_is_named(home, output_format, day):
    words = ["--format", output_format]
    refused = run_warehouse(home, "sql", f"select 1 as one, {day} as ends", *words, exit_code=2)
    assert "ends has a day that no calendar has" in refused.stderr
    assert "`::varchar`" in refused.stderr


def test_a_day_of_a_csv_is_what_duckdb_says(home):
    statement = "select 'infinity'::date as never, date '2026-06-01' as day"
    text = run_warehouse(home, "sql", statement, "--format", "csv").stdout
    assert text == '"never","day"\n"infinity","2026-06-01"\n'


def test_json_has_numbers_as_numbers_and_null_for_what_is_none(home):
    statement = """
        select sum(1) as n, 12345678901234567890.12::decimal(38, 2) as amount, 'nan'::double as no,
            ['inf'::double, 1.5] as list, interval 1 day as lasts
    """
    text = run_warehouse(home, "sql", statement, "--format", "json").stdout
    assert '"amount": 12345678901234567890.12' in text

    def refuse(word):
        raise AssertionError(word)

    assert json.loads(text, parse_constant=refuse)[0] == {
        "n": 1,
        "amount": pytest.approx(1.2345678901234567e19),
        "no": None,
        "list": [None, 1.5],
        "lasts": "1 day",
    }


def test_a_file_is_whole_or_as_it_was(home, tmp_path):
    file = tmp_path / "out.csv"
    verb = ("--format", "csv", "--output", file)
    run_here(home, "sql", "select 1 as one", *verb)
    file.chmod(0o600)
    late = "select if(range = 90000, error('boom'), range) from range(100000)"
    done = run_here(home, "sql", late, *verb, exit_code=2)
    assert "The SQL cannot be run: Invalid Input Error: boom" in done.stderr
    assert file.read_text() == '"one"\n1\n'
    run_here(home, "sql", "select 2 as two", *verb)
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ('"two"\n2\n', 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_letters_that_the_terminal_lacks_are_shown_by_their_numbers(home):
    settings = {"PYTHONIOENCODING": "latin-1"}
    done = run_warehouse(home, "sql", "select '😀' as text", settings=settings)
    assert "\\U0001f600" in done.stdout


def test_a_user_without_a_home_can_have_checks():
    code = """
import pwd, sys
def none(uid):
    raise KeyError(uid)
pwd.getpwuid = none
from pipeline.cli import main
sys.argv = ["warehouse", "--help"]
try:
    main()
finally:
    import expectations.great
"""
    nobody = {name: text for name, text in os.environ.items() if name != "HOME"}
    subprocess.run([sys.executable, "-c", code], env=nobody, cwd=ROOT, check=True)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_one_that_is_ended_leaves_no_half_of_a_file(home, tmp_path, ending):
    statement = "select range, repeat('x', 100) from range(1000000000)"
    file = tmp_path / "out.csv"
    command = [*WAREHOUSE, "sql", statement, "--format", "csv", "--output", file]
    with subprocess.Popen(command, cwd=ROOT, env=environment(home)) as running:
        try:
            wait_for(lambda: any(path.stat().st_size for path in tmp_path.iterdir()), PATIENCE)
            running.send_signal(ending)
            assert running.wait(PATIENCE) > 0
        finally:
            running.kill()
    assert not list(tmp_path.iterdir())


def test_columns_of_one_name_are_all_there(home, tmp_path):
    statement = "select 1 as id, 2 as id, 3 as ID_2"
    text = run_here(home, "sql", statement, "--format", "json", "--output", tmp_path / "a").stdout
    assert json.loads((tmp_path / "a").read_text()) == [{"id": 1, "id_3": 2, "ID_2": 3}], text
    run_here(home, "sql", statement, "--format", "parquet", "--output", tmp_path / "b")
    assert pyarrow.parquet.read_table(tmp_path / "b").to_pylist() == [
        {"id": 1, "id_3": 2, "ID_2": 3}
    ]


def test_a_file_with_names_is_its_owner_s_only(home, tmp_path):
    for options, mode in (((), 0o644), (("--restricted",), 0o600)):
        file = tmp_path / "".join(options or "-")
        (tmp_path / f".{file.name}.partial").touch(mode=0o666)  # as a kill would have left it
        before = os.umask(0o022)
        try:
            statement = ("sql", "select 1 as one", "--format", "csv", "--output", file)
            run_here(home, *statement, *options)
        finally:
            os.umask(before)
        assert stat.S_IMODE(file.stat().st_mode) == mode


def test_a_full_disk_is_no_wrong_usage(home):
    said = run_here(
        home, "sql", "select 1", "--format", "csv", "--output", "/dev/full", exit_code=1
    ).stderr
    assert "The disk under /dev is full" in said
