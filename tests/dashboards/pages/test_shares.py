"""Shares of amounts."""

import duckdb

from tests.dashboards.pages.asking import ask


def test_of_less_than_nothing_no_group_has_a_share(home):
    """Two of three gave back more than they had bought: shares of the sum would be turned round."""
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute("delete from marts.customer_rfm")
        writer.execute("delete from marts.customer_360")
        writer.execute("""
            insert into marts.customer_rfm by name
            select *, date '2026-06-01' as last_order_date
            from (values ('a', 'Lost', 30), ('b', 'At Risk', -40), ('c', 'At Risk', -10))
                as t(customer_id, segment, monetary)
        """)
        writer.execute("""
            insert into marts.customer_360 by name
            select customer_id, 'template' as source_system, segment as stage, 'r' as region,
                rfm.monetary as net_amount, last_order_date as last_purchase_date,
                (monetary > 0)::integer as cluster
            from marts.customer_rfm as rfm
        """)
    for query, share in (
        ("rfm_segments", "monetary_share"),
        ("customer_clusters", "net_share"),
        ("customer_stages", "net_share"),
    ):
        assert [row[share] for row in ask(home.root, query)] == [None, None], query
