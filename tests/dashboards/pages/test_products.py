"""The page of products: its numbers against order lines, and where bars lead."""

import datetime as dt
import shutil

import duckdb
import pytest

from dashboards.cards.product_sales import MEASURES
from dashboards.language import load_language
from dashboards.months import months_before, whole_months
from dashboards.periods import Period, previous_period
from tests.command_line import rows, value
from tests.dashboards.pages.asking import NEVER, ask, change, digits, run_of, said, tile
from tests.dashboards.published import point_current_at

LIMITS = {
    "whole_start": NEVER.start,
    "whole_end": NEVER.end,
    "base_start": NEVER.start,
    "base_end": NEVER.end,
    "with_unknown": True,
}


def test_without_products_the_page_says_so(run_app):
    for language in ("en", "zh"):
        app = run_app("products", lang=language)
        assert not app.exception
        assert not app.metric
        assert load_language(language)("empty.never") in app.info[0].value


def test_lists_of_orders_do_not_see_what_came_back_after_the_as_of_date(home):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        writer.execute(
            "insert into core.dim_product by name "
            "select unnest(['p', 'q']) as product_id, 'Pots' as category"
        )
        writer.execute("""
            insert into core.fct_order_line by name
            select *, date '2026-05-02' as order_date, 'template' as source_system,
                'a' as customer_id, false as is_cancelled
            from (values ('1p', '1', 'p', 2, 2, 14, 6), ('1q', '1', 'q', 1, 0, 10, 0)) as t(
                order_line_id, order_id, product_id, quantity, returned_quantity, refund, net_amount
            )
        """)
        writer.execute("""
            insert into core.fct_order_refund by name
            select *, '1' as order_id, '1p' as order_line_id
            from (values ('r1', 6, 1, date '2026-05-09'), ('r2', 8, 1, date '2026-07-02')) as t(
                order_refund_id, amount, returned_quantity, refunded_date
            )
        """)
    of_p = {"product": "p", "month": None, "category": None}
    [row] = ask(home.root, "product_orders", **of_p)
    assert (row["returned_units"], row["refund"], row["net_amount"]) == (1, 6, 14)
    [row] = ask(home.root, "product_pair_orders", product="p", other_product="q")
    assert (row["units"], row["net_amount"]) == (3, 14)


