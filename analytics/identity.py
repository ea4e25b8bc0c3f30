"""Which records are one customer: values made comparable, and records tied together.

A person or an organisation is in several systems, under spellings that differ. The functions here
bring e-mail addresses, phone numbers, names, tax numbers and web sites to one spelling each, and
gather records that are tied, directly or through others, into groups. What ties two records is
decided in SQL; nothing here guesses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import phonenumbers
from babel import Locale
from babel.core import get_global
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Nodes = npt.NDArray[np.int64]

# Languages in which exports name countries.
_LANGUAGES = ("en", "zh", "zh_Hant", "de", "fr", "es", "it", "pt", "nl", "ja", "ko")
_MORE_COUNTRIES = {"usa": "US", "u.s.": "US", "u.s.a.": "US", "uk": "GB", "england": "GB",
                   "prc": "CN", "中国大陆": "CN", "中华人民共和国": "CN"}  # fmt: skip
# What a country code stands before, where a trunk 0 was kept behind it: not E.164.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_KEPT_TRUNK = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})0")
_CHINESE_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_WITH_AREA_CODE = 9  # digits that no local number has
_SEPARATORS = re.compile(r"[\s().\-/]+")
# What is left of a value that an export hides: many have the rest in common.
_HIDDEN = re.compile(r"[*•●]|(?<=[0-9])x{2,}(?=[0-9])", re.IGNORECASE)
# Legal forms, as they stand at the end of a name (of some, at its beginning).
_FORMS = frozenset({
    "ab", "ag", "aps", "as", "bhd", "bv", "co", "company", "corp", "corporation", "eg", "gbr",
    "gmbh", "inc", "incorporated", "kg", "kgaa", "kk", "limited", "llc", "llp", "lp", "ltd", "mbh",
    "nv", "ohg", "oy", "oyj", "plc", "private", "pte", "pty", "pvt", "sa", "sarl", "sas", "sdn",
    "se", "sl", "slu", "spa", "srl", "ug",
})  # fmt: skip
_CHINESE_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|公司|有限合伙|株式会社|주식회사)$"
)
_DOTTED_FORM = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)\.$|(?<=\b\w)\.(?=[\s,])")


def grouped(nodes: int, left: Nodes, right: Nodes) -> Nodes:
    """The first node of each node's group; ties reach as far as they reach.

    Args:
        nodes: how many there are; they are numbered from 0, the first known first.
        left: one end of each tie.
        right: the other end.

    Returns:
        For each node, the lowest number in its group.
    """
    ties = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(nodes, nodes))
    number, labels = connected_components(ties.tocsr(), directed=False)
    first = np.full(number, nodes, dtype=np.int64)
    np.minimum.at(first, labels, np.arange(nodes, dtype=np.int64))
    groups: Nodes = first[labels]
    return groups


def contradictions(
    same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Pairs that are said to be different and, directly or through others, the same.

    Args:
        same: pairs said to be one customer.
        different: pairs said to be two.
    """
    ties, apart = list(same), list(different)
    names = sorted({name for pair in (*ties, *apart) for name in pair})
    number = {name: place for place, name in enumerate(names)}
    left = np.array([number[one] for one, _ in ties], dtype=np.int64)
    right = np.array([number[other] for _, other in ties], dtype=np.int64)
    first = grouped(len(names), left, right) if names else np.empty(0, dtype=np.int64)
    return [(one, other) for one, other in apart if first[number[one]] == first[number[other]]]


