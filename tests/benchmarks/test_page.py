"""The page of the benchmarks is what their results give, and tells what was not measured."""

import xml.etree.ElementTree as ET

import pytest

from benchmarks.measure import Ratio, Verdict, compared
from benchmarks.page import PAGE, text_of, write_page
from benchmarks.plots import plots
from benchmarks.results import RESULTS, load, save
from benchmarks.tables import number


def test_the_page_is_what_the_results_give():
    rooms = load(RESULTS)
    text = text_of(rooms, plots(rooms), "benchmarks")
    assert PAGE.read_text(encoding="utf-8") == text, "run `python -m benchmarks page`"


def test_its_plots_lie_beside_it():
    drawn = plots(load(RESULTS))
    assert {path.stem for path in PAGE.with_suffix("").glob("*.svg")} == set(drawn)


@pytest.fixture
def results(tmp_path):
    """Of a few rooms, one of which the page knows nothing of."""
    folder = tmp_path / "results"
    landing = compared("landing, against bare", [3.0, 2.0], [1.0, 2.0], size="1 MB", target=1.3)
    save(folder, "landing", [landing])
    at = [(1000, 1.0), (10_000, 20.0)]
    steps = [Ratio("build", seconds, None, "", group="steps", scale=size) for size, seconds in at]
    slow = Ratio("fct_order", 1.301, None, "1,000 to 10,000", 1.1, "", group="exponents")
    fast = Ratio("fct_lead", 0.9, None, "1,000 to 10,000", 1.1, "", group="exponents")
    save(folder, "growth", [*steps, slow, fast])
    save(folder, "weather", [Verdict("it rains", is_met=None, size="the sky", note="not looked")])
    return folder


def test_tables_have_medians_with_their_spread_and_bold_what_misses_its_target(results, tmp_path):
    page, *drawn = write_page(results, tmp_path / "page.md")
    text = page.read_text(encoding="utf-8")
    assert (
        "| landing, against bare | 1.67 (1.00–3.00) | 2.50 s (2.00–3.00) | 1.50 s (1.00–2.00) "
        "| 1.3 | **no** | 1 MB | 2 |"
    ) in text
    assert "| work | 1,000 | 10,000 |" in text
    assert "| build | 1.00 s | 20.0 s |" in text
    assert "\n2 models take long enough" in text
    assert "| fct_order | 1.30 | 1.1 | **no** |" in text
    assert "| fct_lead |" not in text
    assert {path.name for path in drawn} == {"targets.svg", "growth-steps.svg"}
    assert "](page/growth-steps.svg)" in text


def test_what_was_not_measured_is_told_and_what_is_unknown_has_a_place(results, tmp_path):
    text = write_page(results, tmp_path / "page.md")[0].read_text(encoding="utf-8")
    assert "Not measured yet: `python -m benchmarks one_percent`." in text
    assert "`python -m benchmarks landing`." not in text
    assert "## Weather\n\n| work | size | what happened |" in text


def test_plots_are_drawings_of_what_is_kept(results):
    drawn = plots(load(results))
    texts = "".join(ET.fromstring(drawn["growth-steps"]).itertext())
    assert "build" in texts
    assert "seconds of a step" in texts
    assert "customers" in texts


def test_a_plot_that_is_no_longer_drawn_is_removed(results, tmp_path):
    write_page(results, tmp_path / "page.md")
    (results / "growth.json").unlink()
    write_page(results, tmp_path / "page.md")
    assert [path.name for path in (tmp_path / "page").iterdir()] == ["targets.svg"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.123, "0.12"), (9.996, "10.00"), (45.67, "45.7"), (1234.5, "1,234")],
)
def test_numbers_have_three_digits(value, text):
    assert number(value) == text
