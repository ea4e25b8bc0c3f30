"""What customers will be worth: expected orders times expected amount, discounted.

Fader, Hardie and Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of
Marketing Research 42 (2005) 415-430. Times are in days here as everywhere; what a month is, is
said once. A published example of 140.10 for the first customer of CDNOW came from counting weeks
as days; its value is 36.28.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from analytics.repeat_buying import Histories, Numbers

DAYS_OF_A_MONTH = 365.25 / 12


class Buying(Protocol):
    """A model of how often customers buy again."""

    def expected_orders(self, histories: Histories, days: npt.ArrayLike) -> Numbers:
        """Orders to expect within so many days, a row of the histories for each number of days."""


def ends_of_months(months: int = 12, days_of_a_month: float = DAYS_OF_A_MONTH) -> Numbers:
    """Days from the count to the end of each of the months to come."""
    return days_of_a_month * np.arange(1.0, months + 1)


def orders_by_month(buying: Buying, histories: Histories, ends: Numbers | None = None) -> Numbers:
    """Orders to expect in each of the months to come: one row per month, one column per history.

    Args:
        buying: how they buy.
        histories: of the customers.
        ends: see `ends_of_months`; on another clock, what it shows then. A year by default.
    """
    ends = ends_of_months() if ends is None else ends
    until = buying.expected_orders(histories, ends[:, np.newaxis])
    return np.diff(until, axis=0, prepend=0.0)


def lifetime_value(
    by_month: Numbers, amount: Numbers | float, monthly_discount: float = 0.0
) -> Numbers:
    """Present value of the orders of the months to come, one per history.

    Args:
        by_month: see `orders_by_month`.
        amount: what an order of each is worth, see `analytics.spend`.
        monthly_discount: 0.01 where money is worth 1 % less a month later.
    """
    worth = (1 + monthly_discount) ** -np.arange(1.0, len(by_month) + 1)
    return np.asarray(amount * (worth @ by_month))
