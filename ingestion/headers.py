"""The one place where a header of an export is compared with a name we know."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# What an export writes after a label and is no part of it: 客户名称（必填）, Name (required).
_SUFFIX = re.compile(r"\s*(?:\((?:必填|必填项|required|mandatory)\)|\*)$")
_GAPS = re.compile(r"[\s_]+")
_NO_WORD = re.compile(r"\W+")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@functools.lru_cache(maxsize=50_000)  # the spellings of all sources are asked for again and again
def header_key(header: str) -> str:
    """The form in which two spellings of one header are equal.

    Unicode width and composition, case, outer spaces, runs of spaces or underscores, a BOM and
    a suffix such as （必填） make no difference.
    """
    text = unicodedata.normalize("NFKC", header).replace("\ufeff", "").strip().casefold()
    return _GAPS.sub(" ", _SUFFIX.sub("", text)).strip()


def is_unicode(text: str) -> bool:
    """Whether a database can hold it: half of a surrogate pair is no character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def snake_case(header: str) -> str:
    """A header as a column name: lower case, words joined by `_`; letters of any script stay."""
    text = _SUFFIX.sub("", unicodedata.normalize("NFKC", header).strip())
    return _NO_WORD.sub("_", _HUMP.sub("_", text)).strip("_").casefold()


def column_names(headers: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """One distinct column name per header, in order.

    A second header of the same name gets `__2`, a header without a name `column_<position>`.

    Args:
        headers: as they stand in the file.
        taken: names that none of them may get.
    """
    used = set(taken)
    names = []
    for position, header in enumerate(headers, start=1):
        base = snake_case(header) or f"column_{position}"
        name, repeat = base, 1
        while name in used:
            repeat += 1
            name = f"{base}__{repeat}"
        used.add(name)
        names.append(name)
    return names


def extra_columns(
    headers: Sequence[str], used: Iterable[int], canonical: Iterable[str]
) -> dict[str, int]:
    """The columns that an export has beyond the canonical ones: name -> position.

    Args:
        headers: of the file, in order.
        used: positions of the headers that feed a canonical column.
        canonical: names that no further column may take.
    """
    passed = set(used)
    names = column_names(headers)
    positions = [position for position in range(len(headers)) if position not in passed]
    extra = column_names([names[position] for position in positions], taken=canonical)
    return dict(zip(extra, positions, strict=True))


def resolve(headers: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which header feeds which canonical column.

    Args:
        headers: of the file, in order.
        wanted: canonical column -> the headers that may feed it, the preferred one first; one may
            hold a placeholder, as `Amount spent ({currency})` does.

    Returns:
        canonical column -> 0-based position of its header; columns without one are left out.
        One header may feed several columns; of equal headers the first one counts.
    """
    positions: dict[str, int] = {}
    for at, header in enumerate(headers):
        positions.setdefault(header_key(header), at)
    found = {}
    for column, spellings in wanted.items():
        for spelling in spellings:
            position = positions.get(header_key(spelling))
            if position is None and (pattern := _with_placeholder(spelling)):
                fitting = (at for at, header in enumerate(headers) if pattern.fullmatch(header))
                position = next(fitting, None)
            if position is not None:
                found[column] = position
                break
    return found


def captured(headers: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What stands in the headers in place of a placeholder: canonical column -> text."""
    found: dict[str, str] = {}
    for spellings in wanted.values():
        for pattern in filter(None, map(_with_placeholder, spellings)):
            for match in filter(None, map(pattern.fullmatch, headers)):
                found = match.groupdict() | found
    return found


@functools.cache
def _with_placeholder(spelling: str) -> re.Pattern[str] | None:
    name = _PLACEHOLDER.search(spelling)
    if name is None:
        return None
    before, behind = spelling[: name.start()], spelling[name.end() :]
    value = "[A-Z]{3}" if name[1] == "currency" else "[^()]+?"
    return re.compile(
        rf"\s*{re.escape(before)}(?P<{name[1]}>{value}){re.escape(behind)}\s*", re.IGNORECASE
    )
