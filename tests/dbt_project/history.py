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


def _order_lines(chance: random.Random, orders: list[Row]) -> list[Row]:
    """Products of the orders, of which some go together."""
    rows: list[Row] = []
    for order in orders:
        first = chance.randrange(6)
        products = {first, (first ^ 1) if chance.random() < 0.6 else chance.randrange(6)}
        rows += [
            {**{name: order[name] for name in ("order_id", "customer_id", "ordered_at")},
             "order_line_id": str(product), "product_id": f"P{product}", "quantity": "1"}
            for product in sorted(products)
        ]  # fmt: skip
    return rows


def _loyalty_events(chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    for customer in range(10):
        day = _day(chance, FIRST_DAY, 200)
        for kind in ("earned", "referral", "tier_change", "redeemed", "expired"):
            rows.append(
                {
                    "event_id": f"{len(rows)}",
                    "customer_id": f"C{customer}",
                    "kind": kind,
                    "points": None if kind == "tier_change" else str(chance.randrange(10, 40)),
                    "tier_after": "Gold" if kind == "tier_change" else None,
                    "occurred_at": day.isoformat(),
                }
            )
            day = _day(chance, day, 60)
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


def _stage_changes(chance: random.Random, opportunities: list[Row]) -> list[Row]:
    """What each opportunity went through; every other one goes back once."""
    rows: list[Row] = []
    for number, row in enumerate(opportunities):
        created, closed = (
            dt.date.fromisoformat(row[event] or "") for event in ("created_at", "closed_at")
        )
        stages = ["Negotiation", "Demo", "Negotiation"] if number % 2 else ["Demo", "Negotiation"]
        later = sorted(_day(chance, created, (closed - created).days + 1) for _ in stages[1:])
        days = [created, *later, closed]
        rows += [
            {"opportunity_id": row["opportunity_id"], "stage": stage, "entered_at": day.isoformat()}
            for stage, day in zip([*stages, row["stage"]], days, strict=True)
        ]
    return rows


def _interactions(chance: random.Random) -> list[Row]:
    """Visits, most of them planned and some of those missed, and calls."""
    rows: list[Row] = []
    for number in range(120):
        day = _day(chance, FIRST_DAY, 330)
        is_planned = number % 3 > 0
        rows.append(
            {
                "interaction_id": f"I{number}",
                "customer_id": f"C{chance.randrange(50)}",
                "employee_id": f"E{chance.randrange(4)}",
                "channel": "visit" if number % 4 else "call",
                "planned_at": day.isoformat() if is_planned else None,
                "occurred_at": _day(chance, day, 20).isoformat() if number % 5 else None,
            }
        )
    return rows


def _tickets(chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    for number in range(60):
        opened = _day(chance, FIRST_DAY, 300)
        row = {
            "ticket_id": f"T{number}",
            "customer_id": f"C{chance.randrange(50)}",
            "product_id": f"P{chance.randrange(3)}",
            "channel": chance.choice(["email", "call"]),
            "kind": chance.choice(["complaint", "request"]),
            "cause": chance.choice(["price", "delivery"]),
            "status": "solved",
            "opened_at": f"{opened} 15:00:00",
            "first_response_at": f"{_day(chance, opened, 3)} 16:00:00",
            "sla_target_minutes": "14400",
            "reopen_count": str(chance.randrange(2)),
            "reply_count": "1",
            "is_rating_asked": chance.choice(["yes", "no"]),
        }
        if chance.random() < 0.9:
            row["resolved_at"] = f"{_day(chance, opened, 40)} 17:00:00"
            row["csat"] = chance.choice(["1", "5"])
        rows.append(row)
    return rows


def _responses(chance: random.Random, until: dt.date) -> tuple[list[Row], list[Row]]:
    """Responses to a survey up to a day, and their answers about two drivers."""
    responses: list[Row] = []
    answers: list[Row] = []
    for number in range(90):
        drivers = {"speed": chance.randrange(1, 6), "price": chance.randrange(1, 6)}
        score = sum(drivers.values()) - chance.randrange(3)
        responded = _day(chance, FIRST_DAY, 330)
        if responded <= until:
            key = {"response_id": f"R{number}"}
            responses.append(
                key
                | {
                    "kind": "nps",
                    "customer_id": f"C{number % 50}",
                    "score": str(score),
                    "responded_at": responded.isoformat(),
                }
            )
            answers += [key | {"question": name, "score": str(value)}
                        for name, value in drivers.items()]  # fmt: skip
    return responses, answers


def _campaign_touches(chance: random.Random) -> list[Row]:
    return [
        {
            "touch_id": f"T{number}",
            "customer_id": f"C{chance.randrange(50)}",
            "campaign_id": f"K{number % 3}",
            "channel": ["email", "fair", "sms"][number % 3],
            "kind": "clicked",
            "touched_at": _day(chance, FIRST_DAY, 340).isoformat(),
        }
        for number in range(120)
    ]


def _campaign_spend() -> list[Row]:
    days = range((LAST_DAY - FIRST_DAY).days + 1)
    return [
        {
            "campaign_id": f"K{number % 3}",
            "channel": ["email", "fair", "sms"][number % 3],
            "spend_date": (FIRST_DAY + dt.timedelta(number)).isoformat(),
            "amount": str(10 + number % 7),
            "clicks": str(number % 11),
            "impressions": "100",
        }
        for number in days
    ]


def _known_by(row: Row, day: dt.date) -> Row:
    """The row as exported on a day: later events blank."""
    known = {
        column: None if column.endswith("_at") and value and value[:10] > day.isoformat() else value
        for column, value in row.items()
    }
    if "ticket_id" in row and known.get("resolved_at") is None:
        known |= {"status": "open", "reopen_count": None, "reply_count": None, "csat": None}
    return known


def fill(home: Home, until: dt.date = LAST_DAY, *, backwards: bool = False) -> None:
    """Write the history up to a day; `backwards` writes the same rows in the other order."""
    chance = random.Random(11)
    orders, leads = _orders(chance), _leads(chance)
    opportunities = _opportunities(chance, leads)
    changes = _stage_changes(chance, opportunities)
    # an opportunity is exported at the last stage that it came to by then
    stages = {
        row["opportunity_id"]: row["stage"]
        for row in changes
        if (row["entered_at"] or "") <= until.isoformat()
    }
    service = random.Random(12)
    responses, answers = _responses(service, until)
    written = {
        "orders": orders,
        "leads": leads,
        "opportunities": [
            {**row, "stage": stages.get(row["opportunity_id"])} for row in opportunities
        ],
        "stage_changes": changes,
        "interactions": _interactions(chance),
        "tickets": _tickets(service),
        "survey_responses": responses,
        "survey_answers": answers,
        "campaign_touches": _campaign_touches(random.Random(13)),
        "campaign_spend": _campaign_spend(),
        "order_lines": _order_lines(random.Random(14), orders),
        "loyalty_events": _loyalty_events(random.Random(15)),
    }
    begins = {
        "orders": "ordered_at",
        "leads": "created_at",
        "opportunities": "created_at",
        "stage_changes": "entered_at",
        "interactions": "planned_at",
        "tickets": "opened_at",
        "campaign_touches": "touched_at",
        "campaign_spend": "spend_date",
        "order_lines": "ordered_at",
        "loyalty_events": "occurred_at",
    }
    add_source(home, "shop")
    for table, rows in sorted(written.items(), reverse=backwards):
        begin = begins.get(table)
        begun = [row for row in rows if not begin or (row[begin] or "")[:10] <= until.isoformat()]
        add_rows(home, "shop", table, [_known_by(row, until) for row in begun])
