"""The examples are the questions of the documents."""

import re

from dashboards.questions import questions
from tests.questions import questions as documented
from tests.shared_data import ROOT


def test_the_examples_are_those_of_the_document():
    ours = [(one.number, one.en, one.zh, one.sql) for one in questions().values()]
    theirs = [(one.number, one.english, one.chinese, one.statement) for one in documented()]
    assert len(ours) == 50
    assert ours == theirs


def test_each_is_under_its_heading():
    text = (ROOT / "docs" / "questions.md").read_text("utf-8")
    headings = re.findall(r"^## (.+) · (.+)$", text, flags=re.MULTILINE)
    assert len(headings) > 3
    found = [(one.topic("en"), one.topic("zh")) for one in questions().values()]
    assert list(dict.fromkeys(found)) == headings
    for number, topic in enumerate(found, start=1):
        before = text[: text.index(f"\n{number}. **")]
        assert re.findall(r"^## (.+) · (.+)$", before, flags=re.MULTILINE)[-1] == topic


def test_a_title_is_in_the_language_of_the_reader():
    first = questions()[1]
    assert first.title("en") == first.en
    assert first.title("zh") == first.zh
    assert first.en != first.zh
