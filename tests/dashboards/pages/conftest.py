"""Pages run on a hand-made sales team, and on the demo."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components import card as cards
from tests.dashboards.opening import open_app
from tests.dashboards.sales_run import add_sales
from warehouse.home import Home


class SalesPage:
    """A page of the app as it was run, and what is written on it."""

    def __init__(self, app: AppTest) -> None:
        self.app = app

    @property
    def tiles(self) -> dict[str, str]:
        """The number of each tile by its label, without signs that keep Markdown away."""
        return {tile.label: tile.value.replace("\\", "") for tile in self.app.metric}

    @property
    def words(self) -> str:
        """All text outside of tables and charts."""
        app = self.app
        parts = [*app.markdown, *app.caption, *app.info]
        return "\n".join(str(part.value) for part in parts).replace("\\", "")

    @property
    def titles(self) -> list[str]:
        """The titles of the cards, in order."""
        found = [re.fullmatch(r"\*\*(.+)\*\*", str(one.value)) for one in self.app.markdown]
        return [match[1] for match in found if match]

    def table(self, *columns: str) -> list[dict[str, object]]:
        """The rows of the first table that has these columns."""
        for one in self.app.dataframe:
            if set(columns) <= set(one.value.columns):
                rows: list[dict[str, object]] = one.value.to_dict("records")
                return [{name: row[name] for name in columns} for row in rows]
        raise AssertionError(f"no table has {columns}")


def run_page(page: str, **parameters: str) -> SalesPage:
    app = open_app(page, **{"lang": "en", "period": "all", **parameters})
    assert not app.exception
    assert not app.error
    return SalesPage(app)


@pytest.fixture
def sales_home(home: Home) -> Home:
    """A home whose published run is of the hand-made sales team."""
    add_sales(home)
    return home


@pytest.fixture
def sales_page(sales_home, monkeypatch):
    """Runs a page on the hand-made sales team."""
    monkeypatch.setenv("WAREHOUSE_HOME", str(sales_home.root))
    return run_page


@pytest.fixture
def demo_page(demo_home, monkeypatch):
    """Runs a page on the demo."""
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))
    return run_page


@pytest.fixture
def open_page(demo_home, monkeypatch):
    """Gives what runs a page on the demo, with parameters of its own in the address."""
    monkeypatch.setenv("WAREHOUSE_HOME", str(demo_home))

    def of(page):
        def run(**parameters):
            app = open_app(page, **{"lang": "en", **parameters})
            assert not app.exception
            assert not app.error
            return app

        return run

    return of


@pytest.fixture
def opened(monkeypatch):
    """What cards lead to where the last row that has a value is chosen: card, rows, chosen row."""
    found = []
    show = cards.rows_behind

    def choose(states, shown):
        places = [place for place, row in enumerate(shown) if row.get("value", 0) is not None]
        return places[-1] if places else None

    def rows_behind(view, key, drill, row):
        found.append((key, view.rows(drill.query, row_limit=501, **drill.parameters(row)), row))
        show(view, key, drill, row)

    monkeypatch.setattr(cards, "chosen_row", choose)
    monkeypatch.setattr(cards, "rows_behind", rows_behind)
    return found
