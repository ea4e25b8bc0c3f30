"""The tables of a web page, which many systems write into a file that is called `.xls`.

The rows of all its tables follow one another, as a spreadsheet shows them; what stands outside of
cells is no data.
"""

from __future__ import annotations

import codecs
import itertools
import re
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa

from ingestion.disk import raise_if_full
from ingestion.encoding import BLOCK
from ingestion.header_search import MOST_COLUMNS
from ingestion.plain_text import PlainText
from warehouse.errors import LandingError

_BATCH_CELLS = 250_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# As browsers take these names (encoding.spec.whatwg.org).
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252"}
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"\s*([0-9]{1,9})\s*")
_UNSEEN = {"script", "style"}


class WebPage:
    """The tables of a page as one sheet, written once and read as often as needed."""

    def __init__(self, text: PlainText, folder: Path) -> None:
        """Read it.

        Args:
            text: of the page.
            folder: for the Arrow files, whose columns are `line` (the row, from 1) and c1, c2 …

        Raises:
            LandingError: it has no table, or too many columns.
            WarehouseError: the disk under `folder` is full.
        """
        self.note = " ".join(filter(None, ("Read as a web page, which it is.", text.note)))
        self._files: list[Path] = []
        self._folder = Path(tempfile.mkdtemp(dir=folder))  # another encoding makes another sheet
        width = max((len(row) for _, row in _rows(text)), default=0)  # a first look, for its width
        if not width:
            raise LandingError(
                "It is a web page without a table, such as one to sign in: export it again."
            )
        schema = pa.schema(
            [("line", pa.int64()), *((f"c{at}", pa.string()) for at in range(1, width + 1))]
        )
        rows = _rows(text)
        while some := list(itertools.islice(rows, max(1, _BATCH_CELLS // width))):
            lines = pa.array([line for line, _ in some], pa.int64())
            cells = zip(*([*row, *[""] * (width - len(row))] for _, row in some), strict=True)
            arrays = [lines, *(pa.array(column, pa.string()) for column in cells)]
            self._write(pa.RecordBatch.from_arrays(arrays, schema=schema))

    def _write(self, batch: pa.RecordBatch) -> None:
        path = self._folder / f"{len(self._files)}.arrow"
        try:
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
                writer.write_batch(batch)
        except OSError as error:
            raise_if_full(error, self._folder)
            raise
        self._files.append(path)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows from the first one on; blank ones are left out."""
        for path in self._files:
            with pa.memory_map(str(path)) as file:
                yield pa.ipc.open_file(file).get_batch(0)


def declared_charset(path: Path) -> str | None:
    """The encoding that a page says it is in; None where it says none that helps.

    That it is UTF-8 is found out by its bytes.
    """
    with path.open("rb") as file:
        found = _CHARSET.search(file.read(BLOCK))
    if found is None:
        return None
    name = found[1].decode().casefold()
    try:
        known = _MEANT.get(name) or codecs.lookup(name).name
    except LookupError:
        return None
    return None if known.startswith("utf") else known


def _rows(text: PlainText) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each row that is not blank."""
    parser = _Tables()
    number = 0
    with text.open() as stream:
        for block in itertools.chain(iter(lambda: stream.read(BLOCK), ""), [None]):
            try:
                parser.end() if block is None else parser.feed(block)
            except AssertionError as error:  # of the parser, over a mark of no HTML
                raise LandingError(
                    "It is a damaged web page: open it in a spreadsheet and save it as .xlsx."
                ) from error
            for row in parser.rows:
                number += 1
                if any(cell.strip() for cell in row):
                    yield number, row
            parser.rows.clear()


class _Tables(HTMLParser):
    """Collects rows; a row or cell ends where the next one begins, for end tags may be left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._unseen = 0
        self._covered: dict[int, int] = {}  # column -> rows that a cell above still covers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; cells of a row without its tag begin one."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in {"tr", "table"}:
            self._end_row()
            self._row = [] if tag == "tr" else None
        elif tag in {"td", "th"}:
            self._end_cell()
            self._row = [] if self._row is None else self._row
            self._pass_covered()
            self._cell = []
            spans = dict(attrs)
            self._span = _count(spans.get("colspan")), _count(spans.get("rowspan"))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\v")

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()
            if tag == "table":
                self._covered.clear()

    def handle_data(self, data: str) -> None:
        """Keep the text of cells."""
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def end(self) -> None:
        """Nothing follows."""
        self.close()
        self._end_row()

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._pass_covered()
            while self._row and not self._row[-1]:
                self._row.pop()
            self.rows.append(self._row)
        self._row = None

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = _SPACES.sub(" ", "".join(self._cell)).strip(" ")
        columns, rows = self._span
        if rows > 1:
            begin = len(self._row)
            self._covered |= dict.fromkeys(range(begin, begin + columns), rows - 1)
        self._row += [re.sub(" ?\v ?", "\n", text), *[""] * (columns - 1)]
        self._cell = None
        if len(self._row) > 2 * MOST_COLUMNS:
            raise LandingError(
                f"It is a web page of more than {MOST_COLUMNS:,} columns, which cannot be landed."
            )

    def _pass_covered(self) -> None:
        """What a merged cell of a row above covers is empty, as in a workbook."""
        assert self._row is not None  # noqa: S101 - only called within a row
        while left := self._covered.pop(len(self._row), 0):
            if left > 1:
                self._covered[len(self._row)] = left - 1
            self._row.append("")


def _count(span: str | None) -> int:
    """Columns or rows of a cell; what is no number is one."""
    found = _NUMBER.fullmatch(span or "")
    return min(max(1, int(found[1])), MOST_COLUMNS + 1) if found else 1