@pytest.mark.slow
class TestDemo:
    """The whole night of a made-up shop."""

    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("measure", MEASURES)
    def test_every_measure_in_every_language(self, run_app, demo_home, language, measure):
        for period in ("30d", "all"):
            app = run_app("products", at=demo_home, lang=language, period=period, measure=measure)
            assert not app.exception
            assert not app.error
            assert len(app.metric) == 4

    def test_products_add_up_to_the_net_revenue_of_all_orders(self, demo_home):
        [(net, units)] = rows(
            demo_home,
            "select sum(value) filter (where metric = 'net_revenue')::double, "
            "sum(value) filter (where metric = 'units_sold')::double from marts.kpi_daily",
        )
        [total] = ask(demo_home, "product_totals", **LIMITS)
        assert (total["net_amount"], total["units"]) == pytest.approx((net, units))
        for name in ("product_categories", "product_months"):
            found = ask(demo_home, name, product=None, **LIMITS)
            assert sum(row["net_amount"] for row in found) == pytest.approx(net)
        sold = ask(demo_home, "product_sales", only_falling=False, **LIMITS)
        assert sum(row["net_amount"] for row in sold) == pytest.approx(net)
        assert sum(row["net_share"] for row in sold) == pytest.approx(1)
        assert [row["net_amount"] for row in sold] == sorted(
            (row["net_amount"] for row in sold), reverse=True
        )

    def test_tiles_are_the_lines_of_whole_months(self, run_app, demo_home):
        end = run_of(demo_home).as_of_date
        year = Period(end.replace(year=end.year - 1) + dt.timedelta(days=1), end)
        months = whole_months(year)
        before = months_before(months, year, previous_period(year))
        units, returned = rows(
            demo_home,
            "select sum(quantity)::double, sum(returned_quantity)::double "
            "from core.fct_order_line where not is_cancelled and order_date between ? and ?",
            [months.start, months.end],
        )[0]
        earlier, returned_earlier = rows(
            demo_home,
            "select sum(quantity)::double, sum(returned_quantity)::double "
            "from core.fct_order_line where not is_cancelled and order_date between ? and ?",
            [before.start, before.end],
        )[0]
        margin, margin_earlier = (
            value(
                demo_home,
                "select sum(margin)::double / sum(net_amount)::double "
                "from marts.product_performance where margin is not null and month between ? and ?",
                [one.start, one.end],
            )
            for one in (months, before)
        )
        app = run_app("products", at=demo_home, lang="en")
        assert digits(tile(app, "Units")) == round(units)
        assert tile(app, "Return rate") == f"{100 * returned / units:.1f}%"
        assert change(app, "Units") == f"{100 * (units / earlier - 1):+.1f}%"
        moved = 100 * (returned / units - returned_earlier / earlier)
        assert change(app, "Return rate") == f"{moved:+.1f} pp"
        assert change(app, "Margin") == f"{100 * (margin - margin_earlier):+.1f} pp"
        assert f"{round(returned)} units sent back" in said(app)

    def test_a_return_rate_that_nobody_knows_is_not_zero(self, run_app, home, demo_home):
        folder = home.published / "told_of_none"
        shutil.copytree((demo_home / "current").resolve(), folder)
        with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
            connection.execute(
                "update marts.product_performance set returned_units = null, return_rate = null"
                " where units > 0"
            )
        point_current_at(home, folder)
        for measure in ("return_rate", "units"):
            app = run_app("products", lang="en", measure=measure)
            assert not app.exception
            assert tile(app, "Return rate") == "–"
            assert "sent back" not in said(app)
        for name in ("product_categories", "product_months", "product_sales"):
            found = ask(home.root, name, product=None, only_falling=False, **LIMITS)
            assert found
            assert {row["return_rate"] for row in found} == {None}
            # what did not sell sent nothing back, which says nothing of the month
            assert {row.get("returned_units") for row in found} == {None}

    def test_growth_of_each_product_is_that_of_its_months(self, demo_home):
        end = run_of(demo_home).as_of_date
        months = whole_months(Period(end - dt.timedelta(days=120), end))
        before = months_before(months, months, previous_period(months))
        sums = {}
        for one in (months, before):
            sums[one] = dict(
                rows(
                    demo_home,
                    "select product_id, sum(net_amount)::double from marts.product_performance "
                    "where month between ? and ? group by product_id",
                    [one.start, one.end],
                )
            )
        limits = LIMITS | {
            "whole_start": months.start,
            "whole_end": months.end,
            "base_start": before.start,
            "base_end": before.end,
            "first_month": months.start,
            "end": months.end,
        }
        found = ask(demo_home, "product_sales", only_falling=False, **limits)
        grown = [row for row in found if row["net_growth"] is not None]
        assert len(grown) > 10
        for row in grown:
            now, then = (sums[one].get(row["product_id"], 0) for one in (months, before))
            assert row["net_growth"] == pytest.approx(now / then - 1)
        falling = ask(demo_home, "product_sales", only_falling=True, **limits)
        expected = {
            product for product, then in sums[before].items() if sums[months].get(product, 0) < then
        }
        assert {row["product_id"] for row in falling} <= expected
        assert len(falling) > 3
        changes = [row["net_change"] for row in falling]
        assert changes == sorted(changes)
        assert sum(row["net_share"] for row in falling) < 1

    @pytest.mark.parametrize("days", [(16, 10), (0, 12), (9, 0)])
    def test_months_that_are_cut_have_the_same_orders_behind_them(self, demo_home, days):
        """Figures are of whole months that begin in the period; so is what is behind them."""
        last = run_of(demo_home).as_of_date
        start = (last - dt.timedelta(days=200)).replace(day=1) + dt.timedelta(days=days[0])
        end = (last - dt.timedelta(days=60)).replace(day=1) + dt.timedelta(days=days[1])
        asked = LIMITS | {"start": start, "end": end, "first_month": start}
        nothing = {"product": None, "category": None, "month": None}
        for query, by, column in (
            ("product_months", "month", "month"),
            ("product_categories", "category", "category"),
            ("product_sales", "product", "product_id"),
        ):
            found = ask(demo_home, query, product=None, only_falling=False, **asked)
            assert len(found) > 2
            for row in found:
                behind = ask(demo_home, "product_orders", **asked | nothing | {by: row[column]})
                assert sum(one["units"] for one in behind) == pytest.approx(row["units"])

    def test_behind_a_product_a_month_and_a_category_are_its_orders(self, demo_home):
        best = ask(demo_home, "product_sales", only_falling=False, **LIMITS)[0]
        nothing = {"product": None, "category": None, "month": None}
        behind = ask(demo_home, "product_orders", **nothing | {"product": best["product_id"]})
        assert sum(row["units"] for row in behind) == best["units"]
        assert len({row["order_id"] for row in behind}) == best["orders"]
        assert all(row["customer_id"] for row in behind)
        categories = ask(demo_home, "product_categories", **LIMITS)
        for row in categories:
            behind = ask(demo_home, "product_orders", **nothing | {"category": row["category"]})
            assert sum(one["units"] for one in behind) == row["units"]
        for row in ask(demo_home, "product_months", product=best["product_id"], **LIMITS)[:3]:
            which = {"product": best["product_id"], "month": row["month"]}
            behind = ask(demo_home, "product_orders", **nothing | which)
            assert sum(one["units"] for one in behind) == row["units"]

    def test_a_pair_is_in_as_many_orders_as_it_says(self, demo_home):
        best = ask(demo_home, "product_choices", row_limit=1)[0]["product_id"]
        for product in (None, best):
            pairs = ask(demo_home, "product_pairs", product=product, row_limit=15)
            assert pairs
            for row in pairs:
                behind = ask(
                    demo_home,
                    "product_pair_orders",
                    product=row["product_id"],
                    other_product=row["other_product_id"],
                )
                assert len(behind) == row["common_orders"]
                assert row["confidence"] == row["common_orders"] / row["product_orders"]
                assert row["support"] == row["common_orders"] / row["orders"]
                assert row["lift"] == pytest.approx(
                    row["confidence"] / (row["other_product_orders"] / row["orders"])
                )

    def test_without_a_product_each_pair_beyond_chance_is_there_once(self, demo_home):
        found = ask(demo_home, "product_pairs", product=None)
        expected = value(
            demo_home,
            "select count(*) from marts.product_affinity "
            "where is_beyond_chance and product_id < other_product_id",
        )
        assert len(found) == expected
        both = {frozenset((row["product_id"], row["other_product_id"])) for row in found}
        assert len(both) == expected
        assert all(row["product_orders"] <= row["other_product_orders"] for row in found)

    def test_a_link_chooses_a_product(self, run_app, demo_home):
        product, name = rows(
            demo_home,
            "select product_id, product_name from marts.product_affinity "
            "where is_beyond_chance order by lift desc limit 1",
        )[0]
        app = run_app("products", at=demo_home, lang="en", product=product)
        assert app.selectbox(key="products-product").value == product
        assert f"What goes with {name}" in said(app)
        assert app.query_params["product"] == product

    def test_a_product_that_there_is_not_is_none(self, run_app, demo_home):
        app = run_app("products", at=demo_home, lang="en", product="'; drop table x; --")
        assert not app.exception
        assert app.selectbox(key="products-product").value == "all"
        assert "product" not in app.query_params

    def test_a_source_without_orders_has_no_products(self, run_app, demo_home):
        app = run_app("products", at=demo_home, lang="en", source="zoho")
        assert not app.metric
        assert load_language("en")("empty.never") in app.info[0].value
