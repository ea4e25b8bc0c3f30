"""Which table of which source a file is, by its name and its header."""

from __future__ import annotations

import fnmatch
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingestion.catalog import Catalog, Source, Table
from ingestion.exports import Export
from ingestion.headers import captured, header_key, resolve
from ingestion.reading import Opener
from ingestion.records import Extract
from warehouse.errors import LandingError, UsageError

_SHOWN = 30  # headers in a message


@dataclass(frozen=True)
class Candidate:
    """A table that a file may be."""

    source: Source
    table: Table

    @property
    def name(self) -> str:
        """As in a message."""
        return f"{self.source.source}.{self.table.name}"

    def maps_to(self, other: Candidate) -> bool:
        """Whether this one reads for the other's table, in a way of its own."""
        return (
            self.source.maps_to == other.source.source and self.table.target == other.table.target
        )


@dataclass(frozen=True)
class Match:
    """A file read as a table.

    Attributes:
        positions: canonical column -> position of the header that feeds it.
        captured: canonical column -> its value for the whole file, which stands in a header.
        missing: required columns that neither a header nor a constant feeds.
        instead_of: the source that it maps to, which would have it if this one were not there.
    """

    candidate: Candidate
    extract: Extract
    positions: Mapping[str, int]
    captured: Mapping[str, str]
    missing: tuple[str, ...]
    instead_of: Candidate | None = None

    @property
    def coverage(self) -> int:
        """Headers of the file that the table knows; none where the file names no columns."""
        if not self.candidate.table.format.names_columns:
            return 0
        return len(set(self.positions.values()))

    @property
    def is_claimed(self) -> bool:
        """Whether so much of it fits that a missing column is a fault of the file."""
        table = self.candidate.table
        return (
            any(column in self.positions for column in table.key)
            or 2 * len(self.missing) < len(table.required)
            or 2 * self.coverage > len(self.extract.headers)
        )


class UnknownFileError(LandingError):
    """No source recognises the file."""


class MisfitError(LandingError):
    """A file of a known table that lacks a required column."""

    def __init__(self, message: str, candidate: Candidate) -> None:
        super().__init__(message)
        self.candidate = candidate


class EmptyFileError(LandingError):
    """There is nothing in the file, not even a header."""


@dataclass(frozen=True)
class Selection:
    """The tables that may be meant.

    Attributes:
        candidates: all of them.
        takes_any_name: whether the user said which source or table it is.
    """

    candidates: tuple[Candidate, ...]
    takes_any_name: bool


def select(catalog: Catalog, source: str | None, table: str | None) -> Selection:
    """The tables that a command may land into.

    Args:
        catalog: where sources are given for this command, they are the only ones.
        source: `--source`.
        table: `--table`, as the source file or the warehouse calls it.

    Raises:
        UsageError: there is no such source or table.
    """
    sources = catalog.given or list(catalog.sources.values())
    if source is not None:
        if source not in catalog.sources:
            known = ", ".join(sorted(catalog.sources))
            raise UsageError(f"No source is called '{source}'; there are: {known}.")
        sources = [catalog.sources[source]]
    candidates = [Candidate(one, each) for one in sources for each in one.tables.values()]
    if table is not None:
        known = ", ".join(dict.fromkeys(candidate.table.name for candidate in candidates))
        named = [each for each in candidates if each.table.name == table]
        candidates = named or [each for each in candidates if each.table.target == table]
        if not candidates:
            raise UsageError(f"No table is called '{table}'; there are: {known}.")
    chosen = bool(source or table or (catalog.given and len(candidates) == 1))
    return Selection(tuple(candidates), chosen)


def recognise(opener: Opener, export: Export, selection: Selection) -> Match:
    """The one table whose name pattern and header fit best.

    Raises:
        UnknownFileError: none fits.
        EmptyFileError: the file holds nothing.
        LandingError: it is one of ours but lacks a required column, cannot be read, or fits
            several equally well.
    """
    candidates = _by_name(export, selection)
    if not candidates:
        raise UnknownFileError(
            "No known source has a file of this name: give --source and --table, or add its name "
            "to a source file."
        )
    matches, failures = [], []
    for candidate in candidates:
        try:
            matches.append(_match(opener, candidate))
        except LandingError as error:
            failures.append(error)
    if matches and not any(match.extract.headers for match in matches):
        raise EmptyFileError("The file is empty.")
    fitting = [match for match in matches if not match.missing]
    if not fitting:
        if not matches:
            raise failures[0]
        own = [match for match in matches if not is_claimed(match.candidate, export, selection)]
        raise _misfit(max(own or matches, key=lambda match: match.coverage), selection)
    best = max(match.coverage for match in fitting)
    winners = _own_ones([match for match in fitting if match.coverage == best], export)
    if len(winners) > 1:
        names = " and ".join(match.candidate.name for match in winners)
        raise LandingError(
            f"It fits {names} equally well: say which by --source and --table of `warehouse "
            "ingest`, or by `files:` of a source file of your own that maps to one of them."
        )
    others = [match.candidate for match in fitting if winners[0].candidate.maps_to(match.candidate)]
    return replace(winners[0], instead_of=others[0] if others else None)


