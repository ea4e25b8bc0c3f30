"""The numbers that suites compare with: declared once, with unit and reason; each can be set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from warehouse.errors import UsageError

FILE_NAME = "thresholds.yml"
SHARE = "share"
# `{name}` in a suite; `{3}` in a pattern and `{a: 1}` in DuckDB's SQL are none
_NAMED = re.compile(r"\{([a-z]\w*)\}")


class Threshold(BaseModel):
    """A number, what it counts, and why it is that much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float = Field(ge=0, allow_inf_nan=False)
    unit: str = Field(min_length=1)
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fraction(self) -> Self:
        if self.unit == SHARE and self.value > 1:
            raise ValueError("a share is a fraction of 1")
        return self

    @property
    def sql(self) -> str:
        """The value as a literal of SQL; it is a number, whatever the file says."""
        return f"{self.value:.10f}".rstrip("0").rstrip(".")

    @property
    def words(self) -> str:
        """The value as a person reads it."""
        return f"{self.value * 100:g} %" if self.unit == SHARE else f"{self.value:g}"


Thresholds = Mapping[str, Threshold]


def load_thresholds(user_suites: Path | None = None) -> dict[str, Threshold]:
    """The shipped thresholds, with the values that the user set in their place.

    Args:
        user_suites: the folder that may hold the user's `thresholds.yml`.

    Raises:
        UsageError: the user's file names an unknown threshold or gives a value that cannot be used.
    """
    shipped = resources.files("expectations").joinpath(FILE_NAME).read_text(encoding="utf-8")
    thresholds = {
        name: Threshold.model_validate(entry) for name, entry in yaml.safe_load(shipped).items()
    }
    file = None if user_suites is None else user_suites / FILE_NAME
    if file is None or not file.is_file():
        return thresholds
    for name, value in _overrides(file).items():
        if name not in thresholds:
            raise UsageError(
                f"{file}: there is no threshold '{name}'; there are: {', '.join(thresholds)}."
            )
        try:
            thresholds[name] = Threshold.model_validate(
                thresholds[name].model_dump() | {"value": value}
            )
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise UsageError(
                f"{file}: {name} cannot be {value!r}, it is a number of unit "
                f"'{thresholds[name].unit}': {reason}."
            ) from error
    return thresholds


def in_sql(text: str, thresholds: Thresholds, place: str) -> str:
    """SQL with the values in place of the names; other braces stay.

    Raises:
        UsageError: a name is none of a threshold.
    """
    return _NAMED.sub(lambda found: _named(found[1], thresholds, place).sql, text)


def in_words(text: str, thresholds: Thresholds, place: str) -> str:
    """A sentence with the values in place of the names.

    Raises:
        UsageError: a name is none of a threshold.
    """
    return _NAMED.sub(lambda found: _named(found[1], thresholds, place).words, text)


def as_number(value: object, thresholds: Thresholds, place: str) -> object:
    """The number that a text `{name}` stands for; anything else as it is.

    Raises:
        UsageError: a name is none of a threshold.
    """
    if isinstance(value, str) and (found := _NAMED.fullmatch(value.strip())):
        return _named(found[1], thresholds, place).value
    return value


def _named(name: str, thresholds: Thresholds, place: str) -> Threshold:
    if name not in thresholds:
        raise UsageError(
            f"{place}: '{{{name}}}' is no threshold; those there are stand in "
            "docs/expectations.md, under Thresholds."
        )
    return thresholds[name]


def _overrides(file: Path) -> dict[str, object]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"Cannot read {file}: {error.strerror}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(
            f"{file} is no usable YAML in UTF-8: write `name: value` lines."
        ) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UsageError(f"{file} is no list of thresholds: write `name: value` lines.")
    return {str(name): value for name, value in content.items()}
