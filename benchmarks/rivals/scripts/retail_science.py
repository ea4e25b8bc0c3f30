"""RFM and cohorts by OpenRetailScience, on DuckDB; runs where it is installed.

    python retail_science.py FOLDER RESULTS DAY

prints the seconds of reading the order lines and of the two answers as of a day, which it writes
into a folder as Parquet.
"""

import datetime as dt
import sys
import time
from pathlib import Path

import ibis  # type: ignore[import-not-found]
from openretailscience.analysis.cohort import (  # type: ignore[import-not-found]
    CohortAnalysis,
)
from openretailscience.segmentation.rfm import (  # type: ignore[import-not-found]
    RFMSegmentation,
)

_LINES = """
    create table lines as
    select
        customer_id,
        cast(ordered_at as date) as transaction_date,
        -- it counts different ones; ours counts days with an order
        cast(cast(ordered_at as date) as varchar) as transaction_id,
        cast(
            quantity * cast(unit_price as decimal(18, 2)) - coalesce(refund_amount, 0)
            as decimal(18, 2)
        ) as unit_spend
    from read_csv('{file}')
"""


def main(folder: str, results: str, day: str) -> None:
    """Read, answer and write."""
    begin = time.perf_counter()
    connection = ibis.duckdb.connect()
    connection.raw_sql(_LINES.format(file=Path(folder) / "order_lines.csv"))
    lines = connection.table("lines")
    is_read = time.perf_counter()
    rfm = RFMSegmentation(
        lines, dt.date.fromisoformat(day), r_segments=5, f_segments=5, m_segments=5
    ).df
    cohorts = CohortAnalysis(lines, "customer_id").df
    end = time.perf_counter()
    rfm.reset_index().to_parquet(Path(results) / "rfm.parquet")
    table = cohorts.rename_axis("cohort_month").reset_index()
    table = table.melt("cohort_month", var_name="months_since", value_name="customers_on")
    table.to_parquet(Path(results) / "cohorts.parquet")
    print(is_read - begin, end - is_read)


if __name__ == "__main__":
    main(*sys.argv[1:])
