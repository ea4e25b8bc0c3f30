"""Answers on another scale than the one that is usual for their score."""

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
