"""`warehouse sources`: the known CRMs, and the scaffold of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from ingestion.catalog import load_catalog
from ingestion.scaffold import new_source
from warehouse.errors import UsageError
from warehouse.home import Home

if TYPE_CHECKING:
    from rich.console import Console


def print_sources(home: Home, console: Console) -> None:
    """One line per source: its tables and where its shape comes from."""
    table = Table()
    for heading in ("source", "title", "tables", "maps to", "time zone"):
        table.add_column(heading, overflow="fold")
    for source in load_catalog(home.sources).sources.values():
        table.add_row(
            source.source,
            source.title,
            ", ".join(source.tables),
            source.maps_to or "",
            source.time_zone,
        )
    console.print(table)


def print_source(home: Home, name: str, console: Console) -> None:
    """The files, key and columns of each table of one source.

    Raises:
        UsageError: no source has that name.
    """
    known = load_catalog(home.sources).sources
    if name not in known:
        raise UsageError(f"No source is called '{name}'; there are: {', '.join(sorted(known))}.")
    for table_name, spec in known[name].tables.items():
        table = Table(title=f"{name} {table_name}: {spec.description}", title_justify="left")
        for heading in ("column", "headers that are read into it", "required", "key"):
            table.add_column(heading, overflow="fold")
        for column, aliases in spec.columns.items():
            table.add_row(
                column,
                ", ".join([column, *aliases]),
                "yes" if column in spec.required else "",
                "yes" if column in spec.key else "",
            )
        console.print(table)
        console.print(f"Files: {', '.join(spec.files) or 'any'}\n")


def create_source(home: Home, name: str | None, console: Console) -> None:
    """Write the skeleton of a source into the home and say what to do with it.

    Raises:
        UsageError: no name, or a name that is taken or not usable.
    """
    if not name:
        raise UsageError("Give the new source a name: `warehouse sources new NAME`.")
    path = new_source(home.sources, name)
    console.print(f"Wrote {path}: fill in its file patterns and headers, then `warehouse ingest`.")
