"""A system's desk: opens its export files, and puts them where they belong when all is written."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from demo.chance import stream
from demo.exporting import ExportFile, History, Row, Window, windows
from demo.papers import Paper, SheetPaper, Style, TextPaper, excel_time
from demo.rhythm import DAY
from demo.traits import Traits, forms, traits
from demo.truth import Truth
from demo.world import World


class Desk:
    """One system's files.

    Args:
        system: its name, which is its folder's too.
        folder: of the company's exports.
        world: the company.
        dirt: share of rows.
        truth: is told of everything.
    """

    def __init__(self, system: str, folder: Path, world: World, dirt: float, truth: Truth) -> None:
        self.system = system
        self.world = world
        self.traits: Traits = traits()
        self.truth = truth
        self.rng = stream(world.seed, f"{system}/rows")
        self.forms = forms(system)
        self.whole = Window(0, world.calendar.end, world.calendar)
        self._folder = folder
        self._dirt = dirt
        self._stack = ExitStack()
        self._scratch = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self._files: list[ExportFile] = []
        self._made: dict[Path, Window] = {}
        self._members: dict[Path, list[tuple[str, Path]]] = {}

    @property
    def windows(self) -> list[Window]:
        """The system's exports, the earliest first."""
        return windows(self.world.calendar, self.traits.exports[self.system])

    def text(
        self,
        form: str,
        window: Window,
        style: Style,
        *,
        archive: str = "",
        table: str = "",
        preamble: Sequence[str] = (),
        columns: Sequence[str] = (),
        milliseconds: int = 0,
    ) -> ExportFile:
        """Open a text file, with its header.

        Args:
            form: name of the table's form.
            window: what it shows.
            style: how it is written.
            archive: the zip in which it lies; "" for none.
            table: as the truth calls it; the form's name where it is not given.
            preamble: lines before the header.
            columns: a header of its own instead of the form's.
            milliseconds: of the time at which it was made, where the name has them.
        """
        known = self.forms[form]
        if columns:
            known = known.model_copy(update={"columns": list(columns)})
        name = known.file.format(
            day=window.day, first=window.first, last=window.last, milliseconds=milliseconds
        )
        path, label = self._path(name, archive, window)
        paper = TextPaper(path, style)
        file = self._file(paper, form, table, label, columns=known.columns)
        for line in preamble:
            file.told("preamble", paper.row([line]))
        paper.row(known.columns)
        if known.second_header:
            file.told("header_row", paper.row(known.second_header))
        return file

    def sheet(
        self, form: str, window: Window, *, hidden_columns: int = 0, hidden_sheet: str = ""
    ) -> ExportFile:
        """Open a workbook, with its header."""
        known = self.forms[form]
        path, label = self._path(known.file.format(day=window.day), "", window)
        paper = SheetPaper(
            path, known, window.day, hidden_columns=hidden_columns, hidden_sheet=hidden_sheet
        )
        return self._file(paper, form, "", f"{label}#{known.sheet}", columns=known.columns)

    def history(self, table: str, files: Sequence[tuple[Window, ExportFile]]) -> History:
        """The exports of a table, which count its records."""
        return History(files, lambda: self.truth.count(self.system, table))

    def texts(self, style: Style, shown: Sequence[Window]) -> Callable[[str], History]:
        """A function that opens a table's text files, one for each window."""
        return lambda table: self.history(
            table, [(window, self.text(table, window, style)) for window in shown]
        )

    def time(self, second: int, hours: int = 0) -> str:
        """A second as text, on a clock that many hours ahead of UTC."""
        return self.world.calendar.time(second + hours * 3600)

    def date(self, second: int, hours: int = 0) -> str:
        """A second's day as text, on a clock that many hours ahead of UTC."""
        return self.world.calendar.date(second + hours * 3600)

    def excel(self, second: int) -> float:
        """A second as Excel counts days."""
        return excel_time(self.world.calendar.first, second)

    def excel_day(self, second: int) -> float:
        """A second's day as Excel counts days."""
        return self.excel(second // DAY * DAY)

    def close(self) -> None:
        """Finish every file, and give it the time at which its export was made."""
        for file in self._files:
            file.close()
        for path, members in self._members.items():
            _write_archive(path, members, self._made[path])
        for path, window in self._made.items():
            moment = window.made_at.timestamp()
            os.utime(path, (moment, moment))
        self._stack.close()

    def _path(self, name: str, archive: str, window: Window) -> tuple[Path, str]:
        """Where a file is written, and what the truth calls it."""
        outer = self._folder / self.system / (archive or name)
        outer.parent.mkdir(parents=True, exist_ok=True)
        self._made[outer] = window
        if not archive:
            return outer, f"{self.system}/{name}"
        members = self._members.setdefault(outer, [])
        inner = self._scratch / f"{len(self._files)}.part"
        members.append((name, inner))
        return inner, f"{self.system}/{archive}/{name}"

    def _file(
        self, paper: Paper, form: str, table: str, label: str, *, columns: Sequence[str]
    ) -> ExportFile:
        known = self.forms[form].model_copy(update={"columns": list(columns)})
        place = {"system": self.system, "table": table or form, "file": label}
        chance: random.Random = stream(self.world.seed, f"{self.system}/dirt/{label}")
        file = ExportFile(paper, known, place, chance, self._dirt, self.truth)
        self._files.append(file)
        self.truth.requires(self.system, place["table"], known.required)
        return file


def once(row: Row) -> Callable[[int], tuple[Row]]:
    """The rows of a record that looks the same in every export."""
    return lambda _at: (row,)


def _write_archive(path: Path, members: Sequence[tuple[str, Path]], window: Window) -> None:
    """A zip whose members have the time of the export."""
    moment = window.made_at
    stamp = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    with zipfile.ZipFile(path, "w") as archive:
        for name, source in members:
            member = zipfile.ZipInfo(name, date_time=stamp)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            member.file_size = source.stat().st_size
            with source.open("rb") as content, archive.open(member, "w") as target:
                shutil.copyfileobj(content, target, 1 << 20)
