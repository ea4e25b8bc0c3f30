"""A part of the build that is made anew stands beside what the last whole build made."""

import pytest

from pipeline import steps
from pipeline.building import Built
from pipeline.nightly import nightly
from pipeline.running import run
from warehouse.database import read_build
from warehouse.errors import BuildError, PublishError, UsageError
from warehouse.home import Home
from warehouse.settings import Settings


@pytest.fixture(autouse=True)
def a_whole_build(exports, settings, without_dbt, monkeypatch):
    monkeypatch.setattr(steps, "read_lineage", lambda _: [("core.as_of", "raw.orders")])
    deals = "opportunity_id,stage,amount\no1,Won,10\n"
    (exports / "deals.csv").write_text(deals, encoding="utf-8")
    nightly(settings, [exports])


def test_it_is_made_with_the_settings_of_the_whole(settings):
    other = settings.model_copy(update={"as_of": "2026-01-01", "reporting_currency": "EUR"})
    said = r"made with as_of latest \(now 2026-01-01\), reporting_currency USD \(now EUR\)"
    with pytest.raises(UsageError, match=said), run(other, "build") as this:
        steps.run_build(this, select=["customer_rfm"])
    check_and_publish(settings)
    with run(settings, "build") as this:
        steps.run_build(this, select=["customer_rfm"])
    log = "select settings ->> '$.as_of', selected from ops.runs where settings is not null"
    with read_build(Home(settings.home)) as build:
        assert build.execute(f"{log} order by run_id").fetchall() == [
            ("latest", None),
            ("latest", "customer_rfm"),
        ]


@pytest.mark.parametrize("select", [[], ["customer_rfm"]])
def test_nothing_is_published_of_a_build_that_failed(settings, monkeypatch, select):
    with monkeypatch.context() as failing, pytest.raises(BuildError):
        failing.setattr(steps, "build", fails)
        with run(settings, "build") as this:
            steps.run_build(this, select=select, full_refresh=True)
    with pytest.raises(PublishError, match="did not end well"):
        check_and_publish(settings)
    with run(settings, "build") as this:
        steps.run_build(this, select=["dim_product"])
    if select:
        check_and_publish(settings)
    else:
        with pytest.raises(PublishError, match="did not end well"):
            check_and_publish(settings)
        with run(settings, "build") as this:
            steps.run_build(this)
        check_and_publish(settings)


def fails(*_: object, **__: object) -> Built:
    raise BuildError("The build failed.")


def check_and_publish(settings: Settings) -> None:
    with run(settings, "check") as this:
        steps.run_check(this, "marts")
    with run(settings, "publish") as this:
        steps.run_publish(this)
