"""The rules of all models, checked at once after a build."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.dbt_runner import run_dbt
from warehouse.errors import BuildError
from warehouse.home import Home

if TYPE_CHECKING:
    from dbt_common.events.base_types import EventMsg


@dataclass(frozen=True)
class BrokenRule:
    """A rule of a model's YAML, and how many rows break it.

    Attributes:
        is_exported: whether it is about what exports say; then a build warns of it and goes on.
    """

    model: str
    rule: str
    rows: int
    is_exported: bool = False

    @property
    def sentence(self) -> str:
        """The rule in one line for a person."""
        return f"{self.model}: {self.saying}"

    @property
    def saying(self) -> str:
        """The same without the model."""
        return f"'{self.rule}' does not hold for {self.rows:,} rows"


def is_rules(node: Any) -> bool:  # noqa: ANN401 - a node of dbt, of several classes
    """Whether a node of dbt is left out of builds: here it is checked in a tenth of the time."""
    return getattr(getattr(node, "test_metadata", None), "name", "") == "rules"


def _is_other_test(node: Any) -> bool:  # noqa: ANN401 - as above
    return node.resource_type == "test" and not is_rules(node)


def check_rules(
    home: Home,
    variables: Mapping[str, object],
    models: Collection[str] | None = None,
    *,
    memory_limit: str = "4GB",
) -> tuple[int, list[BrokenRule]]:
    """Check the rules of the models that were built.

    Args:
        home: whose build to look at.
        variables: as the build was given.
        models: those that were built, and models that their rules refer to; all by default.
        memory_limit: that DuckDB may use before it spills.

    Returns:
        Of how many models there are rules, and those that are broken.

    Raises:
        BuildError: a rule could not be evaluated.
    """
    said: list[dict[str, object]] = []
    errors: list[str] = []

    def on_event(event: EventMsg) -> None:
        if event.info.name == "JinjaLogInfo":
            said.append(json.loads(event.data.msg))
        elif event.info.level == "error":
            errors.append(" ".join(event.info.msg.split()))  # type: ignore[attr-defined]

    given = json.dumps({"models": None if models is None else sorted(models)})
    arguments = ["run-operation", "check_rules", "--args", given]
    result = run_dbt(
        home, arguments, variables, on_event, memory_limit=memory_limit, without=_is_other_test
    )
    if not result.success:
        reason = "; ".join(errors) or str(result.exception)
        raise BuildError(f"The rules of the models could not be checked: {reason}")
    *broken, counted = said
    return int(str(counted["checked"])), [BrokenRule(**one) for one in broken]  # type: ignore[arg-type]
