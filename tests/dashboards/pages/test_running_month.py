"""The month of the as-of date where it is not over: no bar of it looks like a fall."""

import duckdb
import pytest

from tests.dashboards.pages.asking import said

MONTHS = "(values (date '2026-05-01'), (date '2026-06-01')) as months(month)"
# By page: what both months have, and how that is said after the month.
ROWS = {
    "loyalty": (
        ": 60",
        f"""
        insert into marts.loyalty_programme by name
        select month, 'gold' as tier, 9 as members, 0 as opening_points, 60 as earned_points,
            0 as referral_points, 0 as redeemed_points, 0 as expired_points,
            0 as adjusted_points, 0 as unexplained_points, 61 as closing_points, 0 as referrers
        from {MONTHS}
    """,
    ),
    "experience": (
        ": 40 answers",
        f"""
        insert into marts.satisfaction_monthly by name
        select month, 'csat' as kind, 'order' as touchpoint, 40 as responses, 0 as unclassed,
            30 as favourable, 5 as neutral, 5 as unfavourable, 4 as score
        from (select month from {MONTHS} union all select null)
    """,
    ),
    "service": (
        ": 8 complaints",
        f"""
        insert into marts.complaint_cause by name
        select month, 'price' as cause, 8 as complaints, 100 as orders from {MONTHS};
        insert into marts.service_ticket by name
        select 't' as ticket_id, 'template' as source_system, 'unknown' as customer_id,
            date '2026-05-05' as opened_date, 'complaint' as kind, true as is_resolved
    """,
    ),
    "pipeline": (
        ": 9",
        f"""
        insert into marts.visit_coverage by name
        select month, 'unknown' as employee_id, 9 as planned_visits, 9 as kept_visits,
            9 as completed_visits, 0 as unplanned_visits
        from {MONTHS};
        insert into core.dim_employee by name select 'unknown' as employee_id
    """,
    ),
    "retention": (
        ": 9 + 3 + 0",
        f"""
        insert into marts.customer_flow_monthly by name
        select month, 9 as opening, 3 as new_customers, 0 as won_back, 1 as churned, 11 as closing
        from {MONTHS}
    """,
    ),
    "marketing": (
        ": 3",
        f"""
        insert into marts.channel_acquisition by name
        select month, 'direct' as channel_group, 7 as leads, 3 as customers, 0 as spend
        from {MONTHS}
    """,
    ),
}


@pytest.mark.parametrize("page", ROWS)
@pytest.mark.parametrize("day", ["2026-06-30", "2026-06-10"])
def test_a_month_that_is_not_over_is_marked(home, run_app, page, day):
    amount, inserts = ROWS[page]
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute("update core.as_of set as_of_date = ?::date", [day])
        for statement in writer.extract_statements(inserts):
            writer.execute(statement)
    app = run_app(page, lang="en", period="12m")
    assert not app.exception
    charts = " ".join(one.proto.spec for one in app.get("plotly_chart"))
    is_over = day == "2026-06-30"
    assert f"May 2026{amount}" in charts
    assert (f"Jun 2026{amount}" in charts) == is_over
    assert (f"Jun 2026 (part of it){amount}" in charts) != is_over
    named = page in {"marketing", "retention"}
    words = "Jun 2026 is not over yet." if named else "Lighter bars and points"
    assert (words in said(app)) != is_over
