"""The page of customers: its groups add up to the marts, and every bar leads to its customers."""

import csv
import statistics
from collections import Counter

import pytest

from dashboards.cards.customers_behind import narrowed_to
from dashboards.cards.customers_movement import IS_GOOD, balance, moved
from dashboards.cards.customers_value import summed
from dashboards.charts.balance import Balance, balance_bars
from dashboards.charts.base import AMBER, BLUE, TEAL
from dashboards.charts.paired import Share, paired_bars
from dashboards.data import query
from dashboards.language import load_language
from tests.command_line import rows, value
from tests.dashboards.opening import open_app
from tests.shared_data import ROOT
from warehouse.database import published_folder
from warehouse.home import Home

SECTIONS = ("segments", "value", "stages", "clusters", "movement")
# What the filters leave, as anybody would write it.
IN_REGION = "customer_id in (select customer_id from marts.customer_360 where region = ?)"


@pytest.fixture
def run_customers(demo_home, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))
    return open_page


def open_page(**parameters):
    app = open_app("customers", **{"lang": "en", "period": "all", **parameters})
    assert not app.exception
    assert not app.error
    return app


@pytest.fixture
def ask(demo_home):
    """Asks a query of the app, with nothing filtered away unless told."""
    [(as_of_date, first_day)] = rows(
        demo_home, "select as_of_date, date '1990-01-01' from core.as_of"
    )
    sources = tuple(
        name for (name,) in rows(demo_home, "select distinct source_system from marts.customer_360")
    )
    given = {
        "start": first_day,
        "first_month": first_day,
        "end": as_of_date,
        "as_of_date": as_of_date,
        "with_undated": True,
        "sources": sources,
        "regions": None,
        "channels": None,
        "owners": None,
        "row_limit": 100_000,
    }
    folder = published_folder(Home(demo_home))
    return lambda name, **further: query(folder, name, **given | further)


@pytest.fixture
def region(demo_home):
    """The region of most customers who ordered."""
    return value(
        demo_home,
        "select region from marts.customer_360 where segment is not null and region <> 'unknown' "
        "group by region order by count(*) desc, region limit 1",
    )


def tile(app, label):
    return next(one.value for one in app.metric if one.label == label).replace("\\", "")


def frame(app, column):
    return next(one.value for one in app.dataframe if column in one.value)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_with_numbers_and_their_definitions(run_customers, section, language):
    app = run_customers(section=section, lang=language)
    text = load_language(language)
    assert app.title[0].value == text("page.customers.title")
    assert len(app.metric) >= 4
    assert all(metric.help for metric in app.metric)
    assert app.get("plotly_chart")
    assert any(text(f"customers_scope.{section}") in one.value for one in app.caption)
    kinds = [button.label for button in app.get("download_button")]
    assert kinds.count(text("card.download_csv")) == kinds.count(text("card.download_xlsx")) >= 2


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("name", ["source", "region", "channel", "owner"])
def test_every_section_follows_every_filter(run_customers, demo_home, section, name):
    column = {"source": "source_system", "owner": "owner_employee_id"}.get(name, name)
    chosen = value(
        demo_home,
        f"select {column} from marts.customer_360 where segment is not null "
        f"group by {column} order by count(*), {column} limit 1",
    )
    whole = run_customers(section=section)
    narrowed = run_customers(section=section, **{name: chosen})
    assert [one.value for one in narrowed.metric] != [one.value for one in whole.metric]


def test_the_open_section_is_in_the_address_and_only_it_is_computed(run_customers):
    assert "section" not in run_customers().query_params
    app = run_customers(section="stages")
    assert app.query_params["section"] == "stages"
    assert not any("rfm_cell" in one.value for one in app.dataframe)
    assert "section" not in run_customers(section="<script>").query_params


def test_segments_count_customers_of_the_filters(run_customers, demo_home, region):
    expected = rows(
        demo_home,
        "select segment, count(*), sum(monetary)::double from marts.customer_rfm "
        f"where {IN_REGION} group by segment",
        [region],
    )
    app = run_customers(region=region)
    table = frame(app, "average_recency_days")
    text = load_language("en")
    found = dict(
        zip(table["segment"], zip(table["customers"], table["monetary"], strict=True), strict=False)
    )
    assert len(found) == len(expected)
    for segment, customers, monetary in expected:
        assert found[text.name("segment", segment)] == (customers, pytest.approx(monetary))
    total = sum(customers for _, customers, _ in expected)
    assert tile(app, "Customers") == f"{total:,}"


