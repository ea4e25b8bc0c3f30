"""Which records are one customer: how long it takes at any size, in the build's own models.

Records of a made-up company stand in for `int_customer_records`: persons in two systems, of whom
some have the same e-mail address, some the same phone number, and chains in which each record has
one value in common with the next.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.measure import Ratio, amount
from benchmarks.models import run_models, slowest
from ingestion.catalog import load_catalog
from ingestion.landing import prepare
from warehouse.database import connect_build
from warehouse.home import Home

TARGET = 30.0  # seconds for a million records
CHAIN = 50  # records of the longest chain
# Models that are made from the records, in the order dbt builds them.
MODELS = (
    "stg_ops__customer_decisions",
    "stg_ops__export_times",
    "stg_ops__source_settings",
    "match_rules",
    "shared_mailboxes",
    "free_mail_domains",
    "blocked_values",
    "int_customer_nodes",
    "int_customer_contact_points",
    "int_customer_texts",
    "int_comparable_texts",
    "int_customer_values",
    "int_customer_marks",
    "int_shared_marks",
    "int_matching_records",
    "int_customer_matches",
    "int_customer_ties",
    "int_customer_groups",
    "customer_match",
    "customer_identity",
)
_RECORDS = """
    create table intermediate.int_customer_records as
    select
        'crm' || range % 2 as source_system,
        case range % 3 when 0 then 'leads' else 'contacts' end as source_table,
        'R' || range as source_id,
        md5(source_system || '|' || source_table || '|' || source_id) as record_id,
        'Person ' || person || ' of ' || person % 977 as customer_name,
        -- chains of records of which the even ones have an address in common with the one before,
        -- the odd ones a number with the one before
        case
            when range < {chain} * {chains}
            then
                format(
                    'chain.{{}}.{{}}@example.com', range // {chain}, (range % {chain} + 1) // 2
                )
            when range % 10 < 8 then 'Person.' || person || '@Example.com'
        end as email,
        case
            when range < {chain} * {chains} then '+8613' || lpad((range // 2)::varchar, 9, '0')
            when range % 10 > 5 then '+86 15' || lpad(person::varchar, 9, '0')
        end as phone,
        'China' as country,
        'Kiel' as city,
        date '1950-01-02' + cast(person % 20000 as integer) as birth_date,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as website,
        cast(null as varchar) as linked_name,
        cast(null as varchar) as company_name,
        cast(null as varchar) as linked_record_id,
        'person' as customer_type,
        'template__customers' as raw_table,
        'load' as load_id,
        range as row_number,
        timestamp '2026-01-01' + to_days(cast(range % 100 as integer)) as loaded_at,
        date '2026-01-01' as created_date,
        false as is_deleted
    from (select range, range // 2 + 5000000 as person from range({records}))
"""
_REFERENCES = """
    create table intermediate.int_references (
        source_system varchar, object varchar, source_id varchar, first_exported_at timestamp
    )
"""


def measure(folder: Path, records: int, rounds: int) -> list[Ratio]:
    """Time from records to customers, and that of its longest models.

    Args:
        folder: an empty one.
        records: how many.
        rounds: how often.
    """
    home = Home(folder / "home")
    home.create()
    with connect_build(home) as connection:
        prepare(connection, load_catalog())
        connection.execute("create schema if not exists intermediate")
        connection.execute("create schema if not exists staging")
        connection.execute(
            _RECORDS.format(records=records, chain=CHAIN, chains=max(1, records // 10_000))
        )
        connection.execute(_REFERENCES)
    parts = [run_models(home, MODELS) for _ in range(rounds)]
    with duckdb.connect(str(home.build), read_only=True) as connection:
        customers, longest = connection.execute(
            "select count(*), max(records) from (select count(*) as records"
            " from core.customer_identity group by customer_id)"
        ).fetchall()[0]
    size = f"{records:,} records, {customers:,} customers, the longest chain {longest}"
    whole = [sum(part.values()) for part in parts]
    return [
        amount("from records to customers", whole, size=size, target=TARGET),
        *slowest(parts, size=size, group="models"),
    ]
