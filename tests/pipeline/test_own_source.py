"""The advice about dates that can be read in two ways, followed to its end."""

import re

import pytest

from tests.command_line import ROOT, rows, run_here, value

pytestmark = pytest.mark.slow

LINES = (
    "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
    "o1,c1,03/04/2026,p1,1,100\n"
    "o2,c2,05/04/2026,p1,2,50\n"
)
DAYS = "select order_date::varchar, source_system, net_amount::int from core.fct_order order by all"


def advised_source_file() -> str:
    """The one that docs/sources.md shows."""
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    section = text.partition("## A setting for a shipped source")[2].partition("\n## ")[0]
    return re.search(r"```yaml\n(.*?)```", section, flags=re.DOTALL)[1]


def test_ambiguous_dates_are_read_from_the_night_on_in_which_the_source_file_is_there(tmp_path):
    home, exports = tmp_path / "home", tmp_path / "home" / "exports"
    exports.mkdir(parents=True)
    (exports / "sales.csv").write_text(LINES, encoding="utf-8")
    (exports / "customers.csv").write_text("customer_id\nc1\nc2\n", encoding="utf-8")
    assert "ordered_at" in run_here(home, "nightly", exit_code=1).stderr
    said = " ".join(run_here(home, "status", "--file", "sales.csv").stdout.split())
    assert "The dates of ordered_at can be read in several ways and stay text" in said
    assert "`date_order:`" in said
    assert "`maps_to: template` (docs/sources.md)" in said

    (home / "sources").mkdir(exist_ok=True)
    (home / "sources" / "our_shop.yml").write_text(advised_source_file(), encoding="utf-8")
    # of the sales, the next export takes the place of the one before
    (exports / "sales.csv").write_text(LINES + "o3,c1,06/04/2026,p1,1,7\n", encoding="utf-8")
    run_here(home, "nightly")
    right = [
        ("2026-04-03", "our_shop", 100),
        ("2026-04-05", "our_shop", 100),
        ("2026-04-06", "our_shop", 7),
    ]
    assert rows(home, DAYS) == right
    assert value(home, "select sum(orders) from marts.customer_360") == 3
    assert rows(home, "select distinct source_system from ops.files") == [("our_shop",)]

    # nor does it count twice where the source is named
    said = run_here(home, "nightly", exports, "--source", "our_shop").stdout
    assert said.count("unchanged") == 2
    assert rows(home, DAYS) == right
