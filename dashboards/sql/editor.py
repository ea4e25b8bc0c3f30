"""The field in which SQL is written: highlighting, completion, Ctrl+Enter.

A component of our own (`completing.js`, `editor.js`, `editor.css`), because those to be had
either ask Google for a font each time they are opened or complete no table names.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any

import streamlit as st

from dashboards.language import Language

KEY = "sql_editor"
_HTML = """
<div class="editor">
  <pre class="shown" aria-hidden="true"></pre>
  <textarea class="written" spellcheck="false" autocapitalize="off" autocomplete="off"
    autocorrect="off" wrap="soft" role="combobox" aria-autocomplete="list"
    aria-haspopup="listbox" aria-expanded="false" aria-controls="completions"
    aria-describedby="keys"></textarea>
</div>
<ul class="completions" id="completions" role="listbox" popover="manual"></ul>
<p class="keys" id="keys"></p>
<p class="said" role="status"></p>
"""


def _asset(name: str) -> str:
    return resources.files("dashboards").joinpath("sql", name).read_text("utf-8")


def editor(
    text: Language,
    *,
    written: str,
    version: int,
    completions: dict[str, Any],
    on_change: Callable[[str], None],
    on_run: Callable[[str], None],
) -> None:
    """Show the editor.

    Args:
        text: the language of its labels.
        written: what stands in it when it is first shown, and whenever `version` is another.
        version: of what was written by others than the reader.
        completions: as `catalogue.completions` gives them.
        on_change: is told what stands in it when the reader leaves it.
        on_run: is told what stands in it when the reader presses Ctrl+Enter.
    """
    # registered on every run, so that a server that forgot its components has it again
    component = st.components.v2.component(
        "sql_editor",
        html=_HTML,
        css=_asset("editor.css"),
        js=_asset("completing.js") + _asset("editor.js"),
    )

    def change() -> None:
        on_change(str(st.session_state[KEY]["written"]))

    def run() -> None:
        on_run(str(st.session_state[KEY]["run"]))

    component(
        key=KEY,
        data={
            "written": written,
            "version": version,
            "completions": completions,
            "words": {
                "label": text("sql.editor"),
                "placeholder": text("sql.placeholder"),
                "keys": text("sql.keys"),
                "list": text("sql.completions"),
                "found": text("sql.completions_found", count="%"),
                "table": text("sql.kind_table"),
                "column": text("sql.kind_column"),
                "keyword": text("sql.kind_keyword"),
                "function": text("sql.kind_function"),
            },
        },
        on_written_change=change,
        on_run_change=run,
    )
