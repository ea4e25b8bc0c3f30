"""Answers on another scale than the one that is usual for their score, and notes about few."""

import duckdb

from dashboards.language import load_language
from tests.dashboards.pages.asking import said, tile


def test_answers_off_their_scale_are_told_beside_the_score_that_leaves_them_out(home, run_app):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for month in ("date '2026-05-01'", "null::date"):
            writer.execute(
                f"insert into marts.satisfaction_monthly by name select {month} as month, "
                "'csat' as kind, 'order' as touchpoint, 100 as responses, 60 as unclassed, "
                "10 as favourable, 10 as neutral, 20 as unfavourable, 2.5 as score"
            )
    for period in ("90d", "all"):
        app = run_app("experience", lang="en", period=period)
        assert not app.exception
        # 10 of the 40 that are on the scale
        assert tile(app, load_language("en")("score_kind.csat")) == "25%"
        assert "100 answers (60 of them off the scale and not counted)" in said(app)


def test_a_score_of_answers_enough_has_no_note(home, run_app):
    with duckdb.connect(str(home.current / "analytics.duckdb")) as writer:
        for touchpoint, answers in (("order", 100), ("ticket", 10)):
            for month in ("date '2026-05-01'", "null::date"):
                writer.execute(
                    f"insert into marts.satisfaction_monthly by name select {month} as month, "
                    "'csat' as kind, ? as touchpoint, ? as responses, 0 as unclassed, "
                    "6 as favourable, 1 as neutral, ? - 7 as unfavourable, 2.5 as score",
                    [touchpoint, answers, answers],
                )
    app = run_app("experience", lang="en", period="90d")
    [touchpoints] = [one.value for one in app.dataframe if "touchpoint" in one.value]
    notes = dict(zip(touchpoints["touchpoint"], touchpoints["note"].fillna(""), strict=True))
    assert notes == {"Order": "", "Ticket": "few answers"}
