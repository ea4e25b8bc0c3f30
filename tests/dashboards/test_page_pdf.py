"""A page on paper: everything that it shows is in the PDF, or there is none."""

import datetime as dt
import io
import unicodedata

import pytest
from pypdf import PdfReader

from dashboards import page_pdf as module
from dashboards.charts.simple import Point, bars_over_time, horizontal_bars
from dashboards.components.card import MOST_PRINTED_ROWS, card
from dashboards.components.plain import plain
from dashboards.components.table import written_value
from dashboards.language import load_language
from dashboards.page_pdf import page_html, page_pdf
from dashboards.sheet import PrintedCard, PrintedTile, Sheet
from tests.dashboards.browser import browser_path
from warehouse.errors import UsageError, WarehouseError

HOSTILE = "</script><script>alert(1)</script>"


def points(*values):
    return [Point(f"label {place}", value, "") for place, value in enumerate(values)]


def sheet(name="冠军客户", figure=None):
    return Sheet(
        title="客户",
        scope="2026年6月30日 · \\$5 & more",
        tiles=[PrintedTile("净收入", "US$74.9万", "+130.3%", "what it is")],
        cards=[
            PrintedCard(
                name, "a definition", figure or horizontal_bars(points(3, 2), ["3", "2"]), {}, []
            ),
            PrintedCard(
                "Trend", "by month", bars_over_time(points(1, 2, 3), str), {}, [], "a note"
            ),
            PrintedCard(
                "Top",
                "a table",
                None,
                {"id": "客户编号", "value": "Value"},
                [{"id": f"customer-{number}", "value": str(number)} for number in range(20)],
            ),
        ],
    )


def test_what_is_shown_is_on_paper_with_its_charts():
    browser_path()
    content = page_pdf(sheet(), load_language("zh"), "run 1")
    reader = PdfReader(io.BytesIO(content))
    # a font may write a sign as its look-alike, or two letters as one
    text = unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in reader.pages))
    assert "US$74.9" in text
    assert "+130.3%" in text
    for word in ("a definition", "by month", "a note", "customer-0", "customer-19", "run 1"):
        assert word in text
    assert "$5 & more" in text
    # labels of both charts are drawn
    assert "label 0" in text
    assert "label 2" in text
    # two charts and a table of twenty rows fill two sheets at the most
    assert len(reader.pages) <= 2


def test_nothing_of_the_data_is_a_script_of_the_page():
    figure = horizontal_bars([Point(HOSTILE, 1, "")], [HOSTILE])
    html = page_html(sheet(HOSTILE, figure), load_language("en"), HOSTILE)
    assert HOSTILE not in html
    # Plotly's, and ours
    assert html.count("</script>") == 2


def test_a_chart_that_is_not_drawn_fails_the_whole():
    browser_path()
    broken = {"data": [{"type": "bar", "x": [1], "y": [2]}], "layout": {"width": "wide"}}
    broken["data"].append({"type": "nothing that there is", "transforms": 5})
    html = page_html(sheet(figure=broken), load_language("en"), "run")
    # a script that stops leaves the waiting mark of every chart
    stopped = html.replace("Plotly.newPlot(", "Plotly.noSuchThing(")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "page_html", lambda *_: stopped)
        with pytest.raises(WarehouseError, match="did not draw every chart"):
            page_pdf(sheet(), load_language("en"), "run")


def test_without_a_browser_there_is_a_sentence(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    with pytest.raises(UsageError, match="install chromium"):
        page_pdf(sheet(), load_language("en"), "run")


def test_the_button_says_why_it_is_not_to_be_had(run_app, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    (button,) = [one for one in run_app().get("download_button") if one.label == "PDF"]
    assert button.proto.disabled
    assert button.proto.help == load_language("en")("page.pdf_unavailable")


def test_paper_has_what_stands_below_a_number():
    shown = Sheet(title="T", tiles=[PrintedTile("L", "13", None, "D", aside="± 20 · 53 份")])
    assert "± 20 · 53 份" in page_html(shown, load_language("zh"), "")


def test_paper_has_no_marks_that_keep_markdown_from_acting():
    written = plain("$1.06M (2 open) & more")
    tile = PrintedTile("L", "13", None, "D", aside=written)
    table = PrintedCard("N", "D", None, {}, [], note=written)
    html = page_html(Sheet(title="T", tiles=[tile], cards=[table]), load_language("en"), "")
    assert html.count("$1.06M (2 open) &amp; more") == 2
    assert "\\" not in html


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (True, "flag", "是"),
        (False, "flag", "否"),
        (None, "flag", "–"),
        (0.1875, "points", "18.8"),
        (dt.datetime(2026, 6, 30, 9, 5, 59), "time", "2026-06-30 09:05"),  # noqa: DTZ001
    ],
)
def test_on_paper_a_cell_is_words(run_app, value, kind, written):
    view = run_app(lang="zh").session_state["view"]
    assert written_value(view, value, kind) == written


def test_a_table_that_is_cut_on_paper_says_so(run_app):
    view = run_app(lang="en").session_state["view"]
    rows = [{"bucket": dt.date(2026, 6, 1)}] * (MOST_PRINTED_ROWS + 5)
    for shown in (rows, rows[:MOST_PRINTED_ROWS]):
        card(
            view,
            "overview.trend",
            None,
            shown,
            {"bucket": "date"},
            about="marts.kpi_daily",
            note="Of all.",
        )
    cut, whole = view.sheet.cards[-2:]
    assert (len(cut.rows), cut.note) == (25, "Of all. Printed are the first 25 of 30 rows.")
    assert (len(whole.rows), whole.note) == (25, "Of all.")


@pytest.mark.parametrize("page", ["overview", "customers", "retention", "funnel"])
def test_a_page_collects_what_it_shows(run_app, page):
    app = run_app(page)
    collected = app.session_state["view"].sheet
    assert collected.title == app.title[0].value
    assert [tile.label for tile in collected.tiles] == [metric.label for metric in app.metric]
    assert len(collected.cards) >= len(app.get("plotly_chart")) > 0
    assert collected.scope
