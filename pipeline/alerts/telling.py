"""Telling alerts: each once in a while, each problem until it is over, nothing lost on the way.

What is to be told is written down for each channel first and struck out when the channel took it,
so a process that is killed, or a channel that is down, only delays it.
"""

from __future__ import annotations

import datetime as dt
import logging
import zoneinfo
from collections.abc import Sequence

from pipeline.alerts import memory
from pipeline.alerts.channels import Channel, channels_of
from pipeline.alerts.memory import State, Waiting
from pipeline.alerts.message import Alert, Problem, compose, local, recovery
from pipeline.words import load_words
from warehouse.home import Home
from warehouse.settings import Settings

log = logging.getLogger("warehouse")


def tell(
    settings: Settings,
    home: Home,
    alerts: Sequence[Alert],
    *,
    run_id: str = "",
    over: Sequence[Problem] = (),
    now: dt.datetime | None = None,
) -> list[str]:
    """Tell what was not told lately, and try again what could not be sent before.

    Args:
        settings: with the channels; without any, nothing is done.
        home: the warehouse that it is about.
        alerts: what there is to tell.
        run_id: the run that they are of, or "".
        over: what is well now; said only where somebody was told that it was not.
        now: when, with a zone; by default now.

    Returns:
        One sentence for each channel that could not be told, and for a state that could not be
        kept. A fault of a channel is never raised.
    """
    channels = channels_of(settings)
    if not channels:
        return []
    repeat = dt.timedelta(hours=settings.alert_repeat_hours)
    with memory.alone(home):
        # not before it is our turn: what another process told meanwhile would lie in the future
        now = now or dt.datetime.now(dt.UTC)
        state, unread = memory.read(home)
        said = [unread] if unread else []
        news = [alert for alert in alerts if state.is_due(alert, now, repeat)]
        news += _recoveries(settings, state, over)
        for alert in news:
            state.note(alert, now)
        state.forget(now, repeat)
        said += _forget_unknown(state, channels)
        if news:
            message = compose(settings, home, news, run_id, now.astimezone(_zone(settings)))
            state.waiting += [Waiting(channel=one.name, message=message) for one in channels]
        unwritten = memory.write(home, state) if news or state.waiting else ""
        for channel in channels:
            if sentence := _deliver(state, channel):
                said.append(sentence)
        unwritten = memory.write(home, state) or unwritten
    return said + ([unwritten] if unwritten else [])


def _recoveries(settings: Settings, state: State, over: Sequence[Problem]) -> list[Alert]:
    text = load_words(settings.language)
    found = [(problem, state.close(problem)) for problem in over]
    return [
        recovery(text, problem, local(was.since, settings.time_zone), was.text)
        for problem, was in found
        if was is not None
    ]


def _deliver(state: State, channel: Channel) -> str:
    """Send what waits for a channel, oldest first; gives a sentence where not all was taken."""
    mine = [waiting for waiting in state.waiting if waiting.channel == channel.name]
    lost = mine[: -memory.WAITING_MOST]
    faults: list[str] = []
    for waiting in mine[-memory.WAITING_MOST :]:
        reason, is_sent, is_down = _send(channel, waiting)
        if reason and reason not in faults:
            faults.append(reason)
        if is_sent:
            state.waiting.remove(waiting)
            continue
        waiting.tries += 1
        if waiting.tries >= memory.TRIES_MOST:
            lost.append(waiting)
        if is_down:
            break
    for waiting in lost:
        state.waiting.remove(waiting)
    kept = sum(waiting.channel == channel.name for waiting in state.waiting)
    if not faults and not lost:
        return ""
    outcome = [f"{kept} kept for the next time"] if kept else []
    outcome += [f"{len(lost)} given up"] if lost else []
    sentence = f"An alert could not be told by {channel.title} ({'; '.join(faults)})"
    return f"{sentence}: {', '.join(outcome)}." if outcome else f"{sentence}."


def _send(channel: Channel, waiting: Waiting) -> tuple[str, bool, bool]:
    """What is to be said, whether it was sent, and whether the channel is down."""
    from pipeline.alerts.webhook import ChannelError  # noqa: PLC0415 - only for who is to be told

    try:
        return channel.send(waiting.message), True, False
    except ChannelError as error:
        return str(error), False, error.is_down
    # A fault of ours in telling must not end a night that went well. Its text may hold an address.
    except Exception as error:
        log.error("telling by %s failed: unexpected %s", channel.title, type(error).__name__)
        return f"unexpected {type(error).__name__}", False, False


def _forget_unknown(state: State, channels: Sequence[Channel]) -> list[str]:
    """Drop what waits for channels that are no longer set up, and say so."""
    names = {channel.name for channel in channels}
    unknown = [waiting for waiting in state.waiting if waiting.channel not in names]
    for waiting in unknown:
        state.waiting.remove(waiting)
    gone = sorted({waiting.channel for waiting in unknown})
    return [
        f"Alerts that waited for {name} were given up: it is no longer set up." for name in gone
    ]


def _zone(settings: Settings) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(settings.time_zone)
