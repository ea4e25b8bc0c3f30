"""JSON records: an array, an object that holds one, or one object per line (JSONL)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO

from ingestion.delimited import LONGEST_RECORD
from ingestion.records import BLANK_LINE, Drop, Record, Reject
from warehouse.errors import LandingError

_BLOCK = 1 << 20
_SPACE = " \t\r\n"
_Item = tuple[int | None, object, str | None]


class _Number(str):
    """A number exactly as the file writes it: 1.10 stays 1.10, a long id keeps every digit."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=_Number, parse_int=_Number, parse_constant=_Number)


def open_json(
    open_text: Callable[[], IO[str]], *, lines: bool, records: str | None
) -> tuple[tuple[str, ...], Callable[[], Iterator[Record | Reject | Drop]]]:
    """The headers of JSON records and what reads them.

    The headers are the properties of all records, first seen first.

    Args:
        open_text: opens the file from its beginning.
        lines: one record per line (JSONL).
        records: property of the outermost object that holds the array of records.

    Raises:
        LandingError: the text is no JSON, or not of the form that is asked for.
    """

    def items() -> Iterator[_Item]:
        with open_text() as stream:
            yield from _lines(stream) if lines else _elements(_Scanner(stream), records)

    names: dict[str, int] = {}
    content = False
    for _, item, _ in items():
        content = True
        if isinstance(item, dict):
            for name in item:
                names.setdefault(name, len(names))
    if content and not names:
        raise LandingError("None of its JSON records is an object with properties.")
    return tuple(names), lambda: _records(items(), names)


def _records(items: Iterator[_Item], names: dict[str, int]) -> Iterator[Record | Reject | Drop]:
    for line_number, item, text in items:
        if text is not None and not text.strip():
            yield Drop(line_number, "", BLANK_LINE)
        elif not isinstance(item, dict):
            reason = "no valid JSON" if item is _INVALID else "no JSON object"
            shown = text.rstrip("\r\n") if text is not None else _json_text(item)
            yield Reject(line_number, shown, reason)
        else:
            cells: list[str | None] = [None] * len(names)
            for name, value in item.items():
                cells[names[name]] = _cell(value)
            yield Record(line_number, cells, text)


_INVALID = object()


def _lines(stream: IO[str]) -> Iterator[_Item]:
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_RECORD), ""), start=1):
        if len(line) == LONGEST_RECORD:
            raise _no_json(f"its line {number:,} is longer than {LONGEST_RECORD:,} characters")
        try:
            item = _DECODER.decode(line) if line.strip() else None
        except (json.JSONDecodeError, RecursionError):
            item = _INVALID
        yield number, item, line


class _Scanner:
    """JSON values one after another from a stream, holding little more than one of them."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._ended = False
        self._block = _BLOCK

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def expect(self, characters: str) -> str:
        """Pass over one of the characters."""
        found = self.peek()
        if not found or found not in characters:
            raise _no_json(f"'{characters[0]}' is missing" if found else "the file ends too early")
        self._at += 1
        return found

    def value(self) -> object:
        """The next value, read whole."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if not self._more():
                    raise _no_json("a value in it is cut off or malformed") from error
                continue
            # a number at the end of the block may go on in the next one
            if end < len(self._text) or not self._more():
                self._at = end
                return value

    def _more(self) -> bool:
        if len(self._text) - self._at > LONGEST_RECORD:
            raise _no_json(f"a value in it is longer than {LONGEST_RECORD:,} characters")
        # doubling keeps the cost of a large value linear
        block = self._stream.read(self._block)
        self._text = self._text[self._at :] + block
        self._at = 0
        self._block = max(_BLOCK, len(self._text))
        return bool(block)


def _elements(scanner: _Scanner, records: str | None) -> Iterator[_Item]:
    if not scanner.peek():
        return
    if records is not None:
        _seek(scanner, records)
    elif scanner.peek() == "{":
        raise LandingError(
            "The JSON is an object, not an array of records: name the property that holds them "
            "with `format: {records: ...}` in its source file."
        )
    if scanner.expect("[{") == "{":
        raise _no_json(f"'{records}' holds no array")
    if scanner.peek() == "]":
        return
    while True:
        yield None, scanner.value(), None
        if scanner.expect(",]") == "]":
            return


def _seek(scanner: _Scanner, records: str) -> None:
    """Go to the value of a property of the outermost object."""
    scanner.expect("{")
    while scanner.peek() == '"':
        name = scanner.value()
        scanner.expect(":")
        if name == records:
            return
        scanner.value()
        if scanner.expect(",}") == "}":
            break
    raise LandingError(
        f"The JSON has no property '{records}', which its source file names in `format: records`."
    )


def _no_json(problem: str) -> LandingError:
    return LandingError(f"The file is no usable JSON: {problem}; export it again.")


def _cell(value: object) -> str | None:
    if value is None:
        return None
    return str(value) if isinstance(value, str) else _json_text(value)


def _json_text(value: object) -> str:
    match value:
        case _Number():
            return str(value)
        case dict():
            pairs = (
                f"{json.dumps(k, ensure_ascii=False)}: {_json_text(v)}" for k, v in value.items()
            )
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(map(_json_text, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)
