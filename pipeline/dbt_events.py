"""What dbt says while it works, without the details that nobody reads."""

from __future__ import annotations

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager


class BriefEventManager(EventManager):
    """Drops what is of the level `debug` before it is worded.

    dbt words each of these thousands of events, with its time, thread and process, before a log
    asks whether it wants the level, and no log of ours wants it.
    """

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,  # noqa: ANN401 - a node of dbt, of several classes
        force_warn_or_error_handling: bool = False,
    ) -> None:
        """Tell logs and callbacks of an event, if it is more than a detail."""
        if (level or e.level_tag()) != EventLevel.DEBUG or force_warn_or_error_handling:
            super().fire_event(e, level, node, force_warn_or_error_handling)


def say_no_details() -> None:
    """From now on, dbt in this process tells nobody of details."""
    if not isinstance(get_event_manager(), BriefEventManager):
        ctx_set_event_manager(BriefEventManager())
