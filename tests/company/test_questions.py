"""The questions of the documents, asked of a company that has something of everything."""

from __future__ import annotations

import pytest

from tests.company.conftest import Company
from tests.questions import Question, questions

pytestmark = pytest.mark.slow

# What this company has nothing of: questions to drivers of satisfaction, complaints, targets of
# tickets, points
UNANSWERED = {40, 43, 44, 48}


@pytest.mark.parametrize("question", questions(), ids=lambda one: str(one.number))
def test_each_question_has_an_answer(core: Company, question: Question) -> None:
    assert bool(core.ask(question.statement)) == (question.number not in UNANSWERED)
