"""Invented people and companies, none of them twice."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from demo.chance import Weighted, one_of
from demo.market import Country, Words


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an address; `slug` is the name as it stands in an e-mail address."""

    first_name: str
    last_name: str
    full_name: str
    slug: str
    gender: str
    country: Country
    city: str
    province: str
    postal_code: str
    street: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company; `slug` is its name as it stands in a web address."""

    name: str
    slug: str


class Registry:
    """Invents people and companies: e-mail addresses, phones and company names are unique.

    Phone numbers of a country come from its ranges for fiction, which are small; when they are
    used up, people of that country have no phone.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._countries = Weighted(words.countries, [c.weight for c in words.countries])
        self._people = 0
        self._phones = dict.fromkeys((c.name for c in words.countries), 0)
        self._companies = dict.fromkeys((c.name for c in words.countries), 0)

    def country(self, rng: random.Random) -> Country:
        """A country, by its weight."""
        return self._countries.pick(rng)

    def person(self, rng: random.Random, country: Country, domain: str = "") -> Person:
        """A new person.

        Args:
            rng: where chance comes from.
            country: decides on language, address and phone.
            domain: of the e-mail address; without it the country's example domain.
        """
        self._people += 1
        language = self._words.languages[country.language]
        gender = "female" if rng.random() < 0.5 else "male"
        first, first_slug = _parts(one_of(rng, getattr(language, gender)))
        last, last_slug = _parts(one_of(rng, language.family))
        city, province, postal = one_of(rng, country.cities)
        missing = max(0, (6 if country.language == "zh" else 5) - len(postal))
        slug = f"{first_slug}.{last_slug}"
        return Person(
            first_name=first,
            last_name=last,
            full_name=f"{last}{first}" if language.family_first else f"{first} {last}",
            slug=slug,
            gender=gender,
            country=country,
            city=city,
            province=province,
            postal_code=postal + f"{int(rng.random() * 10**missing):0{missing}d}",
            street=one_of(rng, country.streets).format(1 + int(rng.random() * 180)),
            email=f"{slug}.{self._people}@{domain or country.email_domain}",
            phone=self._phone(country),
        )

    def company(self, country: Country) -> Company:
        """A new company; its name's parts are gone through in a scattered order."""
        number = self._companies[country.name]
        self._companies[country.name] += 1
        language = self._words.languages[country.language]
        first, second = language.company_first, language.company_second
        total = len(first) * len(second)
        round_number, place = divmod(number, total)
        place = place * _stride(total) % total
        name, slug = _parts(first[place // len(second)])
        kind, kind_slug = _parts(second[place % len(second)])
        form = country.legal_forms[place % len(country.legal_forms)]
        spaced = "" if language.family_first else " "
        mark = f"{spaced}{round_number + 1}" if round_number else ""
        return Company(
            name=spaced.join((name, kind)) + mark + spaced + form,
            slug=f"{slug}-{kind_slug}{round_number + 1 if round_number else ''}".replace(" ", "-")
            + f".{country.email_domain}",
        )

    def _phone(self, country: Country) -> str:
        number = self._phones[country.name]
        self._phones[country.name] += 1
        pattern = country.phones[number % len(country.phones)]
        places = pattern.count("#")
        digits = f"{number // len(country.phones):0{places}d}"
        if len(digits) > places:
            return ""
        for digit in digits:
            pattern = pattern.replace("#", digit, 1)
        return pattern


def _parts(text: str) -> tuple[str, str]:
    """A name and its ASCII form, in lower case."""
    name, _, ascii_form = text.partition("/")
    return name, ascii_form or name.lower()


def _stride(total: int) -> int:
    """A step that visits every one of `total` places before it comes back to the first."""
    step = int(total * 0.618) | 1
    while math.gcd(step, total) != 1:
        step += 2
    return step
