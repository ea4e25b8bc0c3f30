"""The words of the app in each language, from `i18n/<code>.toml`.

Both files have the same keys, and each key the app uses is in them; tests hold that. A missing
key is an error, not a word in another language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, eq=False)
class Language:
    """One language: `text("metric.orders.label")` is its word for that key."""

    code: str
    locale: str
    words: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its `{named}` places filled."""
        text = self.words[key]
        return text.format(**values) if values else text

    def name(self, group: str, value: str | None) -> str:
        """The name of a value that the data brings (a segment, a stage), translated if known.

        A segment map is configuration, so a name that no dictionary knows is shown as it is.
        """
        if value is None:
            return self("app.unknown")
        slug = re.sub(r"[^a-z0-9]+", "_", value.lower().replace("'", "")).strip("_")
        return self.words.get(f"{group}.{slug}", value)


@cache
def load_language(code: str) -> Language:
    """Read one language's words.

    Args:
        code: a key of `LANGUAGES`.

    Raises:
        ValueError: there is no such language.
    """
    if code not in LANGUAGES:
        raise ValueError(f"'{code}' is not a language of the app: {', '.join(LANGUAGES)}")
    text = resources.files("dashboards").joinpath("i18n", f"{code}.toml").read_text("utf-8")
    tree = tomllib.loads(text)
    return Language(code, tree.pop("locale"), dict(_flat(tree)))


def preferred_language(browser_locale: str | None) -> str:
    """The language to begin with: the browser's if the app speaks it, else English."""
    code = (browser_locale or "").split("-", maxsplit=1)[0].lower()
    return code if code in LANGUAGES else "en"


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((prefix + name, str(value)))
    return found
