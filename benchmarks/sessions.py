"""Sessions of the dashboards without a browser: what Streamlit's own front end would say and hear.

A session is a web socket on which a script run is asked for and awaited, as the browser does it;
what a browser then draws is not in the times.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_DONE = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_SUCCESSFULLY")
_STREAM = "/_stcore/stream"
_OPTIONS = 7  # of a filter, of which there may be many; the eighth period asks for two days


@dataclass
class Timed:
    """Seconds of script runs, and how many ended otherwise than well."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0


class Session:
    """One open page of the app."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._hash = ""
        self._filters: dict[str, tuple[str, list[str]]] = {}

    def offered(self, name: str) -> list[str]:
        """What can be chosen in a filter of the page, as it is written there; none without it."""
        return self._filters.get(name, ("", []))[1]

    async def run(self, page: str, choices: Mapping[str, str] | None = None) -> float:
        """Ask for a page and wait until its script has ended; gives the seconds.

        Args:
            page: as in its address.
            choices: what a reader clicks in the filters of the page that is open, by their names.

        Raises:
            RuntimeError: the script ended otherwise than well.
        """
        message = BackMsg()
        state = message.rerun_script
        for name, value in (choices or {}).items():
            widget = state.widget_states.widgets.add(id=self._filters[name][0])
            widget.string_array_value.data.append(value)
        if self._hash:
            state.page_script_hash = self._hash
        else:
            state.page_name = page
        begin = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            heard = ForwardMsg()
            heard.ParseFromString(await self._socket.recv(decode=False))
            kind = heard.WhichOneof("type")
            if kind == "navigation" and heard.navigation.page_script_hash:
                self._hash = heard.navigation.page_script_hash
            if kind == "delta" and heard.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(heard.delta.new_element.exception.message)
            if kind == "delta":
                self._note_filter(heard.delta.new_element)
            if kind == "script_finished":
                if heard.script_finished != _DONE:
                    raise RuntimeError(f"the script ended with {heard.script_finished}")
                return time.perf_counter() - begin

    def _note_filter(self, element: Element) -> None:
        kind = element.WhichOneof("type")
        if kind == "button_group":
            widget = element.button_group
            options = [one.content for one in widget.options]
        elif kind == "multiselect":
            widget = element.multiselect
            options = list(widget.options)
        else:
            return
        # Streamlit's id ends with the name that the app gave
        self._filters[widget.id.rsplit("-", 1)[-1]] = (widget.id, options)


def connect(url: str) -> websockets.connect:
    """A web socket to the app; any message may be as large as it is."""
    address = url.replace("http", "ws", 1) + _STREAM
    return websockets.connect(address, max_size=None, subprotocols=["streamlit"])


async def rerun(url: str, page: str, times: int) -> list[float]:
    """Open a page in a session of its own and run it again so many times; the first does not count.

    Args:
        url: of the app.
        page: as in its address.
        times: how often.
    """
    async with connect(url) as socket:
        session = Session(socket)
        await session.run(page)
        return [await session.run(page) for _ in range(times)]


async def narrow(url: str, page: str, times: int) -> list[float]:
    """Open a page and choose other filters so many times, of which nobody has chosen any before.

    Args:
        url: of the app.
        page: as in its address; one without filters runs again as it is.
        times: how often, at most as often as there are combinations.
    """
    async with connect(url) as socket:
        session = Session(socket)
        await session.run(page)
        names = [name for name in ("period", "region", "channel") if session.offered(name)]
        combinations = product(*(session.offered(name)[:_OPTIONS] for name in names))
        chosen = [dict(zip(names, values, strict=True)) for values in combinations]
        # far from each other, so that most of what one asks for is not in the one before
        random.Random(7).shuffle(chosen)
        return [await session.run(page, choices) for choices in chosen[:times]]


async def visit(
    url: str, pages: Sequence[str], sessions: int, think_seconds: float, rounds: int
) -> Timed:
    """So many sessions at once, each of which looks at one page after another, thinking between.

    Args:
        url: of the app.
        pages: in turn; each session begins with another one.
        sessions: at once.
        think_seconds: between what is seen and what is asked for next.
        rounds: script runs of each session after its first.
    """
    timed = Timed()

    async def one(number: int) -> None:
        # nobody begins at the same moment
        await asyncio.sleep(think_seconds * number / sessions)
        page = pages[number % len(pages)]
        async with connect(url) as socket:
            session = Session(socket)
            await session.run(page)
            # another period is what readers ask for most; the last one asks for two days
            periods = session.offered("period")[:-1]
            for place in range(rounds):
                await asyncio.sleep(think_seconds)
                period = periods[(number + place) % len(periods)]
                try:
                    timed.seconds.append(await session.run(page, {"period": period}))
                except RuntimeError:
                    timed.failed += 1

    await asyncio.gather(*(one(number) for number in range(sessions)))
    return timed


async def hold(url: str, page: str, sessions: int, seconds: float) -> None:
    """Keep so many sessions open for a while, each having drawn a page."""
    sockets = []
    try:
        for _ in range(sessions):
            socket = await connect(url)
            sockets.append(socket)
            await Session(socket).run(page)
        await asyncio.sleep(seconds)
    finally:
        for socket in sockets:
            await socket.close()
