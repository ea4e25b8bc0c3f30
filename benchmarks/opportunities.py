"""Exports of opportunities at any size: ids, dates, money, quoted text, Chinese, accents, gaps."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import random
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

NAME = "opportunities"  # by which the plain source knows the files
_IDS = ("opportunity_id", "customer_id")
_MORE_IDS = ("lead_id", "campaign_id")  # of a workbook
_COLUMNS = (
    "opportunity_name",
    "customer_name",
    "owner_id",
    "owner_name",
    "product_name",
    "pipeline",
    "stage",
    "created_at",
    "closed_at",
    "expected_close_date",
    "amount",
    "currency",
    "probability",
    "source",
    "win_loss_reason",
    "competitor",
)
_VARIANTS = 20_000
_CUSTOMERS = 400_009  # a prime, so that customers and variants do not repeat together
_BLOCK = 10_000


def rows_of(megabytes: float) -> int:
    """Rows that a UTF-8 file of so many million bytes has."""
    mean = sum(map(len, _endings("utf-8"))) / _VARIANTS + len(_row(10**9, 1, b""))
    return max(1, int(megabytes * 1e6 / mean))


def write_csv(file: Path, rows: range, encoding: str = "utf-8") -> None:
    """Write those of the rows, whose ids are their numbers; 18 columns."""
    endings = _endings(encoding)
    with file.open("wb") as out:
        out.write(",".join((*_IDS, *_COLUMNS)).encode() + b"\n")
        for begin in range(rows.start, rows.stop, _BLOCK):
            numbers = range(begin, min(begin + _BLOCK, rows.stop))
            out.write(b"".join(_row(n, n % _CUSTOMERS, endings[n % _VARIANTS]) for n in numbers))


def write_workbook(file: Path, rows: int) -> None:
    """Write a sheet of 20 columns, with dates and numbers as such."""
    variants = _variants()
    with xlsxwriter.Workbook(
        file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    ) as workbook:
        sheet = workbook.add_worksheet(NAME)
        sheet.write_row(0, 0, (*_IDS, *_MORE_IDS, *_COLUMNS))
        for n in range(rows):
            ids = (f"O{n:09d}", f"C{n % _CUSTOMERS:07d}", f"L{n:09d}", f"M{n % 97:03d}")
            sheet.write_row(n + 1, 0, (*ids, *variants[n % _VARIANTS]))


def _row(number: int, customer: int, ending: bytes) -> bytes:
    return b"O%09d,C%07d,%b" % (number, customer, ending)


@functools.cache
def _endings(encoding: str) -> Sequence[bytes]:
    """What may stand behind the ids of a row, line break included."""
    endings = []
    for variant in _variants():
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(variant)
        endings.append(line.getvalue().encode(encoding))
    return endings


@functools.cache
def _variants() -> Sequence[Sequence[object]]:
    chance = random.Random(7)
    return [_variant(chance, number) for number in range(_VARIANTS)]


def _variant(chance: random.Random, number: int) -> Sequence[object]:
    created = dt.datetime(2023, 1, 1) + dt.timedelta(minutes=chance.randrange(1_500_000))  # noqa: DTZ001 - an export's local time
    due = created + dt.timedelta(days=chance.randrange(10, 200))
    is_closed = chance.random() < 0.6
    owner = chance.randrange(300)
    return (
        chance.choice(
            (
                f"Renewal {number}, yearly",
                f"续约 {number}，年度",
                f"Extensión número {number}",
                f"The {number} upgrade, second phase",
            )
        ),
        chance.choice(
            (f"Sample Company {number}", f"示例公司{number}", f"Société Exemple {number}")
        ),
        f"U{owner:04d}",
        chance.choice((f"Owner {owner}", f"销售{owner}")),
        chance.choice(("Pump, large", "Pump, small", "阀门", "Filtre à huile", "Service")),
        chance.choice(("New business", "Renewals")),
        chance.choice(("Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost")),
        created,
        due if is_closed else None,
        due.date(),
        round(chance.lognormvariate(9, 1.5), 2),
        chance.choice(("CNY", "EUR", "USD")),
        chance.randrange(0, 101, 5),
        chance.choice(("Web", "Trade fair", "转介绍", None)),
        chance.choice(("Price, terms", "Délai", "功能不足", None)) if is_closed else None,
        chance.choice((None, None, None, "Competitor A", "竞争对手乙")),
    )
