"""Pages, readers, memory and a cold browser are measured on a published demo."""

import pytest

from benchmarks import dashboards
from benchmarks.measure import Verdict


@pytest.mark.slow
@pytest.mark.browser
def test_dashboards_are_measured(demo_home):
    found = dashboards.measure(demo_home, 2, 2, 1, pages=["overview"])
    if isinstance(found[-1], Verdict):
        pytest.skip(found[-1].note)
    by_name = {one.name: one for one in found}
    again = by_name["page overview, run again, median"]
    slowest = by_name["page overview, run again, 95 of 100"]
    assert 0 < again.ours <= slowest.ours
    assert (again.unit, again.rounds, slowest.target) == ("ms", 2, 300)
    assert by_name["2 sessions, 5 s between looks: looks that failed"].ours == 0
    assert by_name["memory of the app"].ours > 50
    cold = found[-2]
    assert cold.ours > cold.other > 0
    assert by_name["the difference of both"].ours == pytest.approx(cold.ours - cold.other)
