"""The words of the app in each language: gettext catalogues under `i18n/<code>/`, one a page.

Message ids are keys such as `overview.trend`, so that English, too, is a translation that can be
mended without touching code. All languages have the same keys, each in one catalogue, and each
key the app uses is in them; tests hold that. A missing key is an error, not a word in another
language. Descriptions of tables and columns are dbt's own (`definitions.py`); the catalogues
`definitions*.po` of a language have their translations under the English text, and `reported.po`
those of what a run wrote of itself.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "zh": "简体中文"}
_LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
# How catalogues are called whose message ids are English sentences instead of keys: what dbt says
# of tables and columns, and what a run says of its checks and of rows that did not land.
DEFINITIONS = "definitions"
REPORTED = "reported"
# Groups of names whose values may also be of others.
_ALSO_OF = {"touch_detail": ("stage_name", "channel", "reason")}


# Beside a full stop or a bracket of Chinese, and between two of its characters.
_NO_SPACE = re.compile(r"(?<=[。！？；）]) | (?=（)|(?<=[一-鿿]) (?=[一-鿿])")


class _WithNouns(string.Formatter):
    """As `str.format`, and `{count:order|orders}` is 1 order, 2 orders."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, mark, several = format_spec.partition("|")
        if not mark:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else several}"


_WITH_NOUNS = _WithNouns()


@dataclass(frozen=True, eq=False)
class Language:
    """One language: `text("metric.orders.label")` is its word for that key.

    `descriptions` has the translations of what dbt says of tables and columns, by the English;
    `reports` those of what a run says of itself, whose `{named}` places stand for any text.
    """

    code: str
    locale: str
    words: Mapping[str, str]
    descriptions: Mapping[str, str]
    reports: Mapping[str, str]

    @property
    def tag(self) -> str:
        """The language as pages on the web name it (BCP 47): en, zh-Hans."""
        return {"zh": "zh-Hans"}.get(self.code, self.code)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its `{named}` places filled.

        `{count:order|orders}` is a number with the noun that goes with it: 1 order, 2 orders.
        """
        text = self.words[key]
        if "|" in text:
            return _WITH_NOUNS.format(text, **values)
        return text.format(**values) if values else text

    def name(self, group: str, value: str | None) -> str:
        """The name of a value that the data brings (a segment, a stage), translated if known.

        A segment map is configuration, so a name that no dictionary knows is shown as it is. What
        vendors put into their pick lists is known in either language: `pick_lists.po`.
        """
        if value is None:
            return self("app.unknown")
        slug = re.sub(r"\W+", "_", value.lower().replace("'", "")).strip("_")
        groups = (group, *_ALSO_OF.get(group, ()))
        return next(
            (self.words[key] for one in groups if (key := f"{one}.{slug}") in self.words), value
        )

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other, with this language's sign between them."""
        return self("app.list_separator").join(words)

    def sentences(self, *said: str | None) -> str:
        """Sentences one after the other, without spaces where Chinese has none."""
        return _NO_SPACE.sub("", " ".join(filter(None, said)))

    def describe(self, english: str) -> str:
        """A description of dbt's in this language; one of somebody's own model stays as it is."""
        return self.descriptions.get(english, english)

    def reported(self, english: str) -> str:
        """What a run said of a check or of a row, in this language.

        Identifiers and numbers in it stay; what no catalogue knows, such as a check of somebody's
        own, is as it is.
        """
        if english in self.reports:
            return self.reports[english]
        for form, words in self._report_forms:
            found = form.fullmatch(english)
            if found:
                return words.format(**found.groupdict())
        return english

    @cached_property
    def _report_forms(self) -> list[tuple[re.Pattern[str], str]]:
        """The reports with places to fill, those with most words first: they say more."""
        ordered = sorted(self.reports, key=len, reverse=True)
        return [(_form(one), self.reports[one]) for one in ordered if "{" in one]


def _form(report: str) -> re.Pattern[str]:
    """A report as a pattern: `{column}` is any text."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(report)))


@cache
def load_language(code: str) -> Language:
    """Read one language's catalogues.

    Args:
        code: a key of `LANGUAGES`.

    Raises:
        ValueError: there is no such language.
    """
    if code not in LANGUAGES:
        raise ValueError(f"'{code}' is not a language of the app: {', '.join(LANGUAGES)}")
    words: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    reports: dict[str, str] = {}
    for name, messages in catalogues(code).items():
        kind = reports if name == REPORTED else words
        (descriptions if name.startswith(DEFINITIONS) else kind).update(messages)
    return Language(code, _LOCALES[code], words, descriptions, reports)


def catalogues(code: str) -> dict[str, dict[str, str]]:
    """The messages of each catalogue of a language, by its name."""
    folder = resources.files("dashboards").joinpath("i18n", code)
    found = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        with file.open("rb") as content:
            catalogue = read_po(content, locale=_LOCALES[code], charset="utf-8")
        found[file.name.removesuffix(".po")] = {
            str(message.id): str(message.string) for message in catalogue if message.id
        }
    return found


def preferred_language(browser_locale: str | None) -> str:
    """The language to begin with: the browser's if the app speaks it, else English."""
    code = (browser_locale or "").split("-", maxsplit=1)[0].lower()
    return code if code in LANGUAGES else "en"
