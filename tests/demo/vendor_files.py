"""Reading a company's files with the csv module and calamine, apart from everything in `demo`."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from demo.company import write_company

Row = dict[str, Any]
# column that says which record a row is; the report's ids lack the last three signs
KEYS = {
    "zoho": ["Record Id"],
    "fxiaoke": ["唯一性ID（必填）"],
    "salesforce": ["Id", "Opportunity ID"],
    "hubspot": ["Record ID", "Ticket ID"],
    "pipedrive": ["Deal - ID", "Organization - ID", "Person - ID"],
    "dynamics": [f"(Do Not Modify) {entity}" for entity in (
        "Account", "Contact", "Lead", "Opportunity", "Case",
    )],
    "shopify": ["Name", "Customer ID"],
    "taobao": ["订单编号"],
    "zendesk": ["Id"],
    "google_ads": ["Campaign"],
    "meta_ads": ["Campaign name"],
    "surveymonkey": ["Respondent ID"],
}  # fmt: skip


@dataclass
class VendorFile:
    """One file (member, sheet) as the truth names it, and what the truth says of its lines."""

    entry: dict[str, Any]
    folder: Path
    dirt: dict[int, str] = field(default_factory=dict)

    @property
    def system(self) -> str:
        return str(self.entry["system"])

    @property
    def table(self) -> str:
        return str(self.entry["table"])

    @property
    def name(self) -> str:
        return str(self.entry["file"])

    @property
    def sheet(self) -> str:
        return self.name.partition("#")[2]

    @property
    def delimiter(self) -> str:
        return "\t" if self.content.startswith(b"\xff\xfe") else ","

    @property
    def outer(self) -> Path:
        """The file on disk."""
        path = self.folder
        for part in self.name.partition("#")[0].split("/"):
            path /= part
            if path.is_file():
                return path
        raise AssertionError(f"there is no file {self.name}")

    @cached_property
    def content(self) -> bytes:
        outer = self.outer
        member = self.name.removeprefix(outer.relative_to(self.folder).as_posix()).lstrip("/")
        if outer.suffix.casefold() != ".zip":
            return outer.read_bytes()
        with zipfile.ZipFile(outer) as archive:
            return archive.read(member)

    @cached_property
    def text(self) -> str:
        if self.content.startswith(b"\xff\xfe"):
            return self.content.decode("utf-16")
        return self.content.decode("gbk" if self.system == "taobao" else "utf-8")

    @cached_property
    def lines(self) -> list[str]:
        """Lines as they stand in the file; a last line break begins no line."""
        return self.text.removesuffix("\n").split("\n")

    @cached_property
    def grid(self) -> list[list[Any]]:
        """Rows of a sheet as they stand in it."""
        return CalamineWorkbook.from_path(str(self.outer)).get_sheet_by_name(self.sheet).to_python()

    @cached_property
    def cells(self) -> list[list[Any]]:
        """Header and rows, without the lines that the truth calls no data."""
        if self.sheet:
            return [row for at, row in enumerate(self.grid, start=1) if at not in self.dirt]
        kept = [line for at, line in enumerate(self.lines, start=1) if at not in self.dirt]
        text = "".join(f"{line}\n" for line in kept)
        return list(csv.reader(io.StringIO(text), delimiter=self.delimiter, strict=True))

    @property
    def header(self) -> list[str]:
        return self.cells[0]

    @cached_property
    def rows(self) -> list[Row]:
        """Good rows by header; of two headers of one name the last one counts."""
        width = len(self.header)
        assert all(len(row) == width for row in self.cells), self.name
        return [dict(zip(self.header, row, strict=True)) for row in self.cells[1:]]

    @property
    def key(self) -> str:
        return next(name for name in KEYS[self.system] if name in self.header)

    @property
    def is_report(self) -> bool:
        return "/report" in self.name


@dataclass
class WrittenCompany:
    """A company's folder and truth."""

    folder: Path
    truth: dict[str, Any]

    @cached_property
    def files(self) -> list[VendorFile]:
        dirt: dict[str, dict[int, str]] = defaultdict(dict)
        for entry in self.truth["dirt"]:
            assert entry["line"] not in dirt[entry["file"]], "two kinds of dirt on one line"
            dirt[entry["file"]][entry["line"]] = entry["kind"]
        return [
            VendorFile(entry, self.folder, dirt[entry["file"]]) for entry in self.truth["files"]
        ]

    def of(self, system: str, table: str) -> list[VendorFile]:
        """A table's files, the earliest export first."""
        found = [f for f in self.files if f.system == system and f.table == table]
        return sorted(found, key=lambda file: file.outer.stat().st_mtime)

    def tables(self) -> Iterator[tuple[str, str]]:
        yield from dict.fromkeys((file.system, file.table) for file in self.files)

    def latest(self, system: str, table: str) -> dict[str, list[Row]]:
        """Each record's rows in the latest export that shows it, by its id."""
        found: dict[str, list[Row]] = {}
        for file in self.of(system, table):
            if file.is_report:
                continue
            shown: dict[str, list[Row]] = defaultdict(list)
            for row in file.rows:
                shown[str(row[file.key])].append(row)
            found |= shown
        return found

    def record(self, system: str, table: str) -> dict[str, Row]:
        """Each record's first row in the latest export that shows it, by its id."""
        return {name: rows[0] for name, rows in self.latest(system, table).items()}

    def kinds(self) -> Counter[str]:
        return Counter(entry["kind"] for entry in self.truth["dirt"])

    def part(self, name: str, system: str, table: str | None = None) -> list[dict[str, Any]]:
        return [
            entry
            for entry in self.truth[name]
            if entry["system"] == system and table in {None, entry["table"]}
        ]


def company(folder: Path, **arguments: Any) -> WrittenCompany:
    path = write_company(folder, **arguments)
    return WrittenCompany(folder, json.loads(path.read_text(encoding="utf-8")))


def number(text: Any) -> float:
    """An amount, however it is written."""
    return float(str(text).translate(str.maketrans("", "", "$￥¥,")))


def tidy(text: Any) -> str:
    """A text without the blanks around it, half-width."""
    return str(text).strip("\u3000 ")
