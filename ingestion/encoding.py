"""Which encoding a text file is in: decided from its bytes, never guessed in silence.

The order is: a byte order mark, strict UTF-8, the encoding that the source declares, GB18030
(what Chinese Excel writes). Whatever is chosen decodes every byte of the file; nothing is ever
replaced or ignored. All passes are streaming.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from ingestion.east_asian import other_encoding
from warehouse.errors import LandingError

BLOCK = 1 << 20
# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASCII = re.compile(r"[\x00-\x7f]+")
_ASCII_BYTES = bytes(range(0x80))
# In Chinese text hardly any character's second byte is ASCII; in Latin text misread as GB18030
# (`é` swallows the letter after it) most are.
_PLAUSIBLE_ASCII_TRAILS = 0.2
# The common characters of GB2312, of which Chinese text consists almost wholly, its punctuation,
# and two characters side by side: words of other scripts have such bytes by accident only.
_COMMON = re.compile(
    "["
    + "".join(
        bytes((lead, trail)).decode("gb2312", errors="ignore")
        for lead in (0xA1, 0xA3, *range(0xB0, 0xD8))
        for trail in range(0xA1, 0xFF)
    ).replace("\\", "")
    + "]+"
)
_PLAUSIBLE_COMMON = 0.8
_SIDE_BY_SIDE = re.compile(r"[^\x00-\x7f]{2}")


def text_encoding(path: Path, declared: str | None = None) -> str:
    """The encoding that decodes the whole file, by the order above.

    Args:
        path: the file; it is read in blocks.
        declared: `encoding:` of the source file.

    Raises:
        LandingError: no candidate decodes it, and the message names the first byte that is no
            UTF-8; or it may be Korean or Japanese as well as Chinese.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            if (offset := _undecodable(path, name)) is not None:
                raise _failure(path, offset, f"begins as {name} but is not", declared)
            return name
    offset = _undecodable(path, "utf-8")
    has_nul = offset is None and contains(path, b"\0")
    if offset is None and not (has_nul and declared):
        if has_nul and _is_wide(start):
            raise LandingError(
                "Every second byte is zero: the file is UTF-16 without a byte order mark; set "
                "`encoding: utf-16-le` (or utf-16-be) in its source file."
            )
        return "utf-8"
    if declared is not None:
        wrong = _undecodable(path, declared)
        if wrong is not None:
            raise _failure(path, wrong, f"is not {declared}, as its source declares", declared)
        if _takes_any_byte(declared) and _is_gb18030(path, surely=True):
            problem = f"is GB18030 (Chinese), where its source declares {declared}"
            raise _failure(path, offset or 0, problem, declared)
        return declared
    if _is_gb18030(path):
        if (other := other_encoding(path)) is not None:
            language, name = other
            raise LandingError(
                f"The text may be {language} as well as Chinese: set `encoding: {name}` (or "
                "gb18030) in its source file, or save it as UTF-8."
            )
        return "gb18030"
    raise _failure(path, offset or 0, "is neither UTF-8 nor plausible GB18030", declared)


def _undecodable(path: Path, encoding: str) -> int | None:
    """Offset of the first byte that the encoding cannot decode; None where it decodes all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        done = _skip_utf_8(file) if encoding.startswith("utf-8") else 0
        while True:
            block = file.read(BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return max(0, done - pending + error.start)
            except UnicodeError:  # a UTF-16 or UTF-32 stream without its mark
                return done
            if not block:
                return None
            done += len(block)


def _skip_utf_8(file: IO[bytes]) -> int:
    """Pass over whole blocks of UTF-8, by Arrow's check, several times as fast as decoding.

    Returns:
        The offset where the file stands then, at the begin of a character: where a block is not
        UTF-8, or the end.
    """
    done = 0
    while block := file.read(BLOCK):
        # up to the last character, which may go on in the next block
        last = max(range(len(block) - 4, len(block)), key=lambda at: at * _begins(block, at))
        length = last if len(block) == BLOCK else len(block)
        if length <= 0:
            break
        offsets = pa.py_buffer(np.array([0, length], np.int32))
        text = pa.Array.from_buffers(pa.binary(), 1, [None, offsets, pa.py_buffer(block)])
        try:
            text.cast(pa.string())
        except pa.ArrowInvalid:
            break
        done += length
        file.seek(done)
    file.seek(done)
    return done


def _begins(block: bytes, at: int) -> bool:
    return at >= 0 and block[at] & 0xC0 != 0x80


def contains(path: Path, byte: bytes) -> bool:
    """Whether a byte stands anywhere in a file."""
    with path.open("rb") as file:
        return any(byte in block for block in iter(lambda: file.read(BLOCK), b""))


def _is_wide(start: bytes) -> bool:
    return len(start) >= 4 and (start[1] == start[3] == 0 or start[0] == start[2] == 0)


def _takes_any_byte(encoding: str) -> bool:
    """Whether each byte is a character of its own, so that nothing tells a wrong encoding."""
    letters = bytes(range(0xC0, 0x100))
    return len(letters.decode(encoding, errors="replace")) == len(letters)


def _is_gb18030(path: Path, *, surely: bool = False) -> bool:
    """Whether the file decodes as GB18030, and not by the accident that Latin text often does.

    Args:
        path: the file.
        surely: whether to believe it only of text that cannot be anything else.
    """
    decoder = codecs.getincrementaldecoder("gb18030")()
    characters = ascii_trails = common = 0
    has_words = False
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError:
                return False
            wide = _ASCII.sub("", text)
            characters += len(wide)
            encoded = wide.encode("gb18030")
            ascii_trails += len(encoded) - len(encoded.translate(None, _ASCII_BYTES))
            if surely:
                common += len(wide) - len(_COMMON.sub("", wide))
                has_words = has_words or _SIDE_BY_SIDE.search(text) is not None
            if not block:
                is_common = has_words and common >= characters * _PLAUSIBLE_COMMON
                return ascii_trails <= characters * _PLAUSIBLE_ASCII_TRAILS and (
                    is_common or not surely
                )


def _failure(path: Path, offset: int, problem: str, declared: str | None) -> LandingError:
    line, before = 1, 0
    with path.open("rb") as file:
        while before < offset:
            block = file.read(min(BLOCK, offset - before))
            if not block:
                break
            line += block.count(b"\n")
            before += len(block)
        byte = file.read(1)
    shown = f"0x{byte.hex().upper()}" if byte else "the end of the file"
    advice = "correct" if declared else "set"
    return LandingError(
        f"The text {problem}: first at {shown}, byte {offset + 1:,}, line {line:,}; {advice} "
        "`encoding:` (for example gb18030 or cp1252) in its source file, or save it as UTF-8."
    )
