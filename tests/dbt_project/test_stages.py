"""The way of an opportunity through its stages: exported history, aliases, unmapped stages."""

import datetime as dt

import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, build_models, new_home

pytestmark = pytest.mark.slow

ALIASES = {("stage", "Angebot"): "Proposal", ("stage", "Gewonnen"): "Won"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("stages") / "home")
    add_source(home, "shop", aliases=ALIASES)
    stages = {"D1": "Gewonnen", "D2": "Trial", "D3": "Lost", "D4": "Proposal"}
    probabilities = {"D2": "45%", "D4": "60"}
    deals = [
        {
            "opportunity_id": key,
            "stage": stage,
            "created_at": "2026-01-01",
            "closed_at": "2026-02-20" if key in {"D1", "D3"} else None,
            "amount": "100",
            "probability": probabilities.get(key),
        }
        for key, stage in stages.items()
    ]
    add_rows(home, "shop", "opportunities", deals)
    changes = [
        ("D3", "Lost", "2026-02-20 12:00:00"),
        ("D1", "Angebot", "2026-01-11 09:00:00"),
        ("D1", "New", "2026-01-01 09:00:00"),
        ("D1", "New", "2026-02-01 09:00:00"),
        ("D1", "new ", "2026-02-02 09:00:00"),
        ("D1", "Won", "2026-02-20 09:00:00"),
        ("D3", "Proposal", "2026-01-01 12:00:00"),
    ]
    rows = [dict(zip(("opportunity_id", "stage", "entered_at"), row, strict=True))
            for row in changes]  # fmt: skip
    add_rows(home, "shop", "stage_changes", rows)
    build_models(
        home,
        "fct_opportunity_stage_visit",
        "fct_opportunity_history",
        "dim_sales_stage",
        "source_records",
    )
    return home


def test_an_exported_history_gives_the_visits_whatever_the_order_of_its_rows(home):
    found = ask(
        home,
        "select source_id, stage, entered_date, days, direction, is_observed"
        " from core.fct_opportunity_stage_visit where source_id in ('D1', 'D3')"
        " order by source_id, visit_number",
    )
    assert found == [
        ("D1", "New", dt.date(2026, 1, 1), 10, "first", True),
        ("D1", "Proposal", dt.date(2026, 1, 11), 21, "skip", True),
        ("D1", "New", dt.date(2026, 2, 1), 19, "regress", True),
        ("D1", "Won", dt.date(2026, 2, 20), None, "skip", True),
        ("D3", "Proposal", dt.date(2026, 1, 1), 50, "first", True),
        ("D3", "Lost", dt.date(2026, 2, 20), None, "forward", True),
    ]


def test_a_stage_is_mapped_by_the_source_and_an_unmapped_one_is_placed_by_its_probability(home):
    assert ask(
        home,
        "select stage, stage_order, category, is_mapped from core.dim_sales_stage"
        " order by stage_order",
    ) == [
        ("New", 1, "open", True),
        ("Trial", 2, "open", False),
        ("Proposal", 3, "open", True),
        ("Won", 4, "won", True),
        ("Lost", 5, "lost", True),
    ]


def test_without_a_history_an_open_opportunity_is_at_its_stage_since_it_was_created(home):
    assert ask(
        home,
        "select source_id, stage, entered_date, is_current, is_observed"
        " from core.fct_opportunity_stage_visit where source_id in ('D2', 'D4') order by all",
    ) == [
        ("D2", "Trial", dt.date(2026, 1, 1), True, False),
        ("D4", "Proposal", dt.date(2026, 1, 1), True, False),
    ]


def test_every_visit_and_every_state_leads_back_to_its_line(home):
    assert ask(
        home,
        "select core_table, raw_table, count(distinct core_id) from core.source_records"
        " where core_table in ('fct_opportunity_stage_visit', 'fct_opportunity_history')"
        " group by all order by all",
    ) == [
        ("fct_opportunity_history", "template__opportunities", 8),
        ("fct_opportunity_stage_visit", "template__opportunities", 2),
        ("fct_opportunity_stage_visit", "template__stage_changes", 6),
    ]


