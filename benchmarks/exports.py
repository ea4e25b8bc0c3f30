"""A company's exports at any size, written by DuckDB in seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

TABLES = {
    "customers": """
        select
            customer_id,
            'Customer ' || number as customer_name,
            'person' as customer_type,
            'c' || number || '@example.com' as email,
            province,
            case when province in ('Texas', 'California') then 'United States'
                when province = 'England' then 'United Kingdom' else 'China' end as country,
            owner_id,
            channel as acquisition_channel,
            first_day as created_at
        from customer
    """,
    "employees": """
        select
            'E-' || (1 + range) as employee_id,
            'Employee ' || (1 + range) as employee_name,
            'Team ' || (1 + range % 5) as team
        from range(40)
    """,
    "products": """
        select
            'PR-' || range as product_id,
            'Product ' || range as product_name,
            'Category ' || range % 12 as category
        from range(500)
    """,
    # a third of the orders have a second line
    "order_lines": """
        select
            order_id || '-' || line as order_line_id,
            order_id,
            customer_id,
            ordered_at,
            'completed' as status,
            one_of(['web', 'app', 'store', 'marketplace'], number, 7) as channel,
            'PR-' || hash(number, place, line) % 500 as product_id,
            1 + hash(number, place, line, 1) % 3 as quantity,
            (500 + hash(number, place, line, 2) % 20000) / 100 as unit_price,
            case when hash(number, place, 3) % 40 = 0 then 5.00 end as refund_amount,
            (300 + hash(number, place, line, 2) % 9000) / 100 as unit_cost,
            'USD' as currency
        from orders,
            unnest(case when hash(number, place) % 3 = 0 then [1, 2] else [1] end) as lines(line)
    """,
    "leads": """
        select
            'L-' || number as lead_id,
            customer_id,
            'Lead ' || number as lead_name,
            'c' || number || '@example.com' as email,
            channel as source,
            one_of(['new', 'contacted', 'qualified', 'converted'], number, 8) as status,
            owner_id,
            moment(first_day - 20, number, 9) as created_at
        from customer
        where number % 10 = 0
    """,
    "opportunities": """
        select
            'OP-' || number as opportunity_id,
            customer_id,
            owner_id,
            one_of(
                ['Qualification', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost'],
                number,
                10
            ) as stage,
            moment(first_day, number, 11) as created_at,
            case when hash(number, 10) % 5 >= 3
                then least(first_day + 10 + cast(hash(number, 12) % 90 as int), date '2026-06-30')
            end as closed_at,
            first_day + 60 as expected_close_date,
            1000 + hash(number, 13) % 9000 as amount,
            'USD' as currency
        from customer
        where number % 20 = 0
    """,
    "tickets": """
        select
            'TK-' || number as ticket_id,
            customer_id,
            'E-' || (1 + hash(number, 14) % 40) as employee_id,
            one_of(['email', 'phone', 'chat'], number, 15) as channel,
            one_of(['request', 'complaint'], number, 16) as kind,
            one_of(['product', 'service', 'price', 'delivery'], number, 17) as cause,
            one_of(['low', 'normal', 'high'], number, 18) as priority,
            'closed' as status,
            moment(first_day + 5, number, 19) as opened_at,
            moment(first_day + 5, number, 19) + interval 3 hour as first_response_at,
            moment(first_day + 6, number, 19) as resolved_at,
            moment(first_day + 8, number, 19) as closed_at,
            2880 as sla_target_minutes
        from customer
        where number % 20 = 1
    """,
    "survey_responses": """
        select
            'SR-' || number as response_id,
            'nps' as kind,
            customer_id,
            'After the purchase' as survey_name,
            'email' as channel,
            hash(number, 20) % 11 as score,
            0 as scale_min,
            10 as scale_max,
            moment(first_day + 9, number, 21) as responded_at
        from customer
        where number % 20 = 2
    """,
    "loyalty_events": """
        select
            'LE-' || order_id as event_id,
            customer_id,
            order_id,
            'earned' as kind,
            10 + hash(number, place) % 200 as points,
            ordered_at as occurred_at
        from orders
        where number % 20 = 3
    """,
}


def write_exports(folder: Path, customers: int, threads: int = 2) -> dict[str, int]:
    """Write the exports of a company as CSV; the same ones for the same number of customers.

    Args:
        folder: an empty one.
        customers: how many; there are about ten times as many order lines.
        threads: of DuckDB.

    Returns:
        How many rows each file has.
    """
    with duckdb.connect(config={"threads": threads}) as connection:
        make_company(connection, customers)
        return {
            name: written(connection, select, folder / f"{name}.csv")
            for name, select in TABLES.items()
        }


def make_company(connection: duckdb.DuckDBPyConnection, customers: int) -> None:
    """Make the tables that the exports are read from.

    Args:
        connection: to a database of its own.
        customers: how many.
    """
    script = Path(__file__).with_name("exports.sql").read_text("utf-8")
    for statement in connection.extract_statements(script):
        wanted = statement.named_parameters
        connection.execute(statement, dict.fromkeys(wanted, customers))


def written(connection: duckdb.DuckDBPyConnection, select: str, file: Path) -> int:
    """Write what a query gives as CSV; gives the rows."""
    ((rows,),) = connection.execute(f"copy ({select}) to '{file}' (header)").fetchall()
    return int(rows)


def made_home(folder: Path, customers: int) -> Path:
    """A warehouse of such a company, landed, built and published by a whole night.

    Args:
        folder: an empty one.
        customers: as for `write_exports`.
    """
    files, home = folder / "exports", folder / "home"
    files.mkdir()
    write_exports(files, customers)
    command = [sys.executable, "-m", "pipeline", "--home", str(home), "nightly", str(files)]
    subprocess.run(command, cwd=Path(__file__).parent.parent, check=True)
    return home
