"""The shape of a source file (YAML), validated: every fault names the file and the field."""

from __future__ import annotations

import codecs
import re
import zoneinfo
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from warehouse.errors import UsageError

# A double underscore separates source and table in a raw table's name, so no name has one.
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]


def _known_zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"'{value}' is not a known time zone, such as Asia/Shanghai") from error
    return value


def _known_encoding(value: str) -> str:
    try:
        codecs.lookup(value)
        "".encode(value)
    except LookupError as error:
        raise ValueError(f"'{value}' is not a known text encoding, such as gb18030") from error
    return value


def _as_list(value: object) -> object:
    """`column: Header` and `column:` are short for a list of one or of none."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


Headers = Annotated[list[str], BeforeValidator(_as_list)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Format(_Strict):
    """How a table's files are to be read, where the file does not say so itself."""

    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    header: bool = True
    header_rows: int = Field(default=1, ge=1, le=5)
    fixed_width: dict[Name, list[int]] | None = None
    sheet: str | None = None
    records: str | None = None

    @property
    def names_columns(self) -> bool:
        """Whether a file itself says what its columns are."""
        return self.header and self.fixed_width is None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.delimiter in {'"', "\n", "\r"}:
            raise ValueError("the delimiter cannot be a quote or a line break")
        for column, span in (self.fixed_width or {}).items():
            if len(span) != 2 or not 1 <= span[0] <= span[1]:
                raise ValueError(
                    f"fixed_width.{column} must be [first, last], counted from 1, both included"
                )
        if self.fixed_width is not None and (not self.fixed_width or self.delimiter):
            raise ValueError("fixed_width needs at least one column, and takes no delimiter")
        return self


def _known_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"'{value}' is no usable regular expression: {error}") from error
    return value


class DropRule(_Strict):
    """Rows of a file that are no data: totals, footers, prose.

    Attributes:
        reason: what such a row is, as `ops.dropped_rows` names it.
        column: the canonical column that is looked at; None: the whole record, its cells joined
            by commas.
        matches: regular expression that is searched there.
        at: `start` is before the first row that is data, `end` behind the last one.
    """

    reason: str = Field(min_length=1)
    column: Name | None = None
    matches: Annotated[str, AfterValidator(_known_pattern)]
    at: Literal["anywhere", "start", "end"] = "anywhere"


class TableEntry(_Strict):
    """One table of a source file; None means: not said, so as in the table that it maps to."""

    table: Name | None = None
    description: str | None = None
    files: list[str] | None = None
    key: list[Name] | None = None
    rows_per_key: Literal["one", "many"] | None = None
    required: list[Name] | None = None
    may_be_blank: list[Name] | None = None
    columns: dict[Name, Headers] = Field(default_factory=dict)
    constants: dict[Name, str] = Field(default_factory=dict)
    drop: list[DropRule] | None = None
    format: Format = Field(default_factory=Format)


class SourceEntry(_Strict):
    """A whole source file; without `tables`, it has all those of the source that it maps to."""

    source: Name
    title: str | None = None
    description: str = ""
    maps_to: Name | None = None
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    date_order: Literal["day_first", "month_first"] | None = None
    two_digit_years_from: int | None = Field(default=None, ge=1800, le=2100)
    decimal_mark: Literal["point", "comma"] | None = None
    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    ignore_nul: bool = False
    identifiers: Literal["salesforce"] | None = None
    null_marks: list[str] | None = None
    value_aliases: dict[Name, dict[str, str]] = Field(default_factory=dict)
    tables: dict[Name, TableEntry] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_tables(self) -> Self:
        if not self.tables and ("tables" in self.model_fields_set or self.maps_to is None):
            raise ValueError(
                "`tables:` is missing or empty; only with `maps_to` it may be left out"
            )
        return self


class _PlainLoader(yaml.CSafeLoader):
    """YAML without its surprises.

    `No`, `on` and 2026-01-01 are text, since they are headers; a key that stands twice is a
    fault, not a silent overwrite.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, Hashable):
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"'{key}' stands twice", key_node.start_mark
                    )
                seen.add(key)
        return super().construct_mapping(node, deep=deep)


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _form, _begins in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"0|-?[1-9][0-9]*", "-0123456789"),
    ("merge", r"<<", "<"),
):
    _PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), list(_begins)
    )


def read_source_file(path: Path) -> SourceEntry:
    """Read and check one source file.

    Raises:
        UsageError: it is missing, no YAML, or a field is unknown or unusable.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"Cannot read the source file {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The source file {path} is not UTF-8 text: save it as UTF-8.") from error
    return _entry(path, text)


@lru_cache(maxsize=256)
def _entry(path: Path, text: str) -> SourceEntry:
    """What the text of a file says; the steps of a run read all files, and they seldom change."""
    try:
        content = yaml.load(text, Loader=_PlainLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise UsageError(f"The source file {path} is no usable YAML: {_place(error)}.") from error
    if not isinstance(content, dict):
        raise UsageError(f"The source file {path} must be a mapping that begins `source: name`.")
    try:
        return SourceEntry.model_validate(content)
    except ValidationError as error:
        raise UsageError(f"The source file {path} is not usable: {_faults(error)}.") from error


def _place(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return str(error).replace("\n", " ")


def _faults(error: ValidationError) -> str:
    faults = []
    for fault in error.errors():
        field = ".".join(str(part) for part in fault["loc"]) or "file"
        faults.append(f"{field}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(faults)
