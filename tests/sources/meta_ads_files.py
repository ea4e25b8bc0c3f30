"""Meta Ads Manager exports, a few rows each, in the vendor's own form."""

import csv
from pathlib import Path

DAILY = [
    "Campaign name,Day,Campaign delivery,Reach,Impressions,Frequency,Result indicator,Results,"
    "Amount spent (INR),Link clicks,Clicks (all),Reporting starts,Reporting ends",
    ",,,1500,2700,1.8,,12,1350.75,40,61,2026-03-01,2026-03-02",
    "Cups,2026-03-01,active,900,1200,1.33,actions:lead,5,600.25,18,30,2026-03-01,2026-03-02",
    "Cups,2026-03-02,active,800,1500,1.88,actions:lead,7,750.50,22,31,2026-03-01,2026-03-02",
    ",2026-03-02,active,1,1,1,,0,0.00,0,0,2026-03-01,2026-03-02",
]
RANGE = [
    "Reporting starts,Reporting ends,Campaign name,Ad set name,Amount spent (USD),Impressions,"
    "Link clicks,Clicks (all),Reach,Results,Result indicator",
    "2026-02-01,2026-02-28,,,30.00,9000,70,90,4000,3,",
    "2026-02-01,2026-02-28,Plates,Lookalike,30.00,9000,70,90,4000,3,actions:purchase",
]
# Without a column Day, but each row is one: the range says so. It repeats a day of the other.
AGAIN = [
    "Reporting starts,Reporting ends,Campaign name,Amount spent (INR),Impressions,Clicks (all)",
    "2026-03-02,2026-03-03,,1100.00,2500,50",
    "2026-03-02,2026-03-02,Cups,760.00,1510,32",
    "2026-03-03,2026-03-03,Cups,340.00,990,18",
]


def write(folder: Path) -> None:
    """A report by day, a later one that repeats a day, and one of a whole month."""
    _write(folder / "Example-Campaigns-1-Mar-2026-2-Mar-2026.csv", DAILY)
    _write(folder / "Example-Campaigns-2-Mar-2026-3-Mar-2026.csv", AGAIN)
    _write(folder / "Example-Ad-sets-1-Feb-2026-28-Feb-2026.csv", RANGE)


def _write(path: Path, lines: list[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
            line.split(",") for line in lines
        )
