"""Night after night of changes ends in the same core as one build of all their exports shuffled.

The changes of a night are drawn at random: new records, corrections, late rows, refunds, deletions
and their return, customers that turn out to be one and that come apart again.
"""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.dbt_project.warehouses import (
    LANDED_AT,
    Row,
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    new_home,
    tables,
)
from warehouse.database import connect_build
from warehouse.home import Home

pytestmark = pytest.mark.slow

NIGHTS = 3
# more of them by hand: WAREHOUSE_DELTA_SEEDS=20
SEEDS = range(1, 1 + int(os.environ.get("WAREHOUSE_DELTA_SEEDS", "1")))

Load = tuple[str, str, str, list[Row], str, dt.datetime]  # staging, system, table, rows, file, at


class Company:
    """Records that change, and the exports of each night: all that was touched since the last."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._records: dict[tuple[str, str, str], dict[str, Row]] = {}
        self._touched: set[tuple[str, str, str, str]] = set()
        for n in range(30):
            self.put("template", "shop", "customers", f"C{n}", self._customer(n))
        for n in range(60):
            self.put("template", "shop", "orders", f"O{n}", self._order(f"O{n}"))
        for n in range(20):
            self.put("salesforce", "sf", "accounts", f"001{n:012d}", self._account(n))
            self.put("salesforce", "sf", "opportunities", f"006{n:012d}", self._deal(n))

    def put(self, staging: str, system: str, table: str, key: str, row: Row) -> None:
        self._records.setdefault((staging, system, table), {})[key] = row
        self._touched.add((staging, system, table, key))

    def change(self, staging: str, system: str, table: str, **values: str | None) -> None:
        """Give some values to one record of a table."""
        records = self._records[staging, system, table]
        key = self._chance.choice(sorted(records))
        self.put(staging, system, table, key, {**records[key], **values})

    def night(self) -> None:
        """Some of everything that may happen between two exports."""
        chance, n = self._chance, 1000 + self._chance.randrange(10**6)
        shop, sf = ("template", "shop"), ("salesforce", "sf")
        self.put(*shop, "customers", f"C{n}", self._customer(n))
        for extra in range(5):  # some of them long ago
            self.put(*shop, "orders", f"O{n}-{extra}", self._order(f"O{n}-{extra}"))
        for _ in range(4):
            self.change(*shop, "orders", gross_amount=str(chance.randrange(1, 900)))
            self.change(*shop, "orders", refund_amount=str(chance.randrange(1, 9)))
            self.change(*shop, "orders", status=chance.choice(["cancelled", "paid"]))
            self.change(*shop, "customers", city=chance.choice(["Lyon", "Graz", "Oslo"]))
            # one mailbox for two customers: from now on they are one, or no longer
            self.change(*shop, "customers", email=f"c{chance.randrange(30)}@example.com")
            self.change(*sf, "accounts", is_deleted=chance.choice(["1", "0"]))
            self.change(*sf, "opportunities", is_deleted=chance.choice(["1", "0"]))
            self.change(*sf, "opportunities", stage=chance.choice(["Closed Won", "Prospecting"]))

    def exports(self, at: dt.datetime) -> Iterator[Load]:
        """A file per table with what was touched, and now and then with everything."""
        for (staging, system, table), records in sorted(self._records.items()):
            touched = {
                key for *place, key in self._touched if tuple(place) == (staging, system, table)
            }
            keys = records if self._chance.random() < 0.3 else touched
            if keys:
                rows = [records[key] for key in sorted(keys)]
                yield staging, system, table, rows, f"{table}_{at:%Y_%m_%d}.csv", at
        # rows without a key, of which each file replaces the one of its name
        lines = [
            {
                "customer_id": f"C{self._chance.randrange(35)}",
                "ordered_at": self._day(),
                "product_id": f"P{self._chance.randrange(5)}",
                "amount": str(self._chance.randrange(1, 99)),
            }
            for _ in range(self._chance.randrange(1, 9))
        ]
        yield "template", "shop", "order_lines", lines, "sales.csv", at
        self._touched.clear()

    def _customer(self, n: int) -> Row:
        return {
            "customer_id": f"C{n}",
            "customer_name": f"Customer {n}",
            "email": f"c{n}@example.com",
            "created_at": self._day(),
        }

    def _order(self, key: str) -> Row:
        return {
            "order_id": key,
            "customer_id": f"C{self._chance.randrange(35)}",
            "ordered_at": self._day(),
            "status": "paid",
            "gross_amount": str(self._chance.randrange(10, 900)),
        }

    def _account(self, n: int) -> Row:
        return {"account_id": f"001{n:012d}", "account_name": f"Account {n}", "is_deleted": "0"}

    def _deal(self, n: int) -> Row:
        return {
            "opportunity_id": f"006{n:012d}",
            "account_id": f"001{self._chance.randrange(22):012d}",
            "stage": "Prospecting",
            "amount": str(self._chance.randrange(100, 9000)),
            "created_at": self._day(),
            "is_deleted": "0",
        }

    def _day(self) -> str:
        return (dt.date(2025, 1, 1) + dt.timedelta(days=self._chance.randrange(480))).isoformat()


def nights_of(seed: int) -> list[list[Load]]:
    company = Company(seed)
    nights = [list(company.exports(LANDED_AT))]
    for number in range(1, NIGHTS):
        company.night()
        nights.append(list(company.exports(LANDED_AT + dt.timedelta(days=number))))
    return nights


def land_all(home: Home, loads: list[Load]) -> None:
    for staging, system, table, rows, file, at in loads:
        add_rows(home, system, table, rows, staging=staging, file=file, loaded_at=at)


def home_of(folder) -> Home:
    home = new_home(folder)
    add_source(home, "shop")
    add_source(home, "sf", staging="salesforce")
    return home


def contents(home: Home) -> dict[str, Counter]:
    """Every row that is kept or published, but for the places of the rows within their files."""
    return {
        table: Counter(ask(home, f"select columns(lambda c: c <> 'row_number') from {table}"))
        for table in tables(home, "staging", "core", "restricted")
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_nights_of_changes_equal_one_full_refresh(tmp_path, seed):
    nights = nights_of(seed)
    nightly = home_of(tmp_path / "nightly")
    for loads in nights:
        land_all(nightly, loads)
        build(nightly, tested=False, is_kept=True)
    at_once = home_of(tmp_path / "at_once")
    chance = random.Random(seed)
    every = [load for loads in nights for load in loads]
    chance.shuffle(every)
    for _, _, _, rows, file, _ in every:
        if file != "sales.csv":  # what has no key is known by its place in its file
            chance.shuffle(rows)
    land_all(at_once, every)
    build(at_once)

    found, expected = contents(nightly), contents(at_once)
    assert found.keys() == expected.keys()
    for table, rows in found.items():
        assert rows == expected[table], (table, rows - expected[table], expected[table] - rows)
    # what the seed was drawn for has happened
    last_night = nightly.docs / "dbt" / "run" / "crm_warehouse" / "models" / "staging"
    for model in ("template/stg_template__orders", "salesforce/stg_salesforce__accounts_versions"):
        assert "delete from" in (last_night / f"{model}.sql").read_text(encoding="utf-8"), model
    assert ask_one(nightly, "select count(*) from core.fct_order_line") > 0
    merged = "select count(*) - count(distinct customer_id) from core.customer_identity"
    assert ask_one(nightly, merged) > 0
    assert ask_one(nightly, "select count(*) from core.excluded_records") > 0
    assert ask_one(nightly, "select sum(refund) from core.fct_order") > 0


def test_a_file_takes_the_place_of_its_rows_without_a_key_though_all_have_one_now(tmp_path):
    """A sale without an order id is given one, and the older file is landed once more at last."""
    home = home_of(tmp_path / "home")
    sale = {"customer_id": "C1", "ordered_at": "2026-05-04", "amount": "9"}
    nights = [
        (2, [sale, {**sale, "order_id": "O1", "amount": "7"}]),
        (3, [{**sale, "order_id": "O2"}]),
        (1, [{**sale, "amount": "5"}]),
    ]
    found = []
    for landed, (exported, rows) in enumerate(nights):
        add_rows(home, "shop", "order_lines", rows, loaded_at=LANDED_AT + dt.timedelta(landed))
        with connect_build(home) as connection:
            connection.execute(
                "update raw.template__order_lines set _exported_at = ? where _exported_at is null",
                [LANDED_AT.replace(day=exported)],
            )
        build_models(home, "fct_order_line", tested=False, is_kept=landed > 0)
        found.append(ask(home, "select sum(gross), count(*) from core.fct_order_line"))
    assert found == [[(16, 2)], [(16, 2)], [(16, 2)]]
    build_models(home, "fct_order_line", tested=False)
    assert ask(home, "select sum(gross), count(*) from core.fct_order_line") == [(16, 2)]
