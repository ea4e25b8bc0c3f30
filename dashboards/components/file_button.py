"""The button that gives a file, which is made when it is asked for, not before."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx


def file_button(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    mime: str,
    key: str,
    icon: str,
    disabled: bool = False,
    help: str | None = None,
) -> None:
    """A button for a file.

    Streamlit itself belongs such a file to nobody: it is gone once other sessions have ended two
    runs, and a browser that fetches it later finds nothing. Here it is the session's that asked,
    for as long as its page stands.

    Args:
        label: what the button says.
        make: the file's content; called outside of the script.
        file_name: as the browser keeps it.
        mime: its media type.
        key: of the button; its next file takes the place of the last.
        icon: before the label.
        disabled: whether the button is only shown.
        help: shown beside it.
    """
    context = get_script_run_ctx(suppress_warning=True)

    def made() -> bytes:
        content = make()
        # only a thread of the session can give it something, and Streamlit calls this in another
        keeper = Thread(target=_keep, args=(content, mime, f"file of {key}", file_name))
        add_script_run_ctx(keeper, context).start()
        keeper.join()
        return content

    st.download_button(
        label,
        made,
        file_name=file_name,
        mime=mime,
        key=key,
        icon=icon,
        on_click="ignore",
        disabled=disabled,
        help=help,
    )


def _keep(content: bytes, mime: str, place: str, file_name: str) -> None:
    runtime.get_instance().media_file_mgr.add(
        content, mime, place, file_name, is_for_static_download=True
    )
