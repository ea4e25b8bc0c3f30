"""A night goes on without the files that fail and ends as failed; dbt and checks are stood in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import steps
from pipeline.building import Built
from pipeline.cli import app
from pipeline.nightly import Night, nightly
from pipeline.running import Run
from pipeline.status import read_status
from tests.command_line import rows
from tests.warehouse.conftest import fill
from warehouse.database import connect_build
from warehouse.errors import LandingError
from warehouse.home import Home
from warehouse.settings import Settings, load_settings

GOOD = "opportunity_id,stage,amount\no1,Won,10\no2,Lost,20\n"
BAD = "opportunity_id,amount\no1,2\n"
HEADER = "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"

DoNight = Callable[..., Night]


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home")


@pytest.fixture(autouse=True)
def without_dbt(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(this: Run, **_: object) -> Built:
        with connect_build(this.home) as connection:
            fill(connection, this.run_id)
        return Built(models=1, tests=1, warnings=())

    def check(this: Run, stage: str) -> list[object]:
        with connect_build(this.home) as connection:
            connection.execute(
                "insert into ops.check_results by name select ? as run_id, ? as stage,"
                " 't' as table_name, 'e' as expectation, 'd' as description,"
                " 'warning' as severity, true as success, now() as checked_at",
                [this.run_id, stage],
            )
        return []

    monkeypatch.setattr(steps, "run_build", build)
    monkeypatch.setattr(steps, "run_check", check)
    monkeypatch.setattr(steps, "run_document", lambda this: None)


def write(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")


def runs(settings: Settings) -> list[tuple[object, object]]:
    return [(run["status"], run["message"]) for run in read_status(Home(settings.home))["runs"]]


def test_a_night_without_a_fault(exports, settings):
    write(exports, deals=GOOD)
    night = nightly(settings, [exports])
    assert not night.fault
    assert [status for status, _ in runs(settings)] == ["succeeded"]


def test_a_failed_file_fails_alone_and_the_run_ends_as_failed(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    night = nightly(settings, [exports])
    assert [file.status for file in night.files] == ["landed", "failed"]
    assert night.fault.startswith(
        "opportunities.csv could not be landed, everything else is published: By its name it is "
        "template.opportunities, but it has no column for stage"
    )
    assert night.fault.endswith("Land it again when that is mended.")
    assert (Home(settings.home).current).resolve() == night.published.resolve()
    assert runs(settings) == [("failed", night.fault)]
    published = rows(settings.home, "select status, message from ops.runs")
    assert published == [("failed", night.fault)]


def test_several_failed_files_are_one_sentence(exports, settings):
    write(exports, deals=GOOD, opportunities_1=BAD, opportunities_2="opportunity_id\no9\n")
    fault = nightly(settings, [exports]).fault
    assert fault.startswith("opportunities_1.csv, opportunities_2.csv could not be landed, ever")
    assert fault.count("By its name") == 1
    assert fault.endswith("Land them again when that is mended.")


def test_the_next_night_on_a_mended_file_succeeds(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    nightly(settings, [exports])
    write(exports, opportunities=GOOD.replace("o1", "o3"))
    assert not nightly(settings, [exports]).fault
    assert [status for status, _ in runs(settings)] == ["succeeded", "failed"]


def test_a_failed_file_again_fails_the_next_night_too(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    assert nightly(settings, [exports]).fault
    assert nightly(settings, [exports]).fault
    with connect_build(Home(settings.home)) as build:
        assert build.execute("select status from ops.files order by 1").fetchall() == [
            ("failed",), ("landed",)
        ]  # fmt: skip


def test_nothing_but_failed_files_stops_the_first_night_and_no_later_one(exports, settings):
    write(exports, opportunities=BAD)
    with pytest.raises(LandingError, match=r"opportunities\.csv could not be landed: By its name"):
        nightly(settings, [exports])
    assert not Home(settings.home).current.exists()
    write(exports, deals=GOOD)
    nightly(settings, [exports / "deals.csv"])
    assert nightly(settings, [exports / "opportunities.csv"]).fault


def test_files_without_rows_fail_nothing(exports, settings):
    write(exports, sales=HEADER, deals="")
    night = nightly(settings, [exports])
    assert [file.status for file in night.files] == ["empty", "empty"]
    assert not night.fault


def test_the_command_tells_what_was_done_and_then_what_failed(exports, settings):
    write(exports, deals=GOOD, opportunities=BAD)
    done = CliRunner().invoke(app, ["nightly", str(exports), "--home", str(settings.home)])
    assert isinstance(done.exception, LandingError)
    assert "everything else is published" in str(done.exception)
    assert "Published:" in done.stdout
    assert "opportunities.csv: By its name" in done.stdout
    status = CliRunner().invoke(app, ["status", "--json", "--home", str(settings.home)])
    assert json.loads(status.stdout)["runs"][0]["status"] == "failed"