def test_the_period_is_that_of_the_last_order(run_customers, demo_home):
    [(expected,)] = rows(
        demo_home,
        "select count(*) from marts.customer_rfm where last_order_date > as_of_date - 30",
    )
    assert tile(run_customers(period="30d"), "Customers") == f"{expected:,}"
    assert tile(run_customers(period="30d", section="value"), "Customers") == f"{expected:,}"


def test_value_classes_and_groups_are_those_of_the_mart(run_customers, demo_home, region):
    app = run_customers(section="value", region=region)
    for column in ("abc_class", "value_group"):
        expected = {
            name: (customers, pytest.approx(amount), pytest.approx(margin))
            for name, customers, amount, margin in rows(
                demo_home,
                f"select {column}, count(*), sum(net_amount)::double, sum(margin)::double "
                f"from marts.customer_value_tier where {IN_REGION} group by 1",
                [region],
            )
        }
        table = next(
            one.value
            for one in app.dataframe
            if column in one.value and "margin_abc_class" not in one.value
        )
        found = {
            str(row[column]).lower() if column == "value_group" else row[column]: (
                row["customers"],
                row["net_amount"],
                row["margin"],
            )
            for _, row in table.iterrows()
        }
        assert found == expected
        assert table["customer_share"].sum() == pytest.approx(1)
        assert table["net_share"].sum() == pytest.approx(1)


def test_the_profit_twin_holds_every_customer_once(run_customers, demo_home):
    expected = Counter(
        {
            (abc, margin or "none"): customers
            for abc, margin, customers in rows(
                demo_home,
                "select abc_class, margin_abc_class, count(*) from marts.customer_value_tier "
                "group by all",
            )
        }
    )
    table = frame(run_customers(section="value"), "margin_abc_class")
    assert table["customers"].sum() == sum(expected.values())
    found = {
        (row["abc_class"], row["margin_abc_class"].removeprefix("Profit ")): row["customers"]
        for _, row in table.iterrows()
    }
    assert found == expected


def test_a_margin_that_is_not_known_of_all_is_no_rate():
    one = {"abc_class": "A", "margin_abc_class": "A", "value_group": "high"}
    tiers = [
        {**one, "customers": 2, "net_amount": 80.0, "margin": 20.0, "customers_with_margin": 2},
        {
            **one,
            "margin_abc_class": "none",
            "customers": 1,
            "net_amount": 20.0,
            "margin": None,
            "customers_with_margin": 0,
        },
    ]
    [whole] = summed(tiers, ("abc_class",))
    assert (whole["customers"], whole["net_amount"], whole["margin"]) == (3, 100.0, 20.0)
    assert whole["margin_rate"] is None
    known, unknown = summed(tiers, ("abc_class", "margin_abc_class"))
    assert (known["margin_rate"], known["net_share"]) == (0.25, 0.8)
    assert unknown["margin"] is None


def test_value_groups_stand_in_their_order_and_shares_of_nothing_are_none():
    names = ("low", "high", "ordinary")
    tiers = [
        {
            "value_group": name,
            "customers": 1,
            "net_amount": 0.0,
            "margin": None,
            "customers_with_margin": 0,
        }
        for name in names
    ]
    found = summed(tiers, ("value_group",), ("high", "potential", "ordinary", "low"))
    assert [row["value_group"] for row in found] == ["high", "ordinary", "low"]
    assert all(row["net_share"] is None for row in found)


def test_life_stages_add_up_and_prospects_are_only_in_all(run_customers, demo_home):
    expected = dict(
        rows(demo_home, "select stage, count(*) from marts.customer_lifecycle group by stage")
    )
    text = load_language("en")
    app = run_customers(section="stages")
    table = frame(app, "customers_arrived")
    found = dict(zip(table["stage"], table["customers"], strict=True))
    assert found == {
        text.name("life_stage", stage): customers for stage, customers in expected.items()
    }
    assert tile(app, "Prospects") == f"{expected['prospect']:,}"
    buying = sum(expected[stage] for stage in ("first_purchase", "repeat", "loyal", "won_back"))
    assert tile(app, "Buying") == f"{buying:,}"
    assert "Prospect" not in set(
        frame(run_customers(section="stages", period="90d"), "customers_arrived")["stage"]
    )


def test_what_is_expected_of_a_stage_is_the_forecast_of_its_customers(run_customers, demo_home):
    expected = dict(
        rows(
            demo_home,
            "select stage, sum(clv.expected_value_12m)::double from marts.customer_lifecycle "
            "inner join marts.customer_clv as clv using (customer_id) group by stage",
        )
    )
    table = frame(run_customers(section="stages"), "customers_arrived")
    text = load_language("en")
    found = dict(zip(table["stage"], table["expected_value_12m"], strict=True))
    for stage, amount in expected.items():
        assert found[text.name("life_stage", stage)] == pytest.approx(amount, abs=0.01)


