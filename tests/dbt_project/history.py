"""A made-up history of a shop and its sales, that can be cut off at a day.

`fill(home, until)` writes what the exports of that day would hold: nothing that happened later.
"""

import datetime as dt
import random

from tests.dbt_project.warehouses import Row, add_rows, add_source
from warehouse.home import Home

FIRST_DAY = dt.date(2025, 1, 1)
LAST_DAY = dt.date(2025, 12, 31)


def _day(chance: random.Random, after: dt.date, within: int) -> dt.date:
    return after + dt.timedelta(days=chance.randrange(within))


def _orders(chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    for customer in range(40):
        day = _day(chance, FIRST_DAY, 200)
        for _ in range(chance.randrange(1, 8)):
            status = "cancelled" if chance.random() < 0.1 else "paid"
            rows.append(
                {
                    "order_id": f"O{len(rows)}",
                    "customer_id": f"C{customer}",
                    "ordered_at": day.isoformat(),
                    "status": status,
                    "gross_amount": str(chance.randrange(500, 9000) / 100),
                    "discount_amount": str(chance.randrange(0, 300) / 100),
                }
            )
            day = _day(chance, day, 90)
    return rows


def _leads(chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    for number in range(60):
        row: dict[str, str | None] = {"lead_id": f"L{number}"}
        row["source"] = chance.choice(["web", "fair", None])
        day = _day(chance, FIRST_DAY, 300)
        for event in ("created_at", "contacted_at", "qualified_at", "converted_at"):
            row[event] = day.isoformat()
            day = _day(chance, day, 40)
            if chance.random() < 0.3:
                row["disqualified_at"] = day.isoformat()
                break
        rows.append(row)
    return rows


def _opportunities(chance: random.Random, leads: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for number in range(90):
        created = _day(chance, FIRST_DAY, 330)
        closed = _day(chance, created, 120)
        rows.append(
            {
                "opportunity_id": f"D{number}",
                "customer_id": f"C{chance.randrange(50)}",
                "owner_id": f"E{chance.randrange(4)}",
                "product_id": f"P{chance.randrange(3)}",
                "lead_id": leads[number]["lead_id"] if number < len(leads) // 2 else None,
                "stage": chance.choice(["Won", "Lost"]),
                "created_at": created.isoformat(),
                "closed_at": closed.isoformat(),
                "amount": str(chance.randrange(100, 5000)),
            }
        )
    return rows


def _known_by(row: Row, day: dt.date) -> Row:
    """The row as exported on a day: later events blank, a later closing still open."""
    known = {
        column: None if column.endswith("_at") and value and value > day.isoformat() else value
        for column, value in row.items()
    }
    if "stage" in row and known["closed_at"] is None:
        known["stage"] = "Negotiation"
    return known


def fill(home: Home, until: dt.date = LAST_DAY, *, backwards: bool = False) -> None:
    """Write the history up to a day; `backwards` writes the same rows in the other order."""
    chance = random.Random(11)
    orders, leads = _orders(chance), _leads(chance)
    written = {"orders": orders, "leads": leads, "opportunities": _opportunities(chance, leads)}
    begins = {"orders": "ordered_at", "leads": "created_at", "opportunities": "created_at"}
    add_source(home, "shop")
    for table, rows in sorted(written.items(), reverse=backwards):
        begun = [row for row in rows if (row[begins[table]] or "") <= until.isoformat()]
        add_rows(home, "shop", table, [_known_by(row, until) for row in begun])
