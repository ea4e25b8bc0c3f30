"""The files of a card: what they say of themselves."""

import io

import pytest
from python_calamine import CalamineWorkbook

from dashboards.cards.customers_behind import CUSTOMER_COLUMNS
from dashboards.components import exporting
from dashboards.language import load_language


@pytest.fixture
def files(monkeypatch):
    """What the buttons that are drawn would give, by the name of the file."""
    found = {}
    monkeypatch.setattr(
        exporting,
        "file_button",
        lambda label, make, *, file_name, **_: found.setdefault(file_name, make),
    )
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_tells_its_filters_its_run_its_currency_and_its_columns(
    run_app, files, language
):
    view = run_app(lang=language, period="90d", source="template").session_state["view"]
    shown = {"segment": "segment", "monetary": "money"}
    rows = [{"segment": "Lost", "monetary": 12.5}]
    exporting.downloads(
        view, "customers.top", rows, shown, "T", shows=r"of \$1", table="marts.customer_rfm"
    )
    [name] = [name for name in files if name.startswith("customers-top") and "xlsx" in name]
    book = CalamineWorkbook.from_filelike(io.BytesIO(files[name]()))
    assert book.get_sheet_by_index(0).to_python() == [["segment", "monetary"], ["Lost", 12.5]]
    text = load_language(language)
    assert book.sheet_names[1] == text("export.about")
    said = dict(book.get_sheet_by_index(1).to_python())
    assert said["T"] == "of $1"
    assert view.run.title("template") in said[text("page.overview.title")]
    assert "\\" not in said[text("page.overview.title")]
    assert said[text("export.currency")] == "USD"
    assert view.run.run_id in said[text("export.as_of")]
    means = view.definition("marts.customer_rfm.monetary")
    mark = "：" if language == "zh" else ": "
    assert said["monetary"] == f"{text('column.monetary')}{mark}{means}"


def test_the_name_of_a_file_has_its_as_of_date_and_the_days_that_the_page_follows(run_app, files):
    for page in ("overview", "value"):
        days = {"period": "custom", "from": "2026-05-01", "to": "2026-05-31"}
        view = run_app(page, **days).session_state["view"]
        exporting.downloads(view, f"{page}.x", [], CUSTOMER_COLUMNS, "T")
    names = [name for name in files if name.endswith(".csv") and "-x_" in name]
    assert names == [
        "overview-x_2026-05-01_2026-05-31_as-of_2026-06-30.csv",
        "value-x_as-of_2026-06-30.csv",
    ]