@pytest.mark.parametrize(("language", "label"), [("en", "label"), ("zh", "label_zh")])
def test_clusters_have_their_words_and_the_median_of_their_customers(
    run_customers, demo_home, region, language, label
):
    customers = rows(
        demo_home,
        f"select cluster, {label}, recency_days, frequency, monetary::double "
        f"from marts.customer_cluster inner join marts.customer_rfm using (customer_id) "
        f"where {IN_REGION}",
        [region],
    )
    table = frame(run_customers(section="clusters", region=region, lang=language), "label")
    assert table["customers"].sum() == len(customers)
    for _, row in table.iterrows():
        own = [one for one in customers if one[0] == row["cluster"]]
        assert {one[1] for one in own} == {row["label"]}
        assert row["median_recency_days"] == pytest.approx(
            statistics.median(one[2] for one in own), abs=0.051
        )
        assert row["median_monetary"] == pytest.approx(
            statistics.median(one[4] for one in own), abs=0.0051
        )


def test_movement_is_that_of_the_mart_in_every_month(ask, demo_home):
    expected = Counter()
    for month, earlier, later, customers in rows(
        demo_home,
        "select month, from_segment, to_segment, customers from marts.customer_segment_movement",
    ):
        expected[month, earlier, later] = customers
    months = [row["month"] for row in ask("segment_months")]
    assert months == sorted({key[0] for key in expected}, reverse=True)
    found = {
        (month, row["from_segment"], row["to_segment"]): row["customers"]
        for month in months
        for row in ask("segment_movement", month=month)
    }
    assert found == expected


def test_movement_follows_the_filters(ask, demo_home, region):
    month = ask("segment_months")[0]["month"]
    history = rows(
        demo_home,
        f"select customer_id, as_of_date, segment from marts.customer_rfm_monthly "
        f"where {IN_REGION}",
        [region],
    )
    segment = {(customer, day): name for customer, day, name in history}
    ends = sorted({day for _, day, _ in history})
    end = next(day for day in ends if (day.year, day.month) == (month.year, month.month))
    before = ends[ends.index(end) - 1]
    expected = Counter(
        (segment.get((customer, before), "none"), name)
        for (customer, day), name in segment.items()
        if day == end
    )
    found = {
        (row["from_segment"], row["to_segment"]): row["customers"]
        for row in ask("segment_movement", month=month, regions=(region,))
    }
    assert found == expected


def test_what_segments_win_and_lose_leads_from_one_month_end_to_the_next(ask, demo_home):
    month = ask("segment_months")[0]["month"]
    counts = "select segment, count(*) from marts.customer_rfm_monthly where as_of_date = "
    before = dict(rows(demo_home, counts + "?::date - 1 group by 1", [month]))
    after = dict(rows(demo_home, counts + "last_day(?::date) group by 1", [month]))
    balances = balance(ask("segment_movement", month=month))
    assert {row["segment"]: row["before"] for row in balances if row["before"]} == before
    assert {row["segment"]: row["after"] for row in balances if row["after"]} == after
    assert [row["net"] for row in balances] == sorted(
        (row["net"] for row in balances), reverse=True
    )


def test_a_segment_that_everybody_leaves_is_in_the_balance():
    moves = [
        {"from_segment": "A", "to_segment": "B", "customers": 3},
        {"from_segment": "B", "to_segment": "B", "customers": 4},
        {"from_segment": "none", "to_segment": "B", "customers": 2},
    ]
    won, lost = balance(moves)
    assert won == {
        "segment": "B",
        "before": 4,
        "came": 3,
        "first_orders": 2,
        "went": 0,
        "net": 5,
        "after": 9,
    }
    assert lost == {
        "segment": "A",
        "before": 3,
        "came": 0,
        "first_orders": 0,
        "went": 3,
        "net": -3,
        "after": 0,
    }
    assert [(row["from_segment"], row["from_share"]) for row in moved(moves)] == [
        ("A", 1.0),
        ("none", 1.0),
    ]


def test_the_month_of_a_link_is_kept_and_an_unknown_one_is_not(run_customers, ask):
    months = [f"{row['month']:%Y-%m}" for row in ask("segment_months")]
    app = run_customers(section="movement", month=months[3])
    assert app.query_params["month"] == months[3]
    assert app.selectbox[0].value == months[3]
    for odd in ("1999-01", "%", months[0]):
        assert "month" not in run_customers(section="movement", month=odd).query_params


def test_a_period_without_a_whole_month_says_so(run_customers):
    app = run_customers(
        section="movement", period="custom", **{"from": "2026-06-10", "to": "2026-06-20"}
    )
    assert app.info[0].value == load_language("en")("customers.no_months")


