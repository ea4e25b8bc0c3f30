"""A run that is killed at any stage leaves `current` as it was, and the next run completes."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.command_line import ROOT, WAREHOUSE, environment, rows, run_warehouse

pytestmark = pytest.mark.slow

STAGES = ["ingest", "check raw", "build", "check marts", "document", "publish"]
MARTS = (
    "select metric, sum(value) from marts.kpi_daily group by all order by all",
    "select count(*), sum(monetary) from marts.customer_rfm",
)


def answers(home: Path) -> list[list[tuple]]:
    return [rows(home, sql) for sql in MARTS]


def new_orders(folder: Path) -> Path:
    file = folder / "sales_extra.csv"
    file.write_text(
        "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
        + "".join(f"extra-{n},extra-{n},2026-06-01,p,1,100.00\n" for n in range(500)),
        encoding="utf-8",
    )
    return file


def kill_at(home: Path, stage: str, *arguments: str) -> None:
    """Start a night and kill it as soon as it says that the stage has begun."""
    run = subprocess.Popen(
        [*WAREHOUSE, "nightly", *arguments],
        env=environment(home),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    for line in run.stdout:
        if line.strip() == f"{stage} ...":
            run.send_signal(signal.SIGKILL)
            break
    else:
        pytest.fail(f"the run never came to {stage}")
    assert run.wait() == -signal.SIGKILL


def test_a_kill_at_each_stage_leaves_current_as_it_was(demo_home, copy_of, tmp_path):
    """Every killed night but the first begins where the one before it was killed.

    So each shows, by coming to its own stage, that a night goes through after a kill at the
    stage before; the last one is left alone and publishes.
    """
    home = copy_of(demo_home)
    before = answers(home)
    published = (home / "current").resolve().name
    extra = str(new_orders(tmp_path))
    for stage in STAGES:
        kill_at(home, stage, extra)
        if (home / "current").resolve().name == published:
            assert answers(home) == before, stage
        else:
            assert stage == "publish"

    swapped = (home / "current").resolve().name != published
    run_warehouse(home, "nightly", extra)
    log = json.loads(run_warehouse(home, "status", "--json").stdout)["runs"]
    crashed = "succeeded" if swapped else "crashed"
    assert [entry["status"] for entry in log] == ["succeeded", crashed, *["crashed"] * 3]
    after = answers(home)
    assert after[1][0][0] == before[1][0][0] + 500
    assert not list((home / "published").glob(".*"))
    assert not list(home.glob("*.tmp"))
