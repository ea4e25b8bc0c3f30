"""docs/sources.md and docs/template.md say what the code and the source files say."""

import re

import pytest

from ingestion.catalog import load_catalog
from ingestion.landing import Status
from ingestion.source_file import DropRule, Format, SourceEntry, TableEntry
from tests.command_line import ROOT

SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
TEMPLATE = (ROOT / "docs" / "template.md").read_text(encoding="utf-8")


def section(text, heading):
    """What stands under a heading, to the next one of its level or above."""
    level = heading.index(" ")
    found = re.search(
        rf"^{re.escape(heading)}$\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, heading
    return found[1]


def first_cells(text):
    return re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)


def test_every_table_of_the_template_is_described():
    tables = load_catalog().sources["template"].tables
    assert re.findall(r"^## (\w+)$", TEMPLATE, flags=re.MULTILINE) == list(tables)


@pytest.mark.parametrize("name", load_catalog().sources["template"].tables)
def test_every_column_of_the_template_is_described(name):
    table = load_catalog().sources["template"].tables[name]
    text = section(TEMPLATE, f"## {name}")
    assert first_cells(text) == list(table.columns)
    assert " ".join(text.split()).startswith(table.description)
    for pattern in table.files:
        assert f"`{pattern}`" in text
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, flags=re.MULTILINE))
    for column, words in rows.items():
        # the words before the first full stop say what the column is to the table
        begins = words.split(". ")[0].lower()
        assert begins.startswith("key") == (column in table.key), column
        assert bool(re.search(r"\brequired\b", begins)) == (column in table.required), column
        for alias in table.columns[column]:
            assert f"`{alias}`" in words, column


def test_the_null_marks_of_the_template_are_named():
    for mark in load_catalog().sources["template"].null_marks:
        assert not mark or f"`{mark}`" in TEMPLATE


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("### Top level", SourceEntry),
        ("### A table", TableEntry),
        ("### A rule of `drop`", DropRule),
        ("### `format`", Format),
    ],
)
def test_every_field_of_a_source_file_is_described(heading, model):
    assert first_cells(section(SOURCES, heading)) == list(model.model_fields)


def test_every_status_is_described():
    assert set(first_cells(section(SOURCES, "## Statuses"))) == set(Status.__args__)


def test_every_example_and_shipped_source_is_named():
    for folder in ("examples", "ingestion/sources"):
        for path in (ROOT / folder).glob("*.yml"):
            assert f"`{path.stem}`" in SOURCES
