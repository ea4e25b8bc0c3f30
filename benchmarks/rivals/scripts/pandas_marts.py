"""RFM, cohorts and the funnel by pandas, as one writes them in a notebook.

    python pandas_marts.py FOLDER RESULTS

prints the seconds of reading the CSVs, of orders from their lines, and of the three answers, which
it writes into a folder as Parquet.
"""

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

_STAGES = ["lead", "contacted", "qualified", "opportunity", "won"]


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The columns that are needed."""
    return {
        "lines": pd.read_csv(
            folder / "order_lines.csv",
            usecols=[
                "order_id",
                "customer_id",
                "ordered_at",
                "quantity",
                "unit_price",
                "refund_amount",
            ],
            parse_dates=["ordered_at"],
        ),
        "leads": pd.read_csv(
            folder / "leads.csv", usecols=["status", "created_at"], parse_dates=["created_at"]
        ),
        "opportunities": pd.read_csv(
            folder / "opportunities.csv",
            usecols=["stage", "created_at"],
            parse_dates=["created_at"],
        ),
    }


def order_days(lines: pd.DataFrame) -> pd.DataFrame:
    """Net amount of each customer on each day with an order."""
    net = lines["quantity"] * lines["unit_price"] - lines["refund_amount"].fillna(0)
    lines = lines.assign(day=lines["ordered_at"].dt.normalize(), net=net)
    return lines.groupby(["customer_id", "day"], as_index=False)["net"].sum()


def rfm(days: pd.DataFrame) -> pd.DataFrame:
    """Recency, frequency and monetary of each customer, their scores and segment."""
    grouped = days.groupby("customer_id")
    table = pd.DataFrame(
        {
            "recency_days": (days["day"].max() - grouped["day"].max()).dt.days,
            "frequency": grouped.size(),
            "monetary": grouped["net"].sum().round(2),
        }
    )
    for column, score in zip(table.columns, ("r_score", "f_score", "m_score"), strict=False):
        cuts = table[column].quantile([0.2, 0.4, 0.6, 0.8]).to_numpy()
        below = np.searchsorted(cuts, table[column].to_numpy(), side="left")
        table[score] = 5 - below if score == "r_score" else 1 + below
    r, f, m = table["r_score"], table["f_score"], table["m_score"]
    segments = {
        "Champions": (r == 5) & (f == 5) & (m == 5),
        "Potential Loyalist": (r >= 3) & (f >= 3) & (m >= 2),
        "Loyal Customers": r.between(2, 4) & f.between(2, 4) & m.between(2, 4),
        "Promising": r.between(3, 4) & (f <= 3) & (m >= 3),
        "New Customers": (r >= 4) & (f <= 3),
        "Can't Lose Them": (r <= 2) & f.between(3, 4) & (m >= 4),
        "At Risk": (r <= 2) & (f >= 2) & (m >= 4),
        "Need Attention": (r <= 3) & (f >= 3) & (m >= 3),
        "About To Sleep": r.between(2, 3) & (f <= 3) & (m <= 4),
        "Lost": r == 1,
    }
    table["segment"] = np.select(list(segments.values()), list(segments), default="Others")
    return table.reset_index()


def cohorts(days: pd.DataFrame) -> pd.DataFrame:
    """Customers of each month who bought so many months later."""
    first = days.groupby("customer_id")["day"].transform("min")
    months = days["day"].dt.year * 12 + days["day"].dt.month - first.dt.year * 12 - first.dt.month
    table = days.assign(cohort_month=first.dt.to_period("M").dt.to_timestamp(), months_since=months)
    counted = table.groupby(["cohort_month", "months_since"])["customer_id"].nunique()
    return counted.rename("customers_on").reset_index()


def funnel(leads: pd.DataFrame, opportunities: pd.DataFrame) -> pd.DataFrame:
    """Leads and opportunities of each month that reached each stage."""
    places = {"contacted": 2, "qualified": 3, "converted": 4}
    entries = pd.concat(
        [
            pd.DataFrame(
                {"created": leads["created_at"], "furthest": leads["status"].map(places).fillna(1)}
            ),
            pd.DataFrame(
                {
                    "created": opportunities["created_at"],
                    "furthest": np.where(opportunities["stage"] == "Closed Won", 5, 4),
                }
            ),
        ]
    )
    months = entries["created"].dt.to_period("M").dt.to_timestamp()
    reached = [
        (entries["furthest"] >= place).groupby(months).sum().rename("reached").reset_index()
        for place in range(1, 6)
    ]
    named = zip(_STAGES, reached, strict=True)
    table = pd.concat([part.assign(stage=stage) for stage, part in named])
    return table.rename(columns={"created": "cohort_month"})


def main(folder: Path, results: Path) -> None:
    """Read, answer and write."""
    begin = time.perf_counter()
    frames = read(folder)
    is_read = time.perf_counter()
    days = order_days(frames["lines"])
    is_ordered = time.perf_counter()
    answers = {
        "rfm": rfm(days),
        "cohorts": cohorts(days),
        "funnel": funnel(frames["leads"], frames["opportunities"]),
    }
    end = time.perf_counter()
    for name, table in answers.items():
        table.to_parquet(results / f"{name}.parquet")
    print(is_read - begin, is_ordered - is_read, end - is_ordered)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
