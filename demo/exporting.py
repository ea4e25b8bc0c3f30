"""Exports of a table, one after another, each of what was to be seen by its end, and their dirt."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from demo.chance import one_of
from demo.papers import Cell, Paper, TextPaper
from demo.rhythm import DAY, Calendar
from demo.traits import Exports, TableForm
from demo.truth import REJECTED, Truth

Row = Mapping[str, Cell]
_FULL_WIDTH = {ord(digit): ord(digit) - 0x30 + 0xFF10 for digit in "0123456789"}


@dataclass(frozen=True)
class Window:
    """What one export shows: records changed from a second on, as they were at another."""

    start: int
    end: int
    calendar: Calendar

    @property
    def day(self) -> dt.date:
        """The day of the export, in whose morning it is made: the first it knows nothing of."""
        return self.calendar.first + dt.timedelta(days=self.end // DAY)

    @property
    def first(self) -> dt.date:
        """The first day that it shows."""
        return self.calendar.first + dt.timedelta(days=self.start // DAY)

    @property
    def last(self) -> dt.date:
        """The last day that it shows."""
        return self.day - dt.timedelta(days=1)

    @property
    def made_at(self) -> dt.datetime:
        """When the export was made."""
        return dt.datetime.combine(self.day, dt.time(6), tzinfo=dt.UTC)


def windows(calendar: Calendar, exports: Exports) -> list[Window]:
    """The windows of a system's exports, the earliest first."""
    found: list[Window] = []
    for days in exports.ends:
        start = 0
        if found and exports.overlap_days is not None:
            start = found[-1].end - exports.overlap_days * DAY
        found.append(Window(max(start, 0), calendar.end - days * DAY, calendar))
    return found


class ExportFile:
    """One table's rows in one file, some of them damaged; the truth is told of those.

    A damaged row is an extra one between two good ones, so that every record is there once.

    Args:
        paper: what is written on; the header is there already.
        form: of the table.
        place: system, table and file, as the truth calls them.
        rng: where chance comes from.
        dirt: share of rows behind which a damaged one comes, and of rows written sloppily.
        truth: is told.
    """

    def __init__(
        self,
        paper: Paper,
        form: TableForm,
        place: Mapping[str, str],
        rng: random.Random,
        dirt: float,
        truth: Truth,
    ) -> None:
        self.paper = paper
        self._form = form
        self._place = dict(place)
        self._rng = rng
        self._dirt = dirt
        self._truth = truth
        self._good = 0
        self._bad: Counter[bool] = Counter()  # is it rejected?
        self._required = form.columns.index(form.required)
        kinds = ["missing_required", "blank"]
        kinds += ["wrong_width", "unclosed_quote"] if isinstance(paper, TextPaper) else []
        kinds += ["scientific_id"] if form.numbers else []
        self._kinds = kinds + (["repeated"] if form.is_repeatable else [])

    def write(self, row: Row) -> None:
        """A row as it should be, now and then with a damaged one before it."""
        cells = [row.get(column, "") for column in self._form.columns]
        if self._dirt and self._good and self._rng.random() < self._dirt:
            self._damage(cells)
        if self._dirt and self._rng.random() < self._dirt:
            self._soil(cells)
        self.paper.row(cells)
        self._good += 1

    def told(self, kind: str, line: int) -> None:
        """Tell the truth of a row that is no data."""
        self._bad[kind in REJECTED] += 1
        self._truth.add("dirt", **self._place, line=line, kind=kind)

    def close(self) -> None:
        """Finish the file."""
        self.paper.close()
        self._truth.add(
            "files", **self._place, good=self._good, rejected=self._bad[True],
            dropped=self._bad[False],
        )  # fmt: skip

    def _damage(self, cells: Sequence[Cell]) -> None:
        damaged = list(cells)
        paper = self.paper
        kind = one_of(self._rng, self._kinds)
        if kind == "scientific_id":
            at = self._form.columns.index(self._form.numbers)
            if damaged[at] == "":  # the further rows of a record do not repeat its number
                kind = "missing_required"
            else:
                damaged[at] = f"{float(damaged[at]):.5E}"
        if kind == "missing_required":
            damaged[self._required] = ""
        match kind, paper:
            case "repeated", _:
                paper.row(cells)
                self._good += 1
                return
            case "blank", _:
                line = paper.blank()
            case "wrong_width", TextPaper():
                line = paper.too_wide(cells)
            case "unclosed_quote", TextPaper():
                line = paper.unclosed(cells)
            case _:
                line = paper.row(damaged)
        self.told(kind, line)

    def _soil(self, cells: list[Cell]) -> None:
        """Write one value as people do: it means the same."""
        form = self._form
        columns = [*form.emails, *form.phones, *form.texts, *form.money]
        if not columns:
            return
        name = one_of(self._rng, columns)
        at = form.columns.index(name)
        value = cells[at]
        if value == "":
            return
        if name in form.emails:
            cells[at] = str(value).title()
        elif name in form.phones:
            cells[at] = str(value).translate(_FULL_WIDTH)
        elif name in form.texts:
            cells[at] = f"\u3000{value} "
        else:
            cells[at] = f"{form.sign}{float(value):,.2f}"


class History:
    """A table's exports.

    Args:
        files: the exports, the earliest first.
        count: is called once for every record that any of them shows.
    """

    def __init__(
        self, files: Sequence[tuple[Window, ExportFile]], count: Callable[[], None]
    ) -> None:
        self._files = files
        self._count = count

    def write(self, events: Iterable[int | None], rows: Callable[[int], Iterable[Row]]) -> None:
        """Write a record into every export that shows it.

        Args:
            events: the seconds at which it was made and changed.
            rows: its rows, as they were to be seen at the end of an export.
        """
        moments = [moment for moment in events if moment is not None]
        is_shown = False
        for window, file in self._files:
            changed = max((moment for moment in moments if moment < window.end), default=-1)
            if changed >= window.start:
                is_shown = True
                for row in rows(window.end):
                    file.write(row)
        if is_shown:
            self._count()
