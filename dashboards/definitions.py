"""What tables and columns mean: dbt's own descriptions, which every published file carries.

They are the one place where a number is defined, so the app repeats none of them; a language
other than English translates them (`i18n/<code>/definitions.po`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from dashboards.data import query
from dashboards.language import Language


def definition(folder: Path, about: str, text: Language) -> str | None:
    """What a table, or a column of it, means; None where the published run does not say.

    Args:
        folder: of the published run.
        about: `schema.table` or `schema.table.column`.
        text: the language to say it in.
    """
    found = _descriptions(str(folder)).get(about)
    return None if found is None else text.describe(found)


# asked hundreds of times for one page, which Streamlit's own cache would take milliseconds for
@lru_cache(maxsize=2)
def _descriptions(folder: str) -> dict[str, str]:
    rows = query(Path(folder), "descriptions")
    return {row["about"]: one_line(row["description"]) for row in rows if row["description"]}


def one_line(description: str) -> str:
    """A description as dbt's YAML folds it, without its line breaks."""
    return re.sub(r"\s+", " ", description).strip()