def test_behind_every_bar_are_its_customers(ask):
    def behind(**values):
        return len(ask("customer_list", **narrowed_to(**values)))

    for row in ask("rfm_segments"):
        assert behind(segment=row["segment"]) == row["customers"]
    for row in ask("rfm_grid"):
        assert behind(rfm_start=f"{row['r_score']}{row['f_score']}") == row["customers"]
    for row in ask("customer_stages"):
        assert behind(stage=row["stage"]) == row["customers"]
    for row in ask("customer_clusters"):
        assert behind(cluster=row["cluster"]) == row["customers"]
    for row in ask("customer_value_tiers"):
        names = ("abc_class", "margin_abc_class", "value_group")
        assert behind(**{name: row[name] for name in names}) == row["customers"]
    everybody = sum(row["customers"] for row in ask("rfm_segments"))
    assert behind(has_ordered=True) == everybody


def test_behind_every_move_are_its_customers(ask):
    month = ask("segment_months")[0]["month"]
    nobody = dict.fromkeys(("segment", "from_segment", "to_segment"))
    moves = ask("segment_movement", month=month)
    for row in moves:
        chosen = {"from_segment": row["from_segment"], "to_segment": row["to_segment"]}
        found = ask("segment_movers", month=month, **nobody | chosen)
        assert len(found) == row["customers"]
    for row in balance(moves):
        found = ask("segment_movers", month=month, **nobody | {"segment": row["segment"]})
        assert len(found) == row["came"] + row["first_orders"] + row["went"]


def test_customers_behind_a_bar_are_those_of_the_filters_best_first(ask, demo_home, region):
    found = ask("customer_list", regions=(region,), **narrowed_to(abc_class="A"))
    expected = rows(
        demo_home,
        f"select customer_id from marts.customer_value_tier where abc_class = 'A' and {IN_REGION} "
        "order by net_amount desc, customer_id",
        [region],
    )
    assert [row["customer_id"] for row in found] == [name for (name,) in expected]


def test_top_customers_have_ordered_and_are_the_best(run_customers, demo_home):
    table = frame(run_customers(), "rfm_cell")
    expected = rows(
        demo_home,
        "select customer_id from marts.customer_rfm order by monetary desc, customer_id limit 100",
    )
    assert list(table["customer_id"]) == [name for (name,) in expected]


def test_paired_bars_know_the_row_of_each_bar():
    bars = [Share(0.2, "20%", "a"), Share(None, "–", "b"), Share(-0.1, "-10%", "c")]
    figure = paired_bars(["<b>A</b>", "B", "C"], [("Customers", bars), ("Value", bars)])
    assert [trace["name"] for trace in figure["data"]] == ["Customers", "Value"]
    for trace in figure["data"]:
        assert trace["customdata"] == [0, 1, 2]
        assert trace["x"] == [0.2, 0.0, 0.0]
    assert figure["layout"]["yaxis"]["ticktext"][0] == "&lt;b&gt;A&lt;/b&gt;"
    assert figure["layout"]["xaxis"]["range"][1] > 0.2


@pytest.mark.parametrize(
    ("values", "is_left", "is_right"),
    [((3, -1), True, True), ((2, 1), False, True), ((-4,), True, True), ((0, 0), False, True)],
)
def test_gains_and_losses_have_room_for_their_numbers(values, is_left, is_right):
    figure = balance_bars([Balance(f"S{one}", one, f"{one:+}", "") for one in values])
    low, high = figure["layout"]["xaxis"]["range"]
    assert (low < min(0, *values), high > max(0, *values)) == (is_left, is_right)
    assert figure["data"][0]["customdata"] == list(range(len(values)))
    assert figure["data"][0]["x"] == list(values)


def test_colours_follow_whether_more_is_better():
    bars = [
        Balance("Champions", 2, "+2", "", True),
        Balance("Champions", -2, "-2", "", True),
        Balance("Lost", 2, "+2", "", False),
        Balance("Lost", -2, "-2", "", False),
        Balance("Whales", 2, "+2", "", None),
    ]
    colours = balance_bars(bars)["data"][0]["marker"]["color"]
    assert colours == [TEAL, AMBER, AMBER, TEAL, BLUE]


def test_every_segment_of_the_shipped_maps_is_known_as_good_or_bad():
    """By their standing, from 1 for the best; from 5 on somebody is to do something."""
    with (ROOT / "dbt_project" / "seeds" / "rfm_segments.csv").open(encoding="utf-8") as lines:
        standings = {row["segment"]: int(row["standing"]) for row in csv.DictReader(lines)}
    assert {name: standing < 5 for name, standing in standings.items()} == IS_GOOD
