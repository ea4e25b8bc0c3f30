"""Alerts: what is worth telling, to whom, and what became of it.

`tell_night` is what a night calls at its end, and `tell` tells anything else. Both give sentences
about what could not be told and never raise for the fault of a channel.
"""

from pipeline.alerts.message import Alert
from pipeline.alerts.night import tell_night
from pipeline.alerts.telling import tell

__all__ = ["Alert", "tell", "tell_night"]
