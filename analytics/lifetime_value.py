"""What customers will be worth: expected orders times expected amount, discounted.

Fader, Hardie and Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal of
Marketing Research 42 (2005) 415-430. Times are in days here as everywhere; what a month is, is
said once. A published example of 140.10 for the first customer of CDNOW came from counting weeks
as days; its value is 36.28.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from analytics.repeat_buying import Histories, Numbers

DAYS_OF_A_MONTH = 365.25 / 12


class Buying(Protocol):
    """A model of how often customers buy again."""

    def expected_orders(self, histories: Histories, days: float) -> Numbers:
        """Orders to expect within so many days, one per history."""


def lifetime_value(
    buying: Buying,
    histories: Histories,
    amount: Numbers,
    *,
    months: int = 12,
    monthly_discount: float = 0.0,
    days_of_a_month: float = DAYS_OF_A_MONTH,
) -> Numbers:
    """Present value of the orders of the months to come, one per history.

    Args:
        buying: a fitted model.
        histories: of the customers.
        amount: what an order of each is worth, see `analytics.spend`.
        months: how many.
        monthly_discount: 0.01 where money is worth 1 % less a month later.
        days_of_a_month: to count months in.
    """
    value = np.zeros(len(histories.repeats))
    before = np.zeros(len(histories.repeats))
    for month in range(1, months + 1):
        orders = buying.expected_orders(histories, month * days_of_a_month)
        value += amount * (orders - before) / (1 + monthly_discount) ** month
        before = orders
    return value
