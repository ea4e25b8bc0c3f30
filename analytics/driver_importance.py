"""What drives satisfaction, of each kind at each touchpoint, from tables to tables.

What an answer is worth is worked out in SQL; the regressions are in `analytics.drivers`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.drivers import MOST_DRIVERS, r_squared_parts
from analytics.repeat_buying import Numbers

# With fewer responses, or fewer for each driver, the parts are chance.
_LEAST_RESPONSES = 30
_LEAST_OF_EACH = 5
NOT_ENOUGH = "not enough answers"
TOO_MANY = "too many drivers"
NO_DIFFERENCE = "always the same answer"
_IMPORTANCE = pa.schema(
    [
        ("kind", pa.string()),
        ("touchpoint", pa.string()),
        ("driver", pa.string()),
        ("importance", pa.float64()),
        ("r_squared", pa.float64()),
        ("responses", pa.int64()),
        ("note", pa.string()),
    ]
)


def importance(answers: pa.Table) -> pa.Table:
    """The part of the variance of satisfaction that is each driver's.

    Of a kind at a touchpoint, the responses count that answered all drivers in the regression.
    A driver that fewer than half of them answered is left out, so that a question that is new does
    not cost the answers to all others; it and every other driver without a part has a `note`.

    Args:
        answers: kind, touchpoint, survey_response_id, outcome, driver and answer; one row per
            response and driver.

    Returns:
        A row per kind, touchpoint and driver, in this order: importance, r_squared and the
        responses behind them, or the note, why there is none.
    """
    rows: list[dict[str, object]] = []
    for place in answers.group_by(["kind", "touchpoint"]).aggregate([]).to_pylist():
        is_here = [pc.equal(answers[name], value) for name, value in place.items()]
        names, values, outcome = _matrix(answers.filter(pc.and_(*is_here)))
        rows += [{**place, **row} for row in _rows(names, values, outcome)]
    rows.sort(key=lambda row: [str(row[name]) for name in ("kind", "touchpoint", "driver")])
    return pa.Table.from_pylist(rows, schema=_IMPORTANCE)


def _rows(names: list[str], values: Numbers, outcome: Numbers) -> list[dict[str, object]]:
    notes: dict[str, str] = {}
    answered = (~np.isnan(values)).sum(axis=0)
    # those with the most answers, equal ones by name
    order = np.argsort(-answered, kind="stable")
    asked = [one for one in order if 2 * answered[one] >= len(values)]
    notes |= {names[one]: NOT_ENOUGH for one in order if 2 * answered[one] < len(values)}
    notes |= {names[one]: TOO_MANY for one in asked[MOST_DRIVERS:]}
    asked = asked[:MOST_DRIVERS]
    is_whole = ~np.isnan(values[:, asked]).any(axis=1)
    whole, result = values[is_whole][:, asked], outcome[is_whole]
    if len(whole) < max(_LEAST_RESPONSES, _LEAST_OF_EACH * len(asked)):
        notes |= {names[one]: NOT_ENOUGH for one in asked}
        asked = []
    elif np.ptp(result) == 0:
        notes |= {names[one]: NO_DIFFERENCE for one in asked}
        asked = []
    varied = [at for at in range(len(asked)) if np.ptp(whole[:, at]) > 0]
    notes |= {names[one]: NO_DIFFERENCE for at, one in enumerate(asked) if at not in varied}
    rows: list[dict[str, object]] = [{"driver": name, "note": note} for name, note in notes.items()]
    if varied:
        parts = r_squared_parts(whole[:, varied], result)
        rows += [
            {
                "driver": names[asked[at]],
                "importance": float(part),
                "r_squared": float(parts.sum()),
                "responses": len(whole),
            }
            for at, part in zip(varied, parts, strict=True)
        ]
    return rows


def _matrix(answers: pa.Table) -> tuple[list[str], Numbers, Numbers]:
    """Names of drivers, answers of responses by drivers (NaN without one), and the outcomes."""
    responses, _ = _codes(answers["survey_response_id"])
    drivers, found = _codes(answers["driver"])
    values = np.full((responses.max() + 1, len(found)), np.nan)
    values[responses, drivers] = answers["answer"].to_numpy()
    outcome = np.empty(len(values))
    outcome[responses] = answers["outcome"].to_numpy()
    order = np.argsort(found)
    return [found[at] for at in order], values[:, order], outcome


def _codes(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], list[str]]:
    """A number for each value, from 0, and the values of these numbers."""
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()
