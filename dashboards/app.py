"""The entry of the app: page list, filters, freshness, and the page itself.

Streamlit runs `main` on every interaction. Page files do not know each other; what they share
is the `View` that is put together here, and the list of pages (`catalogue.py`).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboards.catalogue import DEFAULT_PAGE, PAGES, PageSpec, sections
from dashboards.components.empty import missing, nothing_published, unreadable
from dashboards.components.header import header
from dashboards.components.sidebar import (
    chosen_language,
    comparison_filter,
    language_switch,
    period_filter,
    source_filter,
    value_filter,
)
from dashboards.components.views import asked_view, saved_views
from dashboards.components.watch import watch
from dashboards.language import Language
from dashboards.periods import compared_period
from dashboards.run import Run, current_run, current_run_id
from dashboards.sheet import Sheet
from dashboards.view import View, keep_view
from warehouse.errors import MissingError, PublishError, WarehouseError
from warehouse.home import Home
from warehouse.settings import Settings, load_settings

_FOLDER = Path(__file__).parent
_ICON = str(_FOLDER / "entry" / "icon.svg")


def main() -> None:
    """Run the app once."""
    text = chosen_language()
    st.set_page_config(page_title=text("app.title"), page_icon=_ICON, layout="wide")
    st.logo(_ICON, size="large")
    page = st.navigation(
        {
            text(f"section.{section}"): [_page(spec, text) for spec in specs]
            for section, specs in sections().items()
        },
        # the sidebar is the filters'
        position="top",
    )
    # which of several tabs is which, and what a screen reader says first
    st.set_page_config(page_title=f"{page.title} · {text('app.title')}")
    try:
        settings = load_settings()
    except WarehouseError as error:
        unreadable(text, str(error))
        return
    asked = asked_view()
    if asked is not None:
        name, parameters = asked
        st.switch_page(_FOLDER / "pages" / f"{name}.py", query_params=parameters)
    home = Home(settings.home)
    found = current_run_id(home)
    _show(home, settings, text, page)
    saved_views(home, text, page.url_path or DEFAULT_PAGE)
    language_switch(text)
    watch(home, found)


def _page(spec: PageSpec, text: Language) -> st.Page:
    return st.Page(
        _FOLDER / "pages" / f"{spec.name}.py",
        title=text(f"page.{spec.name}.title"),
        icon=spec.icon,
        url_path=spec.name,
        default=spec.name == DEFAULT_PAGE,
        help=text(f"page.{spec.name}.help"),
    )


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
    view = _view(run, text, settings, PAGES[page.url_path or DEFAULT_PAGE])
    keep_view(view)
    header(view, page.title)
    try:
        page.run()
    except MissingError as error:
        missing(text, str(error))
    except WarehouseError as error:
        unreadable(text, str(error))


def _view(run: Run, text: Language, settings: Settings, page: PageSpec) -> View:
    preset, period, asked = period_filter(run, text, is_used="period" in page.filters)
    comparison = comparison_filter(text, is_used="period" in page.filters)
    sources = source_filter(run, text, is_used="source" in page.filters)
    regions, channels, owners = (
        value_filter(name, run, text, show_names=settings.show_names, is_used=name in page.filters)
        for name in ("region", "channel", "owner")
    )
    return View(
        page=page,
        run=run,
        period=period,
        preset=preset,
        compared=compared_period(period, comparison, preset),
        sources=sources,
        regions=regions,
        channels=channels,
        owners=owners,
        text=text,
        show_names=settings.show_names,
        targets=settings.kpi_targets,
        sheet=Sheet(),
        asked=asked,
    )
