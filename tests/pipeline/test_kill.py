"""A run that is killed at any stage leaves `current` as it was, and the next run completes."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.command_line import ROOT, WAREHOUSE, environment, rows, run_warehouse

pytestmark = pytest.mark.slow

STAGES = ["ingest", "check raw", "build", "check marts", "publish", "document"]
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


@pytest.mark.parametrize("stage", STAGES)
def test_a_kill_during_a_stage(stage, demo_home, copy_of, tmp_path):
    home = copy_of(demo_home)
    before = answers(home)
    published = (home / "current").resolve().name
    run = subprocess.Popen(
        [*WAREHOUSE, "nightly", str(new_orders(tmp_path))],
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
    run.wait()
    assert run.returncode == -signal.SIGKILL

    now = (home / "current").resolve().name
    if STAGES.index(stage) < STAGES.index("publish"):
        assert now == published
    if now == published:
        assert answers(home) == before
    else:
        assert answers(home) != before

    run_warehouse(home, "nightly")
    log = json.loads(run_warehouse(home, "status", "--json").stdout)["runs"]
    assert [entry["status"] for entry in log[:2]] == [
        "succeeded",
        "crashed" if now == published else "succeeded",
    ]
    after = answers(home)
    assert after != before
    assert after[1][0][0] == before[1][0][0] + 500
    assert not list((home / "published").glob(".*"))
    assert not list(home.glob("*.tmp"))
