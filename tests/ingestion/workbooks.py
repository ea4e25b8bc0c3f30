"""Workbooks written part by part, as no library would write them."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

_OPENXML = "http://schemas.openxmlformats.org"
_OFFICE = f"{_OPENXML}/officeDocument/2006/relationships"
_MAIN = f"{_OPENXML}/spreadsheetml/2006/main"
_FORM = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = f"""<?xml version="1.0"?><Types xmlns="{_OPENXML}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_FORM}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_FORM}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_FORM}.sharedStrings+xml"/></Types>"""
_BOOK = f"""<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>
<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>"""


def _links(**targets: str) -> str:
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items(), start=1)
    )
    return (
        '<?xml version="1.0"?>'
        f'<Relationships xmlns="{_OPENXML}/package/2006/relationships">{links}</Relationships>'
    )


def cell(place: str, text: str) -> str:
    """A cell of text; XML in it stays XML."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def write_workbook(
    path: Path,
    rows: str,
    *,
    before: str = "",
    strings: Callable[[IO[bytes]], None] | None = None,
) -> Path:
    """A workbook with one sheet, Data.

    Args:
        path: where to.
        rows: XML of the rows.
        before: XML before the sheet's first element.
        strings: writes what stands in the table of shared strings.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", _TYPES)
        book.writestr("_rels/.rels", _links(officeDocument="xl/workbook.xml"))
        book.writestr("xl/workbook.xml", _BOOK)
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            _links(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"),
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?>{before}<worksheet xmlns="{_MAIN}">'
            f"<sheetData>{rows}</sheetData></worksheet>",
        )
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as file:
            file.write(f'<sst xmlns="{_MAIN}"><si><t>'.encode())
            if strings is not None:
                strings(file)
            file.write(b"</t></si></sst>")
    return path
