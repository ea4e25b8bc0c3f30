"""The groups of records that are tied; the walk along the ties is in `analytics`."""

import pyarrow as pa

from analytics.identity import grouped


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    ties = dbt.ref("int_customer_ties").project("node, other_node").fetchnumpy()
    nodes = dbt.ref("int_customer_nodes").count("*").fetchone()[0]
    first = grouped(nodes, ties["node"], ties["other_node"])
    return pa.table({"node": pa.array(range(nodes), pa.int64()), "first_node": pa.array(first)})
