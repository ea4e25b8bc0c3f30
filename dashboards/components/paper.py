"""The button that gives the page as PDF."""

from __future__ import annotations

from dashboards import format as fmt
from dashboards.components.file_button import file_button
from dashboards.page_pdf import page_pdf
from dashboards.printing import find_browser
from dashboards.view import View
from warehouse.errors import UsageError


def pdf_button(view: View) -> None:
    """A download of the page as it stands, made when it is asked for; needs a Chromium."""
    text = view.text
    reason = _why_not()
    about = f"{text('app.title')} · {text('badge.as_of', date=_as_of(view))} · {view.run.run_id}"
    file_button(
        text("page.pdf"),
        lambda: page_pdf(view.sheet, text, about),
        file_name=f"{view.page.name}_{view.run.as_of_date}.pdf",
        mime="application/pdf",
        key="page-pdf",
        icon=":material/picture_as_pdf:",
        disabled=reason is not None,
        help=text("page.pdf_help") if reason is None else text("page.pdf_unavailable"),
    )


def _as_of(view: View) -> str:
    return fmt.day(view.run.as_of_date, view.text.locale)


def _why_not() -> str | None:
    try:
        find_browser()
    except UsageError as error:
        return str(error)
    return None
