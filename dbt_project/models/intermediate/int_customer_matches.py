"""Records that are probably one customer; the model that says so is in `analytics`."""

import duckdb

from analytics.matching import proposals


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    records = dbt.ref("int_matching_records").to_arrow_table()
    with duckdb.connect() as connection:
        pairs = proposals(connection, records)
    return pairs  # noqa: RET504 - dbt takes no return inside a block
