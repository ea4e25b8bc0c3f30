"""The fifty questions of the documents, with the statements that answer them."""

import re
from typing import NamedTuple

from tests.command_line import ROOT


class Question(NamedTuple):
    """A question in both languages, and the statement that answers it."""

    number: int
    english: str
    chinese: str
    statement: str


def questions() -> list[Question]:
    """In the order of the document."""
    text = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    found = re.findall(
        r"^(\d+)\. \*\*(.+?)\*\* (.+?)\n\n```sql\n(.+?)\n```$", text, re.MULTILINE | re.DOTALL
    )
    return [Question(int(number), *rest) for number, *rest in found]
