"""When things happen: growth, seasons, weekdays and hours, as a change of clock.

Activity runs evenly on an inner clock (its unit is a day of average activity); the calendar is
that clock stretched by the day's weight. A process that is simple on the inner clock, such as
exponential waiting times, therefore shows peaks and growth on the calendar. An instant is a day's
number plus a fraction, where the fraction is the share of the day's activity that is over.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from itertools import accumulate

from demo.market import Activity

DAY = 86_400
HOUR = 3_600


class Rhythm:
    """The calendar of one kind of activity.

    Args:
        first: the first day of the history.
        days: its number of days.
        activity: relative activity by weekday, month and hour.
        yearly_growth: continuously compounded; 0 for none.
    """

    def __init__(
        self, first: dt.date, days: int, activity: Activity, yearly_growth: float = 0.0
    ) -> None:
        weights = []
        for number in range(days):
            day = first + dt.timedelta(days=number)
            season = activity.weekdays[day.weekday()] * activity.months[day.month - 1]
            weights.append(season * math.exp(yearly_growth * number / 365.25))
        scale = days / sum(weights)
        self.days = days
        self._weights = [weight * scale for weight in weights]
        self._begins = [0.0, *accumulate(self._weights)]
        hours = [0.0, *accumulate(activity.hours)]
        self._hours = [hour / hours[-1] for hour in hours]

    def weight(self, day: int) -> float:
        """How busy a day is; 1 on average."""
        return self._weights[day]

    def instant(self, clock: float) -> float:
        """The instant at which the inner clock shows `clock` (0 to `days`)."""
        day = min(bisect_right(self._begins, clock) - 1, self.days - 1)
        return day + min((clock - self._begins[day]) / self._weights[day], 0.999_999_9)

    def clock(self, instant: float) -> float:
        """What the inner clock shows at an instant."""
        day = int(instant)
        return self._begins[day] + (instant - day) * self._weights[day]

    def second(self, instant: float) -> int:
        """The second since the history began in which an instant lies."""
        day = int(instant)
        share = instant - day
        hour = min(bisect_right(self._hours, share) - 1, 23)
        within = (share - self._hours[hour]) / (self._hours[hour + 1] - self._hours[hour])
        return day * DAY + hour * HOUR + min(int(within * HOUR), HOUR - 1)


class Calendar:
    """Seconds since the history began, as text.

    Args:
        first: the first day.
        days: the number of days whose text is wanted often; later days are worked out.
    """

    def __init__(self, first: dt.date, days: int) -> None:
        self.first = first
        self.end = days * DAY
        self._texts = [(first + dt.timedelta(days=number)).isoformat() for number in range(days)]
        self._times = [
            f"{second // HOUR:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            for second in range(DAY)
        ]

    def date(self, second: int) -> str:
        """The day as `2026-06-30`."""
        day = second // DAY
        if 0 <= day < len(self._texts):
            return self._texts[day]
        return (self.first + dt.timedelta(days=day)).isoformat()

    def time(self, second: int) -> str:
        """The second as `2026-06-30 23:59:59`."""
        return f"{self.date(second)} {self._times[second % DAY]}"

    def weekday(self, second: int) -> int:
        """0 for a Monday to 6 for a Sunday."""
        return (self.first.weekday() + second // DAY) % 7

    def working(self, second: int) -> int:
        """The same time of day on the next working day, where it falls on a weekend."""
        weekday = self.weekday(second)
        return second + max(0, 7 - weekday) * DAY if weekday >= 5 else second

    def after_work(self, begun: int, work: int, hours: tuple[int, int]) -> int:
        """When work that somebody could begin at a second is done.

        Args:
            begun: nobody works on it before.
            work: seconds that it takes.
            hours: from when to when people work, Monday to Friday.
        """
        opens, closes = (hour * HOUR for hour in hours)
        day, second = divmod(begun, DAY)
        weekday = self.weekday(begun)
        worked = 0 if weekday >= 5 else min(max(second - opens, 0), closes - opens)
        days, rest = divmod(worked + work, closes - opens)
        weeks, reached = divmod(min(weekday, 5) + days, 5)
        return (day + weeks * 7 + reached - weekday) * DAY + opens + rest
