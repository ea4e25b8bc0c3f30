"""The fifty questions of `docs/questions.md`, as data that is there wherever the app is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Question:
    """A question and its topic in each language, and the statement that answers it."""

    number: int
    topic_en: str
    topic_zh: str
    en: str
    zh: str
    sql: str

    def title(self, code: str) -> str:
        """The question in a language; English where it is not asked in that one."""
        return self.zh if code == "zh" else self.en

    def topic(self, code: str) -> str:
        """What it is about, likewise."""
        return self.topic_zh if code == "zh" else self.topic_en


@cache
def questions() -> dict[int, Question]:
    """All questions by number, in the order of the document."""
    file = resources.files("dashboards").joinpath("questions", "questions.toml")
    with file.open("rb") as content:
        entries = tomllib.load(content)["question"]
    found = [Question(**{**entry, "sql": entry["sql"].rstrip()}) for entry in entries]
    return {question.number: question for question in found}