def expected(export: Export, selection: Selection) -> Candidate | None:
    """The one table that a file's name points to, where there is exactly one."""
    candidates = [
        each for each in _by_name(export, selection) if not is_claimed(each, export, selection)
    ]
    return candidates[0] if len(candidates) == 1 else None


def is_claimed(candidate: Candidate, export: Export, selection: Selection) -> bool:
    """Whether, by the file's name, it is a table of a source that maps to the candidate's."""
    return any(
        each.maps_to(candidate) and _is_named(export, each.table.files)
        for each in selection.candidates
    )


def _own_ones(matches: Sequence[Match], export: Export) -> list[Match]:
    """Without those that another one, which the name points to as well, maps to.

    Who writes a source file that maps to a shipped source says how the files are to be read that
    it names; the shipped one, whose names and headers it takes over, would fit as well for ever.
    """
    claiming = [match for match in matches if _is_named(export, match.candidate.table.files)]
    return [
        match
        for match in matches
        if not any(each.candidate.maps_to(match.candidate) for each in claiming)
    ]


def _by_name(export: Export, selection: Selection) -> list[Candidate]:
    allowed = [
        candidate
        for candidate in selection.candidates
        if (sheet := candidate.table.format.sheet) is None
        or export.sheet is None
        or header_key(sheet) == header_key(export.sheet)
    ]
    named = [each for each in allowed if _is_named(export, each.table.files)]
    if named or not selection.takes_any_name:
        return named
    if len(selection.candidates) == 1:
        return allowed
    # Without a header every text would fit, so such a table needs its name or to be the only one.
    return [
        each for each in allowed
        if export.is_named and each.table.format.names_columns
    ]  # fmt: skip


def _is_named(export: Export, patterns: Sequence[str]) -> bool:
    return any(
        fnmatch.fnmatchcase(_folded(name), _folded(pattern))
        for name in export.names
        for pattern in patterns
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _match(opener: Opener, candidate: Candidate) -> Match:
    table = candidate.table
    extract = opener.open(candidate.source, table)
    wanted = table.headers_of()
    positions = resolve(extract.headers, wanted)
    in_headers = captured(extract.headers, wanted)
    fed = positions.keys() | table.constants.keys() | in_headers.keys()
    missing = tuple(column for column in table.required if column not in fed)
    return Match(
        candidate=candidate,
        extract=extract,
        positions=positions,
        captured=in_headers,
        missing=missing,
    )


def _misfit(match: Match, selection: Selection) -> LandingError:
    columns = match.candidate.table.columns
    wanted = "; ".join(
        f"{column} ({_either([*columns[column], column])})" for column in match.missing
    )
    message = (
        f"By its name it is {match.candidate.name}, but it has no column for {wanted}; "
        f"{_shown(match.extract.headers, selection)}."
    )
    if match.is_claimed:
        return MisfitError(message, match.candidate)
    return UnknownFileError(message)


def _shown(headers: Sequence[str], selection: Selection) -> str:
    """The headers that a source knows; without a header row, others would be cells of persons."""
    spellings = {
        header_key(spelling)
        for candidate in selection.candidates
        for every in candidate.table.headers_of().values()
        for spelling in every
    }
    known = [" ".join(header.split()) for header in headers if header_key(header) in spellings]
    if not known:
        return f"no source knows any of its {len(headers):,} headers"
    shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    others = len(headers) - len(known)
    more = f", and {others:,} that no source knows" if others else ""
    return f"its headers are: {shown}{more}"


def _either(spellings: Sequence[str]) -> str:
    """Spellings that differ, as labels rather than canonical names where both are the same."""
    distinct: dict[str, str] = {}
    for spelling in spellings:
        distinct.setdefault(header_key(spelling), spelling)
    return " or ".join(distinct.values())
