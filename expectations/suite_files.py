"""Suites are data: one YAML per table, validated; every fault names the file and the field.

An entry names a Great Expectations class (`ExpectColumnValuesToBeUnique`), a rule of
`rules.yml` (`readable_date`), or `no_rows_where`, which takes a condition or a query as SQL.
Numbers to compare with are named: `{readable_share}` is the threshold of that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from warehouse.errors import UsageError

Stage = Literal["raw", "marts"]
NO_ROWS_WHERE = "no_rows_where"
NOT_NULL = "ExpectColumnValuesToNotBeNull"
EVERY_TABLE = "raw.*"


_NAME = r"^\{\w+\}$"  # of a threshold


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Strict):
    """One expectation, or one for each of several columns.

    Attributes:
        columns_like: in a suite on every raw table, a pattern that whole names of columns match.
        unless_own_suite: only for tables of which no suite tells.
        quarantine: failing rows are held back from raw, if they are few.
        names_failing: the first column that the SQL gives names what fails, and is no data of
            persons: it may be told.
    """

    expectation: str
    column: str | None = None
    columns: list[str] = Field(default_factory=list)
    columns_like: str | None = None
    unless_own_suite: bool = False
    arguments: dict[str, Any] = Field(default_factory=dict)
    severity: Literal["critical", "warning"]
    mostly: Annotated[float, Field(gt=0, le=1)] | Annotated[str, Field(pattern=_NAME)] | None = None
    quarantine: bool = False
    names_failing: bool = False
    description: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.column is not None and self.columns:
            raise ValueError("give either column or columns, not both")
        if self.expectation == NO_ROWS_WHERE and len({"where", "sql"} & set(self.arguments)) != 1:
            raise ValueError("no_rows_where takes one argument: where, or sql")
        if self.names_failing and "sql" not in self.arguments:
            raise ValueError("names_failing is for no_rows_where with sql")
        return self

    @model_validator(mode="after")
    def _of_single_rows(self) -> Self:
        if not self.quarantine:
            return self
        is_condition = self.expectation == NO_ROWS_WHERE and "where" in self.arguments
        # a rule is named in small letters; whether it exists is seen when it is planned
        is_rule = self.expectation != NO_ROWS_WHERE and self.expectation.islower()
        if not (is_condition or is_rule or self.expectation == NOT_NULL):
            raise ValueError(
                f"quarantine is for single rows: a rule, no_rows_where with where, or {NOT_NULL}"
            )
        if self.mostly is not None:
            raise ValueError("give either quarantine or mostly: quarantine has its own share")
        return self

    def each_column(self) -> Iterator[str | None]:
        """The columns that it is about; None where it is about the table."""
        if self.columns:
            yield from self.columns
        else:
            yield self.column


class Suite(_Strict):
    """The expectations on one table, or on every table of raw that has rows.

    Attributes:
        when_empty: what is said of its expectations where there is nothing to check.
    """

    table: str = Field(pattern=r"^(\w+\.\w+|raw\.\*)$")
    description: str = ""
    when_empty: str = "no rows"
    expectations: list[Entry] = Field(min_length=1)

    @model_validator(mode="after")
    def _can_be_held(self) -> Self:
        for number, entry in enumerate(self.expectations):
            if entry.quarantine and not self.table.startswith("raw."):
                raise ValueError(f"expectations.{number}: quarantine is for tables of raw")
            if self.table != EVERY_TABLE and (entry.columns_like or entry.unless_own_suite):
                raise ValueError(
                    f"expectations.{number}: columns_like and unless_own_suite are for "
                    f"{EVERY_TABLE}"
                )
        return self


class Rule(_Strict):
    """A condition on `{column}` that no row may meet."""

    description: str
    where: str = Field(pattern=r"\{column\}")


class SuiteFile(_Strict):
    """A suite and where it comes from, for messages."""

    place: str
    suite: Suite


def load_suites(stage: Stage, user_suites: Path | None = None) -> list[SuiteFile]:
    """The shipped suites of a stage, then those of the user, each sorted by file name.

    Args:
        stage: `raw` or `marts`.
        user_suites: a folder with `raw/*.yml` and `marts/*.yml`; it need not exist.

    Raises:
        UsageError: a file is no usable suite.
    """
    folders: list[Traversable] = [resources.files("expectations") / "suites" / stage]
    if user_suites is not None and (user_suites / stage).is_dir():
        folders.append(user_suites / stage)
    return [
        SuiteFile(place=str(file), suite=_parsed(Suite, file))
        for folder in folders
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith((".yml", ".yaml"))
    ]


def load_rules() -> dict[str, Rule]:
    """The shipped rules by name."""
    file = resources.files("expectations") / "rules.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: Rule.model_validate(rule) for name, rule in content.items()}


def _parsed(model: type[Suite], file: Traversable) -> Suite:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        return model.model_validate(content)
    except OSError as error:
        raise UsageError(f"Cannot read the suite {file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The suite {file} is not UTF-8 text: save it as UTF-8.") from error
    except yaml.YAMLError as error:
        place = str(error).replace("\n", " ")
        raise UsageError(f"The suite {file} is no usable YAML: {place}.") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: "
            f"{fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise UsageError(f"The suite {file} is not usable: {faults}.") from error
