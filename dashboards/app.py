"""The entry of the app: page list, filters, freshness, and the page itself.

Streamlit runs `main` on every interaction. Page files do not know each other; what they share
is the `View` that is put together here.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboards.components.empty import nothing_published, unreadable
from dashboards.components.header import header
from dashboards.components.sidebar import (
    chosen_language,
    language_switch,
    period_filter,
    source_filter,
)
from dashboards.components.watch import watch
from dashboards.language import Language
from dashboards.run import Run, current_run, current_run_id
from dashboards.view import View, keep_view
from warehouse.errors import PublishError, WarehouseError
from warehouse.home import Home
from warehouse.settings import Settings, load_settings

_FOLDER = Path(__file__).parent
_ICON = str(_FOLDER / "entry" / "icon.svg")
# In the order of the menu: the page's file and address, and its icon.
PAGES = {
    "overview": ":material/monitoring:",
    "customers": ":material/groups:",
    "retention": ":material/grid_on:",
    "funnel": ":material/filter_alt:",
}


def main() -> None:
    """Run the app once."""
    text = chosen_language()
    st.set_page_config(page_title=text("app.title"), page_icon=_ICON, layout="wide")
    st.logo(_ICON, size="large")
    page = st.navigation(
        [
            st.Page(
                _FOLDER / "pages" / f"{name}.py",
                title=text(f"page.{name}.title"),
                icon=icon,
                url_path=name,
                default=name == "overview",
                help=text(f"page.{name}.help"),
            )
            for name, icon in PAGES.items()
        ]
    )
    try:
        settings = load_settings()
    except WarehouseError as error:
        unreadable(text, str(error))
        return
    home = Home(settings.home)
    found = current_run_id(home)
    _show(home, settings, text, page)
    language_switch(text)
    watch(home, found)


def _show(home: Home, settings: Settings, text: Language, page: st.Page) -> None:
    """Show the page on the current run, or say why it cannot be."""
    try:
        run = current_run(home)
    except PublishError:
        nothing_published(text)
        return
    except WarehouseError as error:
        unreadable(text, str(error))
        return
    view = _view(run, text, settings)
    keep_view(view)
    header(view, page.title)
    page.run()


def _view(run: Run, text: Language, settings: Settings) -> View:
    preset, period = period_filter(run, text)
    return View(
        run=run,
        period=period,
        preset=preset,
        sources=source_filter(run, text),
        text=text,
        show_names=settings.show_names,
    )
