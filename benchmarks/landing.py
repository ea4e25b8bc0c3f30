"""Landing a CSV with every row accounted for, against DuckDB's bare `read_csv`."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb

from benchmarks.measure import Ratio, compare
from ingestion.catalog import load_catalog
from ingestion.landing import land, prepare
from warehouse.database import connect_build
from warehouse.home import Home

ROWS = 300_000


def measure(folder: Path) -> Ratio:
    """Land a sales file of 300,000 rows and 9 columns."""
    file = folder / "sales.csv"
    _write(file)
    catalog = load_catalog()
    attempt = iter(range(1_000))

    def ours() -> None:
        home = Home(folder / f"home-{next(attempt)}")
        home.create()
        with connect_build(home) as connection:
            prepare(connection, catalog)
            (landed,) = land(connection, [file], catalog, run_id="b", scratch=home.scratch)
        if landed.rows_landed != ROWS:
            raise RuntimeError(f"landed {landed.rows_landed} of {ROWS} rows: {landed.message}")

    def bare() -> None:
        with duckdb.connect(str(folder / f"bare-{next(attempt)}.duckdb")) as connection:
            connection.execute(
                "create table sales as select * from read_csv(?, all_varchar = true)", [str(file)]
            )

    return compare("landing a CSV", ours, bare, f"{ROWS:,} rows, {file.stat().st_size >> 20} MB")


def _write(file: Path) -> None:
    chance = random.Random(7)
    with file.open("w", encoding="utf-8") as out:
        out.write(
            "order_id,order_line_id,customer_id,ordered_at,product_id,product_name,"
            "quantity,unit_price,channel\n"
        )
        for row in range(ROWS):
            product = chance.randrange(500)
            out.write(
                f"o{row // 2},{row},c{chance.randrange(40_000)},"
                f"2026-{1 + row % 12:02d}-15 10:20:30,"
                f'p{product},"Product, number {product}",{chance.randrange(1, 5)},'
                f"{chance.random() * 100:.2f},web\n"
            )
