"""Of what dbt says, details reach nobody and everything else does."""

import pytest
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager
from dbt_common.events.types import Note
from dbt_common.exceptions.events import EventCompilationError

from pipeline.dbt_events import BriefEventManager, say_no_details


@pytest.fixture
def manager():
    before = get_event_manager()
    say_no_details()
    yield get_event_manager()
    ctx_set_event_manager(before)


def test_only_details_are_dropped(manager):
    heard = []
    manager.callbacks = [lambda event: heard.append((event.info.level, event.info.msg))]
    for level in (*EventLevel, None):
        manager.fire_event(Note(msg=str(level and level.value)), level)
    assert heard == [(name, name) for name in ("test", "info", "warn", "error")] + [
        ("info", "None")  # the level of the event itself
    ]


def test_a_detail_that_must_be_judged_is(manager):
    manager.warn_error = True
    with pytest.raises(EventCompilationError):
        manager.fire_event(Note(msg="so"), EventLevel.DEBUG, force_warn_or_error_handling=True)


def test_it_is_set_once_and_keeps_what_it_was_told(manager):
    assert isinstance(manager, BriefEventManager)
    say_no_details()
    assert get_event_manager() is manager
