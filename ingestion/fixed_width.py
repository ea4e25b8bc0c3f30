"""Text in columns of fixed width, as its source file declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from ingestion.records import BLANK_LINE, HEADER_ROW, Drop, Record, Reject


def read_fixed_width(
    stream: IO[str], spans: Mapping[str, Sequence[int]], *, header: bool
) -> Iterator[Record | Reject | Drop]:
    """Cut every line; the blanks that fill a column are no part of its value.

    Args:
        stream: text.
        spans: column -> [first, last] position in characters, 1-based, both included.
        header: whether the first line that is not blank is a header, to be passed over; another
            such line behind it is none of the records either.
    """
    cuts = [slice(first - 1, last) for first, last in spans.values()]
    last_start = max(first for first, _ in spans.values())
    end = max(last for _, last in spans.values())
    header_text = None
    for number, line in enumerate(stream, start=1):
        text = line.rstrip("\r\n")
        if header and text.strip():
            header, header_text = False, text.rstrip()
        elif not text.strip():
            yield Drop(number, text, BLANK_LINE)
        elif text.rstrip() == header_text:
            yield Drop(number, text, HEADER_ROW)
        elif len(text) < last_start:
            reason = f"{len(text)} characters, where the last column begins at {last_start}"
            yield Reject(number, text, reason)
        elif text[end:].strip():
            yield Reject(number, text, f"text behind the last column, which ends at {end}")
        else:
            yield Record(number, [text[cut].strip() for cut in cuts], text)
