"""Text that comes from data, on its way into a place that reads Markdown."""

from __future__ import annotations

import html
import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:@/^=&])")


def plain(text: str) -> str:
    """The text with every character that Markdown could act on made harmless.

    A source system may be called `[click](javascript:...)`, and an amount may begin with `$`,
    which Streamlit would take for a formula.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def unescaped(markdown: str) -> str:
    """A line as it reads on the page, without the marks that keep Markdown from acting on it."""
    return html.unescape(re.sub(r"\\(.)", r"\1", markdown))