def plain(text: str) -> str:
    """A text without what only looks different: width, case, blanks at its ends."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def email(text: str) -> str | None:
    """An e-mail address as it compares; None where it is none, or hidden in part."""
    address = plain(text).removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    is_address = local and at and "." in domain and not re.search(r"[\s*]", address)
    return address if is_address else None


def phone(text: str, region: str | None = None) -> str | None:
    """A phone number in E.164; None where it is none, hidden in part, or of nobody knows where.

    An extension is kept behind an `x`: behind a switchboard everybody has another one.

    Args:
        text: as exported.
        region: ISO 3166 code of the country in which it can be dialled as it stands.
    """
    text = unicodedata.normalize("NFKC", text)
    if _HIDDEN.search(text):
        return None
    bare = _SEPARATORS.sub("", text)
    if _E164.fullmatch(bare) and not _KEPT_TRUNK.match(bare) and "(" not in text:
        return bare
    if region == "CN" and (mobile := _CHINESE_MOBILE.fullmatch(bare)):
        return f"+86{mobile[1]}"
    given = _parsed(text, region)
    # digits that begin with a country's code and are a number there have lost their plus
    plus = _parsed(f"+{bare}", None) if bare.isdigit() else None
    is_own = plus and region and plus.country_code == _country_code(region)
    ordered = (plus, given) if is_own else (given, plus)
    number = next((one for one in ordered if one and phonenumbers.is_valid_number(one)), given)
    # numbering plans grow: what is written with its country, or dialled within it, may be new
    if not number or not _is_whole(number, bare, region):
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{shown}x{number.extension}" if number.extension else str(shown)


def _is_whole(number: phonenumbers.PhoneNumber, bare: str, region: str | None) -> bool:
    """Whether it has its area code: without, it is another number in the next town."""
    if bare.startswith(("+", "0")) or phonenumbers.is_valid_number(number):
        return bool(phonenumbers.is_possible_number(number))
    if (
        phonenumbers.is_possible_number_with_reason(number)
        != phonenumbers.ValidationResult.IS_POSSIBLE
    ):
        return False
    # where a 0 leads to other towns, few digits that begin with none stay in this one; of many, a
    # spreadsheet took the 0
    has_trunk = region and phonenumbers.ndd_prefix_for_region(region, True) == "0"
    return not has_trunk or len(str(number.national_number)) >= _WITH_AREA_CODE


def person_name(text: str) -> str | None:
    """A person's name whatever the order of its parts: `Lee, Ann` is `Ann Lee`; None if hidden."""
    parts = [] if _HIDDEN.search(text) else re.findall(r"\w+", plain(text))
    return " ".join(sorted(parts)) or None


def organisation_name(text: str) -> str | None:
    """An organisation's name without its legal form; the name itself where nothing is left."""
    name = _DOTTED_FORM.sub("", plain(text))
    kept = re.findall(r"\w+", name)
    while len(kept) > 1 and kept[-1] in _FORMS:
        kept.pop()
    joined = " ".join(kept)
    return _CHINESE_FORMS.sub("", joined).strip() or joined or None


def tax_id(text: str) -> str | None:
    """A tax number: its letters and digits; None for words, too short ones, and hidden ones."""
    if _HIDDEN.search(text) or not re.search(r"[0-9]", plain(text)):
        return None
    number = "".join(sign for sign in plain(text).upper() if sign.isalnum())
    return number if len(number) >= 7 and len(set(number)) > 2 else None


def domain(text: str) -> str | None:
    """The host of a web site or of an e-mail address, without `www.`."""
    address = re.sub(r"^[a-z][a-z0-9+.-]*://", "", plain(text))
    host = re.split(r"[/?#:\s]", address.rpartition("@")[2])[0].strip(".").removeprefix("www.")
    return host if re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", host) else None


@cache
def region(country: str | None, time_zone: str | None = None) -> str | None:
    """ISO 3166 code of a country by its name or code, else of a time zone's country."""
    if country and (found := _regions().get(plain(country))):
        return found
    found = get_global("zone_territories").get(time_zone or "")
    return found if found and found != "001" else None


def comparable(
    kinds: Sequence[str],
    texts: Sequence[str],
    countries: Sequence[str | None],
    time_zones: Sequence[str | None],
) -> list[str | None]:
    """Texts as they compare, each by its kind; None for what compares with nothing.

    Args:
        kinds: email, phone, person_name, organisation_name, tax_id or domain.
        texts: as exported.
        countries: the country of the record, by which its phone number is read.
        time_zones: of its source system, by which it is read where the country is not known.
    """
    return [
        phone(text, region(country, time_zone)) if kind == "phone" else _BY_KIND[kind](text)
        for kind, text, country, time_zone in zip(kinds, texts, countries, time_zones, strict=True)
    ]


_BY_KIND: dict[str, Callable[[str], str | None]] = {
    "email": email,
    "person_name": person_name,
    "organisation_name": organisation_name,
    "tax_id": tax_id,
    "domain": domain,
}


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


@cache
def _country_code(region: str) -> int:
    return int(phonenumbers.country_code_for_region(region))


@cache
def _regions() -> dict[str, str]:
    found = dict(_MORE_COUNTRIES)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(plain(name), code)
                found.setdefault(code.lower(), code)
    return found
