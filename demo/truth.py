"""What is true of the company and of the files written about it, for tests to compare with.

`truth.json` has these parts; everything but `settings`, `required` and `totals` is a list:

- `settings`: customers, seed, until, dirt, systems.
- `required`: per `system.table` the header of the column without which a row is rejected.
- `customers`: name, kind, country, e-mail, phone, and `records`: every vendor record of it as
  system, table and id. Where a vendor has no table of customers, id is what names the customer in
  `table`: Taobao's buyer, Zendesk's requester, SurveyMonkey's e-mail address.
  `duplicates`: records that are one customer entered twice in one system. Of shoppers, what lies
  behind their orders: `orders_a_year` while a customer, `lost_share`, the probability of being lost
  after each order, and `is_lost`, whether that has happened.
- `orders`, `leads`, `opportunities`, `tickets`, `responses`: each lives in one system, as its
  latest export shows it; times are UTC, days where the vendor only has days.
- `spend`: per campaign and day.
- `dirt`: one entry per row that is no data, by file and line (of a sheet: row) and kind.
- `files`: per file the rows that are good, rejected and dropped.
- `totals`: net amount of orders, refunds taken off, per system and currency; records per system
  and table.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TextIO

Value = object  # of JSON
PARTS = (
    "customers", "orders", "leads", "opportunities", "tickets", "responses", "spend", "dirt",
    "files",
)  # fmt: skip
REJECTED = ("wrong_width", "unclosed_quote", "scientific_id", "missing_required")
DROPPED = ("blank", "preamble", "total", "footer", "header_row", "template_row")


class Truth:
    """Collects the truth while the files are written; long parts lie on disk meanwhile."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._parts = {name: self._spool() for name in PARTS}
        self._money: dict[str, Counter[str]] = defaultdict(Counter)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._required: dict[str, str] = {}

    def __enter__(self) -> Truth:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def add(self, part: str, **record: Value) -> None:
        """One entry of a part."""
        self._parts[part].write(json.dumps(record, ensure_ascii=False) + "\n")

    def requires(self, system: str, table: str, header: str) -> None:
        """A table's column without which a row is rejected, as its first file calls it."""
        self._required.setdefault(f"{system}.{table}", header)

    def order(
        self, system: str, currency: str, cents: int, *, refund: int = 0, **record: Value
    ) -> None:
        """An order, whose net amount counts for the system's total.

        Args:
            system: where it lives.
            currency: of both amounts.
            cents: what the goods came to after discount.
            refund: how much of that was paid back, in cents.
            record: what else is true of it.
        """
        net = cents - refund
        self._money[system][currency] += net
        self.add(
            "orders",
            system=system,
            currency=currency,
            net_amount=decimal(net),
            refund=decimal(refund),
            **record,
        )

    def count(self, system: str, table: str) -> None:
        """One record of a table."""
        self._counts[system][table] += 1

    def write(self, path: Path, settings: Mapping[str, Value]) -> None:
        """Write the file, one entry a line."""
        money = {
            system: {currency: decimal(cents) for currency, cents in sorted(amounts.items())}
            for system, amounts in sorted(self._money.items())
        }
        counts = {
            system: dict(sorted(tables.items())) for system, tables in sorted(self._counts.items())
        }
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write('{\n"settings": ' + json.dumps(settings))
            file.write(',\n"required": ' + json.dumps(self._required, ensure_ascii=False))
            for name, part in self._parts.items():
                file.write(f',\n"{name}": [')
                part.seek(0)
                for number, line in enumerate(part):
                    file.write((",\n" if number else "\n") + line.rstrip("\n"))
                file.write("\n]")
            file.write(',\n"totals": ' + json.dumps({"money": money, "counts": counts}) + "\n}\n")

    def _spool(self) -> TextIO:
        return self._stack.enter_context(
            tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")
        )


def decimal(cents: int) -> str:
    """An amount in cents as decimal text."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
