"""docs/benchmarks.md: its prose is `page.md.jinja`, its tables and plots are what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import jinja2

from benchmarks import tables
from benchmarks.plots import plots
from benchmarks.results import ROOT, Record, Room, load

PAGE = ROOT / "docs" / "benchmarks.md"
_TEMPLATE = "page.md.jinja"


def write_page(results: Path, page: Path) -> list[Path]:
    """Write the page, and its plots into a folder of its name beside it; gives the files.

    Args:
        results: folder of what is kept.
        page: where to write it.
    """
    rooms = load(results)
    drawn = plots(rooms)
    folder = page.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    files = [folder / f"{name}.svg" for name in drawn]
    for file, svg in zip(files, drawn.values(), strict=True):
        file.write_text(svg, encoding="utf-8")
    page.write_text(text_of(rooms, drawn, folder.name), encoding="utf-8")
    return [page, *files]


def text_of(rooms: Mapping[str, Room], drawn: Mapping[str, str], folder: str) -> str:
    """The page as text.

    Args:
        rooms: what is kept.
        drawn: plots by name.
        folder: of the plots, from the page.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # it is Markdown
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    told: set[str] = set()

    def of(room: str, *groups: str) -> list[Record]:
        return [one for one in rooms[room].records if not groups or one.group in groups]

    def measured(room: str) -> bool:
        told.add(room)
        return room in rooms

    def plot(name: str, alternative: str) -> str:
        return f"![{alternative}]({folder}/{name}.svg)" if name in drawn else ""

    return environment.get_template(_TEMPLATE).render(
        measured=measured,
        of=of,
        plot=plot,
        table=tables.table,
        by_size=tables.by_size,
        circumstances=lambda room: tables.circumstances(rooms[room]),
        others=lambda: sorted(rooms.keys() - told),
    )
