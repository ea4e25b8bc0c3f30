"""Every page in every language on every kind of warehouse: nothing breaks or is untranslated."""

import json
import re

import plotly.graph_objects as go
import pytest
from plotly.io.json import to_json_plotly

from dashboards.catalogue import PAGES
from dashboards.components.drawn import Drawn
from dashboards.language import LANGUAGES, Language, load_language
from tests.dashboards.opening import open_app
from tests.dashboards.published import point_current_at, write_run
from warehouse.home import Home

pytestmark = pytest.mark.slow

HOMES = ("demo_home", "maven_home", "cdnow_home", "empty_home", "unpublished_home")


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    """A published run in which every table is there and none has a row but that of the day."""
    home = Home(tmp_path_factory.mktemp("empty"))
    point_current_at(home, write_run(home, "20260701T021200Z-aaaa", shop=None, crm=None))
    return home.root


@pytest.fixture(scope="session")
def unpublished_home(tmp_path_factory):
    return tmp_path_factory.mktemp("unpublished")


@pytest.fixture
def untranslated(monkeypatch):
    """English descriptions of dbt's that a page shows and the language does not know."""
    missed = set()
    describe = Language.describe

    def watched(self, english):
        if self.code != "en" and english and english not in self.descriptions:
            missed.add(english)
        return describe(self, english)

    monkeypatch.setattr(Language, "describe", watched)
    return missed


@pytest.fixture
def misdrawn(monkeypatch):
    """Figures that Plotly's own classes would refuse, or make something else of."""
    differing = []
    given = Drawn.to_dict

    def checked(self):
        figure = given(self)
        layout = {name: value for name, value in figure["layout"].items() if name != "template"}
        built = go.Figure({**figure, "layout": layout}).to_dict()
        if json.loads(to_json_plotly(built)) != json.loads(to_json_plotly(figure)):
            differing.append((built, figure))
        return figure

    monkeypatch.setattr(Drawn, "to_dict", checked)
    return differing


def open_page(home, page, monkeypatch, **parameters):
    monkeypatch.setenv("WAREHOUSE_HOME", str(home))
    return open_app(page, **parameters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("home", HOMES)
def test_every_page_opens(request, monkeypatch, untranslated, misdrawn, home, page, language):
    root = request.getfixturevalue(home)
    app = open_page(root, page, monkeypatch, lang=language, period="all")
    assert not app.exception, [error.message for error in app.exception]
    assert [error.value for error in app.error] == []
    text = load_language(language)
    if home == "unpublished_home":
        assert app.title[0].value == text("app.title")
        assert text("empty.unpublished") in app.info[0].value
        return
    assert app.title[0].value == text(f"page.{page}.title")
    # a table that the page reads is never missing from a run of this version
    assert not any(text("empty.missing") in info.value for info in app.info)
    # what it shows is a number, a table, a field to fill in, or a sentence that there is nothing
    shown = [*app.metric, *app.dataframe, *app.info, *app.text_input, *app.text_area]
    assert shown
    assert untranslated == set()
    assert misdrawn == []
    # what is missing is not called "None", which is a word of Python's
    assert {one.proto.placeholder for one in app.dataframe} <= {"–"}


@pytest.mark.parametrize("page", PAGES)
def test_no_word_of_a_chinese_page_is_english(demo_home, monkeypatch, page):
    """Labels, titles and helps; values of the data and names of tables may be."""
    app = open_page(demo_home, page, monkeypatch, lang="zh", period="all")
    known = r"`[^`]*`|RFM|NPS|CSAT|CES|CLV|CSV|Excel|PDF|SQL|ABC|SLA|ROI|ROAS|CAC|AUC|Brier|ECE|AOV"
    words = [app.title[0].value]
    for metric in app.metric:
        words += [metric.label, metric.help]
    for kind in ("selectbox", "multiselect", "segmented_control", "pills", "text_input", "button"):
        words += [one.label for one in app.get(kind)]
        words += [one.help for one in app.get(kind) if getattr(one, "help", None)]
    for word in words:
        left = re.sub(known, "", word)
        # a sentence of four English words in a row is none of the data's
        assert not re.search(r"(?:\b[a-z]{2,}\b[ ,.]+){3}\b[a-z]{2,}\b", left), word


@pytest.mark.parametrize("page", PAGES)
def test_no_page_minds_nonsense_in_its_address(demo_home, monkeypatch, page):
    nonsense = {
        "period": "custom",
        "from": "2031-99-99",
        "to": "yesterday",
        "compare": "'; drop table x; --",
        "source": "<script>alert(1)</script>",
        "region": "x" * 10_000,
        "channel": "%00",
        "owner": "../../etc/passwd",
        "lang": "tlh",
        "customer": "' or 1=1 --",
        "part": "__import__('os')",
        "table": "raw.x",
        "q": "select 1; drop table x",
    }
    app = open_page(demo_home, page, monkeypatch, **nonsense)
    assert not app.exception
    assert [error.value for error in app.error] == []
