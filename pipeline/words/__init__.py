"""The words of alerts and of the morning report, beside those of the dashboards.

`<language>.toml` has what the dashboards have no word for; what a metric is called and how it is
defined comes from the dashboards, so that a number has one name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from dashboards.language import Language, load_language


@cache
def load_words(code: str) -> Language:
    """The words of one language; a missing key is an error, not a word in another language.

    Args:
        code: as the setting `language`.
    """
    text = resources.files("pipeline").joinpath("words", f"{code}.toml").read_text("utf-8")
    shared = load_language(code)
    words = {**shared.words, **_flat(tomllib.loads(text))}
    return replace(shared, words=words)


def metric_name(text: Language, metric: str) -> str:
    """What people call a metric; as the mart calls it where nobody named it."""
    return text.words.get(f"metric.{metric}.label", metric)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = str(value)
    return found
