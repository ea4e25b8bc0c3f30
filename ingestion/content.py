"""What a file without a mark of its own really is: many an `.xls` is a web page or text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ingestion.exports import Kind
from warehouse.errors import LandingError

_LOOKED_AT = 4096  # bytes
_PAGE = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|meta|table)\b", re.S
)
_IN_A_WORKBOOK = re.compile(r"\s*<(head|style|title|body|div|center|font|h\d|br|p)\b")
_XML = re.compile(r"\s*<\?xml\b.*urn:schemas-microsoft-com:office:spreadsheet|\s*<workbook\b", re.S)
_MAIL = re.compile(r"mime-version:|from: |content-type: multipart")


def kind_of_text(path: Path, by_name: Kind) -> Kind:
    """A web page, text, or what its name says where its bytes are no text.

    Args:
        path: of a file that does not begin as an archive or a workbook does.
        by_name: `text` or `workbook`; others are what their name says.

    Raises:
        LandingError: it is a workbook in a form of its own that is not read here.
    """
    if by_name not in {"text", "workbook"}:
        return by_name
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    is_wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if is_wide else "latin-1", errors="ignore").casefold()
    text = text.removeprefix("\ufeff").removeprefix("ï»¿")
    if _PAGE.match(text) and not _XML.match(text):
        return "page"
    if by_name == "text" or (b"\0" in start and not is_wide):
        return by_name
    if _XML.match(text) or _MAIL.match(text):
        form = "an XML Spreadsheet 2003" if _XML.match(text) else "a web archive (MHTML)"
        raise LandingError(
            f"In spite of its suffix it is {form}, which is not read here: open it in a "
            "spreadsheet and save it as .xlsx or CSV."
        )
    return "page" if _IN_A_WORKBOOK.match(text) else "text"
