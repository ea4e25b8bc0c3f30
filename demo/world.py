"""What every part of the demo shares: the seed, the calendar, the people, the words and numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from demo.market import Activity, Behaviour, Words, behaviour, words
from demo.people import Registry
from demo.rhythm import Calendar, Rhythm


@dataclass(frozen=True)
class World:
    """One invented company; `until` is its last day, on whose evening the exports are made."""

    seed: int
    until: dt.date
    calendar: Calendar
    registry: Registry
    behaviour: Behaviour
    words: Words

    def rhythm(self, activity: Activity, *, is_growing: bool) -> Rhythm:
        """The calendar of an activity over the whole history."""
        history = self.behaviour.history
        growth = history.yearly_growth if is_growing else 0.0
        return Rhythm(self.calendar.first, history.days, activity, growth)


def make_world(seed: int, until: dt.date) -> World:
    """A world whose history ends with the day `until`."""
    numbers, texts = behaviour(), words()
    first = until - dt.timedelta(days=numbers.history.days - 1)
    calendar = Calendar(first, numbers.history.days)
    return World(seed, until, calendar, Registry(texts), numbers, texts)
