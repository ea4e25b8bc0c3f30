"""One spelling for each text by which records are compared; the rules are in `analytics`."""

import pyarrow as pa

from analytics.identity import comparable


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    texts = dbt.ref("int_customer_texts").project("kind, text, country, time_zone").distinct()
    table = texts.to_arrow_table()
    values = comparable(*(table[name].to_pylist() for name in table.column_names))
    return table.append_column("value", pa.array(values, pa.string()))
