"""The only module that talks to Great Expectations, which takes 6 seconds to import.

Import it inside the function that needs it. Results are cleaned before anything is kept of them:
counts and other numbers stay; values of rows, and messages of errors that may quote them, go.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import shutil
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from pathlib import Path
from typing import Any, cast

import duckdb
from sqlalchemy.pool import StaticPool

from expectations.buffered import BufferedConnection
from expectations.planning import Planned
from warehouse.errors import UsageError

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when it is imported
# Its modules set levels of their own and dbt adds a handler to the root: nothing may reach it.
_LOGGER = logging.getLogger("great_expectations")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False

import great_expectations as gx  # noqa: E402
from great_expectations import expectations as catalogue  # noqa: E402
from great_expectations.core import ExpectationValidationResult  # noqa: E402
from great_expectations.core.run_identifier import RunIdentifier  # noqa: E402
from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: E402
from great_expectations.data_context.types.resource_identifiers import (  # noqa: E402
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)
from great_expectations.expectations.core.unexpected_rows_expectation import (  # noqa: E402
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.expectation import Expectation  # noqa: E402
from great_expectations.expectations.expectation_configuration import (  # noqa: E402
    ExpectationConfiguration,
)

_SITE = "checks"
_RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
# Errors of DuckDB and of Great Expectations that name tables and columns, never a value.
_SAFE_ERROR = re.compile(
    r"(?:Binder|Catalog|Parser|Permission) Error: [^\n]*"
    r'|The column "[^"]*" in BatchData does not exist'
)
_ERROR_KIND = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)* Error\b")


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one expectation.

    Attributes:
        success: whether it is met.
        rows_failed: how many rows fail; None where it is not about rows.
        observed: a number that it looked at; None where there is none.
        error: why it could not be evaluated; empty if it could.
    """

    success: bool
    rows_failed: int | None
    observed: float | None
    error: str = ""


