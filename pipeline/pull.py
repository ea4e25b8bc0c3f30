"""The verb `pull`: tables of a live database into `raw`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingestion.landing import LandedFile, prepare
from ingestion.pulling import Wanted
from ingestion.pulling import pull as pull_tables
from ingestion.relational import parse_address
from pipeline.running import Run, Step
from pipeline.steps import catalog_of
from warehouse.database import connect_build


def pull(
    run: Run, address: str, wanted: Wanted, *, source_files: Sequence[Path] = ()
) -> list[LandedFile]:
    """Land tables of the database at `address`; every table lands whole or not at all.

    Returns:
        One entry per table, failed ones included: `steps.refuse_failed` decides about those.
    """
    url = parse_address(address)
    catalog = catalog_of(run, source_files)

    def work(step: Step) -> list[LandedFile]:
        with connect_build(run.home, run.settings.memory_limit) as connection:
            prepare(connection, catalog)
            pulled = pull_tables(
                connection,
                url,
                wanted,
                catalog,
                run_id=run.run_id,
                scratch=run.home.scratch,
                on_rows=lambda name, rows: step.show(f"{name}  {rows:,} rows"),
            )
        landed = [table for table in pulled if table.status == "landed"]
        rows = sum(table.rows_landed for table in landed)
        step.did(f"{len(landed)} of {len(pulled)} tables pulled with {rows:,} rows", rows)
        return pulled

    return run.step("pull", work)
