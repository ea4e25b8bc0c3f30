"""Which faults of a build are tried again."""

import pytest

from pipeline.building import _may_pass


@pytest.mark.parametrize(
    ("message", "may_pass"),
    [
        ("Runtime Error in model a\n  IO Error: Could not read from file", True),
        ("Runtime Error in model a\n  INTERNAL Error: Attempted to access index 0", True),
        ("Runtime Error in model b\n  FATAL Error: Failed: database has been invalidated", True),
        ("Runtime Error in model a\n  IO Error: Could not write: No space left on device", False),
        ("Runtime Error in model a\n  Conversion Error: Could not convert string 'x'", False),
        ("None", False),
    ],
)
def test_a_fault_that_may_be_gone_the_next_time_is_told_from_one_that_stays(message, may_pass):
    assert _may_pass(message) is may_pass
