"""Reading the demo's files with nothing but the standard library and calamine."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from demo.exports import write_exports

Row = dict[str, str]


@dataclass
class Exported:
    """A folder of exports; damaged lines are kept apart from rows."""

    folder: Path
    paths: list[Path]
    damaged: list[str] = field(default_factory=list)

    def csv(self, pattern: str) -> list[Row]:
        rows: list[Row] = []
        paths = [path for path in self.paths if path.match(pattern)]
        assert paths, f"no file like {pattern}"
        for path in paths:
            rows += self._rows(path.read_text(encoding="utf-8"))
        return rows

    def users(self) -> list[Row]:
        return self.module("Users")

    def module(self, name: str) -> list[Row]:
        """A module of the CRM's backup."""
        return self._rows(self.backup()[f"Data/{name}_001.csv"])

    def orders(self) -> dict[str, list[Row]]:
        """The lines of every order."""
        found: dict[str, list[Row]] = {}
        for line in self.csv("order_lines_*.csv"):
            found.setdefault(line["order_id"], []).append(line)
        return found

    def backup(self) -> dict[str, str]:
        (path,) = [path for path in self.paths if path.suffix == ".zip"]
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}

    def products(self) -> list[dict[str, Any]]:
        products: list[dict[str, Any]] = json.loads(
            (self.folder / "products.json").read_text(encoding="utf-8")
        )
        return products

    def payments(self) -> Iterator[dict[str, Any]]:
        with gzip.open(self.folder / "payments.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except json.JSONDecodeError:
                    self.damaged.append(line)

    def customers(self) -> list[dict[str, Any]]:
        sheet = CalamineWorkbook.from_path(str(self.folder / "customers.xlsx")).get_sheet_by_index(
            0
        )
        header, *rows = sheet.to_python()
        return [dict(zip(map(str, header), row, strict=True)) for row in rows]

    def _rows(self, text: str) -> list[Row]:
        header, *lines = csv.reader(io.StringIO(text))
        rows = []
        for line in lines:
            if len(line) == len(header):
                rows.append(dict(zip(header, line, strict=True)))
            elif line:
                self.damaged.append(",".join(line))
        return rows


def export(folder: Path, **arguments: Any) -> Exported:
    return Exported(folder, write_exports(folder, **arguments))