def test_what_is_closed_is_open_in_no_pipeline_whatever_its_history_says_later(tmp_path):
    home = new_home(tmp_path / "home")
    add_source(home, "shop")

    def exported(day: str, *deals: tuple[str, str, str | None]) -> None:
        rows = [
            {"opportunity_id": key, "stage": stage, "created_at": "2024-02-01",
             "closed_at": closed, "amount": "100"}
            for key, stage, closed in deals
        ]  # fmt: skip
        loaded = dt.datetime.fromisoformat(f"{day}T02:00:00")
        add_rows(home, "shop", "opportunities", rows, file=f"{day}.csv", loaded_at=loaded)

    exported("2024-03-12", ("dated back", "Demo", None), ("open", "Demo", None))
    exported(
        "2024-06-01",
        ("dated back", "Won", "2024-03-10"),
        ("moved on", "Won", "2024-03-10"),
        ("won twice", "Won", "2024-03-20"),
    )
    changes = [
        ("moved on", "Demo", "2024-02-01"),
        ("moved on", "Proposal", "2024-03-15"),
        ("won twice", "Won", "2024-03-10"),
        ("won twice", "Proposal", "2024-03-15"),
        ("won twice", "Won", "2024-03-20"),
        ("open", "Proposal", "2024-03-25"),
    ]
    columns = ("opportunity_id", "stage", "entered_at")
    add_rows(home, "shop", "stage_changes",
             [dict(zip(columns, change, strict=True)) for change in changes])  # fmt: skip
    build_models(home, "sales_opportunity", "pipeline_daily", "fct_opportunity_history")
    [(day, open_in_pipeline)] = ask(
        home,
        "select day, sum(open_count) from marts.pipeline_daily"
        " where day = (select as_of_date from core.as_of) group by day",
    )
    assert (day, open_in_pipeline) == (dt.date(2024, 3, 25), 1)
    assert ask(home, "select count(*) from marts.sales_opportunity where category = 'open'") == [
        (1,)
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-03-11", [("dated back", "open", None), ("later won", "open", None)]),
        ("2024-03-15", [("dated back", "won", 10), ("later won", "open", None)]),
        ("2024-03-20", [("dated back", "won", 10), ("later won", "won", 10)]),
    ],
)
def test_a_closing_that_is_dated_back_closes_nothing_before_it_was_seen(tmp_path, as_of, expected):
    home = new_home(tmp_path / "home")
    add_source(home, "shop")
    created = {"created_at": "2024-02-01", "amount": "100"}
    won = {**created, "stage": "Won", "closed_at": "2024-03-10"}
    # the export of the 12th is known from then on only; before, the first is all there is
    for day, rows in {
        "2024-03-11": [{**created, "opportunity_id": "dated back", "stage": "Demo"}],
        "2024-03-12": [{**won, "opportunity_id": "dated back"}],
        "2024-04-01": [{**won, "opportunity_id": "later won"}],
    }.items():
        loaded = dt.datetime.fromisoformat(f"{day}T02:00:00")
        add_rows(home, "shop", "opportunities", rows, file=f"{day}.csv", loaded_at=loaded)
    add_rows(home, "shop", "stage_changes", [
        {"opportunity_id": "later won", "stage": "Demo", "entered_at": "2024-02-01"},
        {"opportunity_id": "later won", "stage": "Won", "entered_at": "2024-03-20"},
    ])  # fmt: skip
    build_models(home, "sales_opportunity", "pipeline_daily", as_of=as_of)
    assert (
        ask(
            home,
            "select source_id, mart.category, extract(day from mart.closed_date)"
            " from marts.sales_opportunity as mart"
            " inner join core.fct_opportunity using (opportunity_id) order by all",
        )
        == expected
    )
    still_open = sum(category == "open" for _, category, _ in expected)
    assert ask(
        home,
        "select coalesce(sum(open_count), 0) from marts.pipeline_daily where day = ?",
        as_of,
    ) == [(still_open,)]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2024-03-31", ("open", None)), ("2024-04-02", ("won", dt.date(2024, 4, 2)))],
)
def test_the_closing_that_lasts_is_of_the_day_that_the_record_says(tmp_path, as_of, expected):
    home = new_home(tmp_path / "home")
    add_source(home, "shop")
    add_rows(home, "shop", "opportunities", [
        {"opportunity_id": "W1", "stage": "Won", "created_at": "2024-02-01",
         "closed_at": "2024-04-02", "amount": "100"},
    ])  # fmt: skip
    add_rows(home, "shop", "stage_changes", [
        {"opportunity_id": "W1", "stage": "Demo", "entered_at": "2024-02-01"},
        {"opportunity_id": "W1", "stage": "Won", "entered_at": "2024-03-30"},
    ])  # fmt: skip
    build_models(home, "sales_opportunity", "pipeline_daily", as_of=as_of)
    assert ask(home, "select category, closed_date from marts.sales_opportunity") == [expected]
    # of days that are over, the pipeline is what the history says
    assert ask(
        home,
        "select coalesce(sum(open_count), 0) from marts.pipeline_daily where day = '2024-03-31'",
    ) == [(expected[0] == "open",)]
