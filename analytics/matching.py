"""Records that may be one customer, by Splink's probabilistic model; it proposes, nobody merges.

The model is that of Fellegi and Sunter, "A Theory for Record Linkage" (1969): each thing that two
records have in common, or differ in, weighs for or against their being one customer. Its weights
are learned from the records themselves, without examples. Splink is an optional extra.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from splink import Linker

# Two records of one customer have one of the sure rules in common so often; the model's start only.
_ASSUMED_RECALL = 0.7
# So few pairs teach the model nothing about the columns in which they may differ.
_PAIRS_TO_LEARN_FROM = 20
_PAIRS_SAMPLED = 1_000_000
_SEED = 1
_SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("other_record_id", pa.string()),
        ("match_probability", pa.float64()),
        ("compared", pa.string()),
    ]
)


@dataclass(frozen=True)
class _Kind:
    """How records of a type of customer are compared.

    Attributes:
        columns: that are compared.
        blocks: columns in all of which two records must be equal to be compared at all.
        sure: columns that, equal, make two records one customer almost always.
        lessons: columns whose equal pairs teach the weights of the others.
    """

    columns: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    sure: tuple[tuple[str, ...], ...]
    lessons: tuple[str, ...]


_KINDS = {
    "person": _Kind(
        columns=("name", "birth_date", "email", "phone", "city"),
        blocks=(
            ("email",),
            ("phone",),
            ("birth_date",),
            ("person_name",),
            ("family_name", "city"),
            ("given_name", "city"),
            ("given_name", "birth_year"),
            ("family_name", "birth_year"),
            ("email_name",),
        ),
        sure=(("person_name", "birth_date"), ("email",), ("phone",)),
        lessons=("email", "birth_date", "phone"),
    ),
    "organisation": _Kind(
        columns=("organisation_name", "tax_id", "domain", "phone", "city"),
        blocks=(("organisation_name",), ("tax_id",), ("domain",), ("phone",)),
        sure=(("tax_id",), ("organisation_name", "domain"), ("organisation_name", "phone")),
        lessons=("domain", "phone", "organisation_name"),
    ),
}


def proposals(connection: DuckDBPyConnection, records: pa.Table, at_least: float = 0.5) -> pa.Table:
    """Pairs of records that are probably one customer.

    Args:
        connection: to an empty database in memory, in which Splink counts.
        records: one row per record: `record_id`, `customer_type` (person or organisation),
            `person_name` (its parts in one order), `given_name`, `family_name`, `birth_date`,
            `birth_year`, `email`, `email_name` (what stands before the @), `phone`, `city`,
            `organisation_name`, `tax_id` and `domain`, all texts in comparable spelling, NULL
            where unknown.
        at_least: probability from which a pair is given.

    Returns:
        `record_id`, `other_record_id` (the smaller id first), `match_probability`, and `compared`:
        in words, what is equal, similar, different or missing. Records that have too little in
        common with any other to learn from give no pairs.

    Raises:
        ModuleNotFoundError: Splink is not installed.
    """
    # one thread: sums of floats are then the same every night
    connection.execute("set threads = 1")
    connection.register("given", records)
    found = [_of_kind(connection, name, kind, at_least) for name, kind in _KINDS.items()]
    return pa.concat_tables(found).sort_by(
        [("record_id", "ascending"), ("other_record_id", "ascending")]
    )


def _of_kind(connection: DuckDBPyConnection, name: str, kind: _Kind, at_least: float) -> pa.Table:
    connection.execute(
        "create or replace table records as select * from given where customer_type = ?", [name]
    )
    lessons = [column for column in kind.lessons if _pairs(connection, (column,)) > 0]
    if sum(_pairs(connection, (column,)) for column in lessons) < _PAIRS_TO_LEARN_FROM:
        return _SCHEMA.empty_table()
    columns = tuple(column for column in kind.columns if _is_known(connection, column))
    linker = _trained(connection, kind, columns, lessons)
    pairs = linker.inference.predict(threshold_match_probability=at_least)
    compared = " || ', ' || ".join(_in_words(column) for column in columns)
    found = connection.execute(
        "select least(record_id_l, record_id_r) as record_id,"
        " greatest(record_id_l, record_id_r) as other_record_id,"
        f" round(match_probability, 4) as match_probability, {compared} as compared"
        f" from {pairs.physical_name}"
    )
    return found.to_arrow_table().cast(_SCHEMA)


def _pairs(connection: DuckDBPyConnection, columns: tuple[str, ...]) -> int:
    """How many pairs of records are equal in all of the columns."""
    names = ", ".join(columns)
    row = connection.execute(
        "select coalesce(sum(records * (records - 1) // 2), 0) from (select count(*) as records"
        f" from records where {' and '.join(f'{one} is not null' for one in columns)}"
        f" group by {names})"
    ).fetchone()
    return int(row[0]) if row else 0


def _is_known(connection: DuckDBPyConnection, column: str) -> bool:
    column = "family_name" if column == "name" else column
    row = connection.execute(f"select count({column}) from records").fetchone()
    return bool(row and row[0])


def _trained(
    connection: DuckDBPyConnection,
    kind: _Kind,
    columns: tuple[str, ...],
    lessons: list[str],
) -> Linker:
    from splink import Linker, SettingsCreator, block_on  # noqa: PLC0415 - an optional extra
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)
    known = [block for block in kind.blocks if _pairs(connection, block) > 0]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[_comparisons()[column] for column in columns],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in known],
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(
        DuckDBAPI(connection=connection).register("records"),
        settings,
        log_level=None,
    )
    sure: list[Any] = [block_on(*block) for block in kind.sure if _pairs(connection, block) > 0]
    if sure:
        linker.training.estimate_probability_two_random_records_match(sure, recall=_ASSUMED_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS_SAMPLED, seed=_SEED)
    for column in lessons:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    return linker


def _in_words(column: str) -> str:
    """SQL that says how two records compare: equal in the strictest way, similar, or not."""
    comparison = _comparisons()[column]
    gamma = f"gamma_{comparison.create_output_column_name()}"
    # the levels begin with that of a missing value (-1) and end with that of a difference (0)
    equal = len(comparison.create_comparison_levels()) - 2
    return (
        f"'{column.replace('_', ' ')} ' || case {gamma} when -1 then 'missing' when 0 then"
        f" 'different' when {equal} then 'equal' else 'similar' end"
    )


def _comparisons() -> dict[str, Any]:
    import splink.comparison_library as library  # noqa: PLC0415

    return {
        "name": library.ForenameSurnameComparison("given_name", "family_name"),
        "birth_date": library.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": library.EmailComparison("email"),
        "phone": library.LevenshteinAtThresholds("phone", 1),
        "city": library.ExactMatch("city").configure(term_frequency_adjustments=True),
        "organisation_name": library.JaroWinklerAtThresholds(
            "organisation_name", [0.95, 0.88]
        ).configure(term_frequency_adjustments=True),
        "tax_id": library.LevenshteinAtThresholds("tax_id", 1),
        "domain": library.ExactMatch("domain").configure(term_frequency_adjustments=True),
    }
