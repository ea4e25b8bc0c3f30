"""Rivals answer as we do, or what parts them is told; a difference is seen."""

import math

import duckdb
import numpy as np
import pytest

from analytics.repeat_buying import Histories, fit
from benchmarks.exports import write_exports
from benchmarks.measure import Ratio, UnavailableError
from benchmarks.rivals import frames, measuring, ours, repeat_buying, usual_stack
from warehouse.home import Home

CUSTOMERS = 500


def test_histories_are_drawn_from_the_model():
    histories = repeat_buying.drawn(20_000)
    given = Histories.of(histories["repeats"], histories["last_days"], histories["age_days"])
    model = fit(given, "bg_nbd")
    found = (model.r, model.alpha_days, model.a, model.b)
    assert np.allclose(found, (0.243, 4.414 * 7, 0.793, 2.426), rtol=0.1)
    # two ways of writing it down
    assert repeat_buying.log_likelihood(found, given) == pytest.approx(model.log_likelihood)
    worse = repeat_buying.log_likelihood((model.r * 1.05, *found[1:]), given)
    assert worse < model.log_likelihood
    assert repeat_buying.drawn(100).equals(repeat_buying.drawn(100))


def test_rows_that_differ_are_counted_on_both_sides(tmp_path):
    home = Home(tmp_path)
    with duckdb.connect(str(home.build)) as connection:
        connection.execute("create table one as from range(5)")
    assert ours.unlike(home, "from ours.one", "from range(5)") == 0
    assert ours.unlike(home, "from ours.one", "from range(1, 7)") == 3
    assert ours.unlike(home, "from ours.one", "from ours.one union all select 0") == 1


def test_a_rival_that_cannot_be_had_is_asked_once():
    asked = []

    def way():
        asked.append(1)
        raise UnavailableError("no registry")

    taken = measuring.Taken(way)
    taken.run()
    taken.run()
    assert (taken.reason, taken.times, len(asked)) == ("no registry", [], 1)


def test_where_rivals_are_faster_is_said_last(monkeypatch, tmp_path):
    lines = [Ratio("landing", 2, 1, "a row"), "dlt: the same", Ratio("a fit", 1, 2, "a row")]
    monkeypatch.setattr(measuring, "_lines", lambda *_: iter(lines))
    said = [*measuring.measure(tmp_path, 1000, 1)]
    assert (said[0], said[2]) == (lines[0], lines[2])
    assert str(said[1]) == "dlt: the same (1,000 customers)"
    assert str(said[3]) == "rivals are faster in: landing (2.0 x) (1,000 customers)"
    monkeypatch.setattr(measuring, "_lines", lambda *_: iter(lines[1:]))
    assert [*measuring.measure(tmp_path, 1000, 1)][-1].note == "nothing"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Exports, our home of them and what each rival but lifetimes made of them."""
    folder = tmp_path_factory.mktemp("rivals")
    exports, home = folder / "exports", Home(folder / "home")
    exports.mkdir()
    write_exports(exports, CUSTOMERS)
    seconds = ours.land_and_build(home, exports)
    return folder, exports, home, seconds


@pytest.mark.slow
def test_ours_is_landed_and_built(built):
    _, _, _, seconds = built
    assert min(seconds.landing, seconds.building) > sum(seconds.nodes.values()) * 0.01 > 0
    assert set(ours.MARTS) <= seconds.nodes.keys()
    assert seconds.without(ours.MARTS) + seconds.of(ours.MARTS) == pytest.approx(
        sum(seconds.nodes.values())
    )


@pytest.mark.slow
def test_pandas_answers_as_we_do(built):
    folder, exports, home, _ = built
    taken = frames.by_pandas(folder / "pandas", exports)
    parts = taken.reading, taken.preparing, taken.answering
    assert min(parts) > 0
    assert taken.whole > sum(parts)
    same = "the same RFM of each customer, cohort cells, funnel counts"
    assert frames.agreement_of_pandas(folder / "pandas", home) == same
    file = folder / "pandas" / "cohorts.parquet"
    duckdb.execute(f"copy (from '{file}' offset 1) to '{file}.new' (format parquet)")
    file.with_name("cohorts.parquet.new").replace(file)
    assert frames.agreement_of_pandas(folder / "pandas", home) == "1 rows of cohort cells differ"


@pytest.mark.slow
def test_the_usual_stack_answers_as_we_do(built):
    folder, exports, home, _ = built
    try:
        taken = usual_stack.land_and_build(folder / "usual", exports)
    except UnavailableError as error:
        pytest.skip(str(error))
    assert min(taken.landing, taken.building, taken.models) > 0
    assert usual_stack.agreement(folder / "usual", home) == (
        "the same RFM of each customer, cohort cells, funnel counts, figures by day"
    )
    with duckdb.connect(str(folder / "usual" / "usual_stack.duckdb")) as connection:
        connection.execute("update sales_funnel set reached = reached + 1 where stage = 'won'")
    assert usual_stack.agreement(folder / "usual", home).endswith(" rows of funnel counts differ")


@pytest.mark.slow
def test_retail_science_measures_as_we_do(built):
    folder, exports, home, _ = built
    try:
        frames.by_retail_science(folder / "retail", exports, frames.last_day(exports))
    except UnavailableError as error:
        pytest.skip(str(error))
    said = frames.agreement_of_retail_science(folder / "retail", home)
    assert said.startswith(
        "0 differing rows of recency, frequency and monetary, 0 of cohort cells; "
    )
    # fifths of the same sort are cut alike, by the ids of the files in both
    assert said.endswith("(0 differ where ours is cut into fifths as well)")


@pytest.mark.slow
def test_lifetimes_finds_the_same(tmp_path):
    try:
        ratio, found = repeat_buying.measure(tmp_path, 2000, 1)
    except UnavailableError as error:
        pytest.skip(str(error))
    assert isinstance(ratio, Ratio)
    assert math.isfinite(ratio.value)
    assert found.startswith("parameters of BG/NBD: the same to 1% (")
