"""The SQL page, as Streamlit runs it, without a browser."""

import pytest

from dashboards.language import load_language
from dashboards.questions import questions
from dashboards.sql.saved import history, save_query, saved_queries
from warehouse.reading import read_rows

RFM = "select segment, count(*) as customers from marts.customer_rfm group by all order by all"
ENDLESS = "with recursive a as (select 1 as x union all select x + 1 from a) select max(x) from a"


def words(app) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.error, *app.warning, *app.code]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def written(app) -> str:
    return app.session_state["sql_page"].text


def run(app):
    """Press Run, and wait until the query has ended."""
    app.button("sql-run").click().run(timeout=60)
    for _ in range(100):
        if app.session_state["sql_page"].running is None:
            return app
        app.session_state["sql_page"].running.wait(1)
        app.run(timeout=60)
    raise AssertionError("the query did not end")


def shown(app, place: int = 0):
    return app.dataframe[place].value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_statement_of_a_link_is_in_the_editor_and_runs_when_asked(run_app, home, language):
    app = run_app("sql", lang=language, q=RFM)
    text = load_language(language)
    assert not app.exception
    assert app.title[0].value == text("page.sql.title")
    assert written(app) == RFM
    # a link never runs by itself
    assert app.session_state["sql_page"].outcome is None
    assert history(home) == []
    run(app)
    assert not app.exception
    assert not app.error
    expected = [tuple(row.values()) for row in read_rows(home.current.resolve(), RFM)]
    assert len(expected) > 2
    assert [tuple(row) for row in shown(app).itertuples(index=False)] == expected
    counted = text("sql.counted", rows=len(expected), columns=2, seconds="|").split("|")[0]
    assert counted.strip() in words(app)
    (remembered,) = history(home)
    assert (remembered.sql, remembered.ending, remembered.rows) == (RFM, "rows", len(expected))


def test_a_question_of_a_link_is_in_the_editor(run_app):
    app = run_app("sql", question="7")
    assert written(app) == questions()[7].sql
    assert app.session_state["sql_page"].outcome is None


@pytest.mark.parametrize("number", ["0", "51", "-1", "x", "1' or '1", "²"])
def test_a_question_that_there_is_not_leaves_the_editor_empty(run_app, number):
    app = run_app("sql", question=number)
    assert not app.exception
    assert written(app) == ""


def test_the_address_is_that_of_what_ran(run_app):
    app = run_app("sql", question="4")
    run(app)
    assert app.query_params["q"] == questions()[4].sql
    assert "question" not in app.query_params
    assert written(app) == questions()[4].sql


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        ("", "sql.refused_empty"),
        ("select 1; select 2", "sql.refused_several"),
        ("drop table marts.customer_rfm", "sql.refused_not_reading"),
        ("pragma database_list", "sql.refused_not_reading"),
        ("selec 1", "sql.ended_error"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_run_is_a_sentence(run_app, language, sql, key):
    app = run(run_app("sql", lang=language, q=sql))
    assert not app.exception
    assert load_language(language)(key) in words(app)
    # what happened before it is still there to be mended
    assert written(app) == sql


def test_what_tells_of_the_machine_is_refused(run_app, home):
    app = run(run_app("sql", q="from duckdb_databases()"))
    assert load_language("en")("sql.refused_hidden", name="duckdb_databases") in words(app)
    assert str(home.root) not in words(app)


def test_a_limit_of_rows_is_said_and_is_the_setting_s(run_app, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SQL_ROW_LIMIT", "25")
    app = run(run_app("sql", q="from marts.customer_rfm"))
    assert len(shown(app)) == 25
    assert load_language("en")("sql.cut", rows=25) in words(app)


def test_a_limit_of_time_is_said_and_is_the_setting_s(run_app, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SQL_TIMEOUT_SECONDS", "2")
    app = run(run_app("sql", q=ENDLESS))
    text = load_language("en")
    assert text("sql.ended_timeout", seconds="2", memory="1") in words(app)


def test_a_query_is_cancelled(run_app, home):
    app = run_app("sql", q=ENDLESS)
    app.button("sql-run").click().run(timeout=60)
    desk = app.session_state["sql_page"]
    assert desk.running is not None
    app.button("sql-cancel").click().run(timeout=60)
    assert desk.running is None or desk.running.wait(30) is not None
    app.run(timeout=60)
    assert load_language("en")("sql.ended_cancelled") in words(app)
    assert history(home)[0].ending == "cancelled"


def test_a_query_is_saved_under_a_name_and_listed(run_app, home):
    app = run_app("sql", q=RFM)
    app.text_input("sql_name").input("Segments").run()
    app.button("sql-save").click().run()
    assert [(one.name, one.sql) for one in saved_queries(home)] == [("Segments", RFM)]
    assert load_language("en")("sql.shared_saved") in words(app)


def test_a_name_is_needed(run_app, home):
    app = run_app("sql", q=RFM)
    app.button("sql-save").click().run()
    assert load_language("en")("sql.store_name") in words(app)
    assert saved_queries(home) == []


def test_a_home_that_cannot_be_written_runs_queries_all_the_same(run_app, home):
    home.dashboards.write_text("a file where the folder should be", encoding="utf-8")
    app = run(run_app("sql", q=RFM))
    text = load_language("en")
    assert not app.exception
    assert len(shown(app)) > 2
    assert text("sql.not_remembered", reason="").strip() in words(app)


def test_a_damaged_store_is_a_sentence(run_app, home):
    save_query(home, "a", "select 1")
    (home.dashboards / "queries.json").write_text("{", encoding="utf-8")
    app = run_app("sql")
    assert not app.exception
    assert load_language("en")("sql.store_unreadable") in words(app)


def test_the_tables_are_listed_and_searched(run_app):
    app = run_app("sql")
    text = load_language("en")
    tables = next(one.value for one in app.dataframe if text("sql.table") in one.value)
    assert {"marts.customer_rfm", "core.dim_customer"} <= set(tables[text("sql.table")])
    rows = dict(zip(tables[text("sql.table")], tables[text("sql.rows")], strict=True))
    assert rows["marts.customer_rfm"] == 300
    app.text_input("sql_search").input("customer_rfm").run()
    tables = next(one.value for one in app.dataframe if text("sql.table") in one.value)
    assert tables[text("sql.table")].iloc[0] == "marts.customer_rfm"
    assert len(tables) < len(rows)


def test_markup_in_what_was_saved_is_text(run_app, home):
    save_query(home, "[x](javascript:alert(1))", "select '</code><script>alert(1)</script>'")
    app = run_app("sql")
    assert not app.exception