class Checker:
    """Runs suites on an open connection, and writes data docs of what it ran.

    Args:
        connection: an own cursor on the database.
        run_id: names the run in the docs.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
        self._context = gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._remove_own_site()
        self._run = RunIdentifier(run_name=run_id, run_time=dt.datetime.now(dt.UTC))
        sources: Any = self._context.data_sources  # whose type stub lacks kwargs
        self._source = sources.add_sql(
            "warehouse",
            connection_string="duckdb:///:memory:",
            kwargs={"creator": lambda: BufferedConnection(connection), "poolclass": StaticPool},
        )

    def _remove_own_site(self) -> None:
        """A context comes with a docs site in a temporary folder, which it would leave behind."""
        for name, site in list((self._context.config.data_docs_sites or {}).items()):
            self._context.delete_data_docs_site(name)
            shutil.rmtree(site["store_backend"]["base_directory"], ignore_errors=True)

    def run(
        self, table: str, planned: Sequence[Planned], *, on: tuple[str, str] | None = None
    ) -> list[Verdict]:
        """Run all expectations on a table; verdicts in the order of `planned`.

        Args:
            table: the docs tell of it, of its last run where there are several.
            planned: the expectations.
            on: schema and name of what has its rows; by default it has them itself.
        """
        schema, name = on or tuple(table.split("."))
        with warnings.catch_warnings():
            # the one way to name a schema of several; deprecated, without another one for DuckDB
            warnings.simplefilter("ignore", DeprecationWarning)
            asset = self._source.add_table_asset(
                f"{table} in {schema}.{name}", table_name=name, schema_name=schema
            )
        batch = asset.add_batch_definition_whole_table("whole table").get_batch()
        # results come in another order, so each expectation carries its number
        suite = gx.ExpectationSuite(
            table, [_expectation(one, number) for number, one in enumerate(planned)]
        )
        self._context.suites.add_or_update(suite)
        found = batch.validate(suite, result_format=_RESULT_FORMAT)
        verdicts: dict[int, Verdict] = {}
        for result in found.results:
            number = _configuration(result).meta["number"]
            verdicts[number] = _verdict(result)
            _clean(result, verdicts[number])
        self._context.validation_results_store.store_validation_results(
            suite_validation_result=found,
            suite_validation_result_identifier=ValidationResultIdentifier(
                expectation_suite_identifier=ExpectationSuiteIdentifier(name=table),
                run_id=self._run,
                batch_identifier=table,
            ),
        )
        return [verdicts[number] for number in range(len(planned))]

    def write_docs(self, folder: Path) -> None:
        """Write the data docs of all that was run, in place of those of the run before."""
        fresh = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._context.add_data_docs_site(
            _SITE,
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(fresh),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
        self._context.build_data_docs(site_names=[_SITE])
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)


def require_known(planned: Sequence[Planned]) -> None:
    """Make sure that every expectation exists and takes its arguments.

    Raises:
        UsageError: one does not; the message names the file and the field.
    """
    for one in planned:
        _expectation(one, 0)


def _expectation(planned: Planned, number: int) -> Expectation:
    common: dict[str, Any] = {
        "severity": planned.severity,
        "description": planned.description,
        "meta": {"number": number},
    }
    if planned.arguments is None:
        return UnexpectedRowsExpectation(unexpected_rows_query=planned.query, **common)
    maker: Callable[..., Expectation] | None = getattr(catalogue, planned.expectation, None)
    if not planned.expectation.startswith("Expect") or maker is None:
        raise UsageError(
            f"{planned.place}.expectation: '{planned.expectation}' is neither no_rows_where, nor a "
            "rule of expectations/rules.yml, nor an expectation of Great Expectations."
        )
    given = dict(planned.arguments)
    given |= {"column": planned.column} if planned.column is not None else {}
    given |= {"mostly": planned.mostly} if planned.mostly is not None else {}
    try:
        return maker(**given, **common)
    except (TypeError, ValueError) as error:  # pydantic's errors are ValueErrors
        reason = " ".join(str(error).split("\n")[1:3]).strip() or str(error)
        raise UsageError(
            f"{planned.place}.arguments: {planned.expectation} does not take them: {reason}."
        ) from error


def _verdict(result: ExpectationValidationResult) -> Verdict:
    error = _error(result.exception_info)
    if error:
        return Verdict(success=False, rows_failed=None, observed=None, error=error)
    found = result.result
    observed = found.get("observed_value")
    number = float(observed) if isinstance(observed, Real) else None
    failed = found.get("unexpected_count")
    if _configuration(result).type == "unexpected_rows_expectation":
        failed, number = observed, None
    return Verdict(success=bool(result.success), rows_failed=failed, observed=number)


def _configuration(result: ExpectationValidationResult) -> ExpectationConfiguration:
    return cast("ExpectationConfiguration", result.expectation_config)


def _error(information: Mapping[str, Any] | None) -> str:
    """Why an expectation could not be evaluated, without anything that may be data."""
    if not information:
        return ""
    raised = [information] if "raised_exception" in information else list(information.values())
    messages = [
        f"{one.get('exception_message')}\n{one.get('exception_traceback')}"
        for one in raised
        if one.get("raised_exception")
    ]
    if not messages:
        return ""
    text = "\n".join(messages)
    if safe := _SAFE_ERROR.search(text):
        return safe.group()
    kind = _ERROR_KIND.search(text)
    return kind.group() if kind else "Great Expectations raised an error"


def _clean(result: ExpectationValidationResult, verdict: Verdict) -> None:
    """Leave nothing in a result but numbers, before it is stored for the docs."""
    result.result = {
        name: value
        for name, value in result.result.items()
        if isinstance(value, Real) and not isinstance(value, bool)
    }
    result.exception_info = {
        "raised_exception": bool(verdict.error),
        "exception_message": verdict.error or None,
        "exception_traceback": None,
    }
