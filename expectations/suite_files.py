"""Suites are data: one YAML per table, validated; every fault names the file and the field.

An entry names a Great Expectations class (`ExpectColumnValuesToBeUnique`), a rule of
`rules.yml` (`readable_date`), or `no_rows_where`, which takes a condition or a query as SQL.
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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Strict):
    """One expectation, or one for each of several columns."""

    expectation: str
    column: str | None = None
    columns: list[str] = Field(default_factory=list)
    arguments: dict[str, Any] = Field(default_factory=dict)
    severity: Literal["critical", "warning"]
    mostly: Annotated[float, Field(gt=0, le=1)] | None = None
    description: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.column is not None and self.columns:
            raise ValueError("give either column or columns, not both")
        if self.expectation == NO_ROWS_WHERE and len({"where", "sql"} & set(self.arguments)) != 1:
            raise ValueError("no_rows_where takes one argument: where, or sql")
        return self

    def each_column(self) -> Iterator[str | None]:
        """The columns that it is about; None where it is about the table."""
        if self.columns:
            yield from self.columns
        else:
            yield self.column


class Suite(_Strict):
    """The expectations on one table."""

    table: str = Field(pattern=r"^\w+\.\w+$")
    description: str = ""
    expectations: list[Entry] = Field(min_length=1)


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
