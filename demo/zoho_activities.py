"""Zoho CRM's calls and meetings about leads and deals, in the shape of a backup.

A meeting at the client's is a visit: the sales people check in there, so a planned visit without
a check-in was not kept. What is still to come is planned for the days after the export.
"""

from __future__ import annotations

from itertools import count

from demo.chance import log_normal, one_of, stream
from demo.crm import Deal, Lead
from demo.market import LogNormal
from demo.rhythm import DAY
from demo.world import World
from demo.writers import Table
from demo.zoho_rows import Records, Row

AT_CLIENT, ONLINE = "Client location", "Online"
_HALF_HOUR = 1800


class Activities:
    """Writes calls and meetings, with ids and random numbers of their own.

    Args:
        calls: the file of calls.
        meetings: the file of meetings, which Zoho calls events.
        world: the company; the export is made at the end of its calendar.
    """

    def __init__(self, calls: Table, meetings: Table, world: World) -> None:
        self._calls = calls
        self._meetings = meetings
        self._rng = stream(world.seed, "zoho/activities")
        self._ids = count(1)
        self._calendar = world.calendar
        self._numbers = world.behaviour.activities
        self._words = world.words.activities
        self._won = world.behaviour.crm.closed.won.name

    def about(self, lead: Lead, lead_id: str, records: Records | None) -> None:
        """Write what the owner did about a lead and its deals."""
        rng, numbers, end = self._rng, self._numbers, self._calendar.end
        about: Row = {"Related To Id": lead_id}
        if records is not None:
            about = {"Contact Id": records.contact_id, "Related To Id": records.deals[0][0]}
        contacted = lead.contacted if lead.contacted is not None else end
        if rng.random() < numbers.no_answer_share:
            tried = lead.created + int(rng.random() * (contacted - lead.created))
            if tried < end:
                self._call(lead, about, tried, "Unattended Dialled")
        if contacted < end and rng.random() < numbers.first_call_share:
            self._call(lead, about, contacted, "Attended Dialled")
        if lead.qualified is not None and rng.random() < numbers.first_visit_share:
            self._meet_after(lead, about, lead.qualified, numbers.visit_after, until=lead.lost)
        for deal_id, deal in records.deals if records else []:
            self._about_deal(lead, deal, about | {"Related To Id": deal_id})
            if deal.closed is not None and deal.outcome == self._won:
                self._stay_in_touch(lead, about | {"Related To Id": deal_id}, deal.closed)

    def _about_deal(self, lead: Lead, deal: Deal, about: Row) -> None:
        """Calls and meetings at the stages that a deal came to, and what is still planned."""
        rng, numbers, end = self._rng, self._numbers, self._calendar.end
        closed = deal.closed if deal.closed is not None else end
        for place, entered in enumerate(deal.entered):
            if entered >= end:
                break
            if rng.random() < numbers.stage_call_share:
                self._stage_call(lead, about, entered)
            if place and rng.random() < numbers.visit_share:
                self._meet_after(lead, about, entered, numbers.visit_after, until=closed)
        if closed >= end and rng.random() < numbers.upcoming_share:
            begun = self._slot(end + int(rng.random() * numbers.upcoming_days * DAY))
            if rng.random() < 0.5:
                self._call(lead, about, begun, "Scheduled")
            else:
                self._meet(lead, about, begun, since=deal.created)

    def _stay_in_touch(self, lead: Lead, about: Row, won: int) -> None:
        """Meetings with a customer after a deal was won, as long as somebody keeps at it."""
        second = won
        while second < self._calendar.end and self._rng.random() < self._numbers.next_visit_share:
            second = self._meet_after(lead, about, second, self._numbers.next_visit)

    def _stage_call(self, lead: Lead, about: Row, entered: int) -> None:
        """A call when a deal came to a stage: planned and kept or not, or made at once."""
        rng, numbers = self._rng, self._numbers
        if rng.random() >= numbers.planned_call_share:
            is_inbound = rng.random() < numbers.inbound_share
            self._call(lead, about, entered, "Received" if is_inbound else "Attended Dialled")
        else:
            is_kept = rng.random() < numbers.kept_share
            self._call(lead, about, entered, "Scheduled Attended" if is_kept else "Overdue")

    def _call(self, lead: Lead, about: Row, second: int, status: str) -> None:
        rng, words = self._rng, self._words
        is_talk = status in {"Attended Dialled", "Scheduled Attended", "Received"}
        is_unanswered = status == "Unattended Dialled"
        is_planned = status in {"Scheduled", "Overdue", "Scheduled Attended"}
        created = self._planned(second, lead.created) if is_planned else second
        self._calls.write(
            {
                **about,
                **self._audit(lead, created, second if is_talk or is_unanswered else created),
                "Record Id": self._new_id(),
                "Call Owner Id": lead.owner.user_id,
                "Subject": f"Call {lead.person.full_name}",
                "Call Type": "Inbound" if status == "Received" else "Outbound",
                "Call Purpose": one_of(rng, words.call_purposes),
                "Call Start Time": self._calendar.time(second),
                "Call Duration (in seconds)": 1 + int(log_normal(rng, self._numbers.call_seconds))
                if is_talk
                else "",
                "Call Status": status,
                "Call Result": one_of(rng, words.call_results)
                if is_talk
                else words.no_answer
                if is_unanswered
                else "",
            }
        )

    def _meet_after(
        self, lead: Lead, about: Row, second: int, gap: LogNormal, *, until: int | None = None
    ) -> int:
        """A meeting some time after a second, if that is before the end; returns when."""
        begun = self._slot(second + int(log_normal(self._rng, gap) * DAY))
        end = self._calendar.end
        if begun < (end if until is None else min(until, end)):
            self._meet(lead, about, begun, since=second)
        return begun

    def _meet(self, lead: Lead, about: Row, begun: int, *, since: int) -> None:
        rng, numbers, words = self._rng, self._numbers, self._words
        is_visit = rng.random() >= numbers.online_share
        is_kept = rng.random() < numbers.kept_share
        created = self._planned(begun, since)
        company, person = lead.company.name, lead.person
        checked_in = begun + int(rng.random() * 900)
        has_check_in = is_visit and is_kept and checked_in < self._calendar.end
        if not is_visit and not is_kept and begun < self._calendar.end:
            return  # an online meeting that nobody came to is deleted
        ended = begun + 60 * one_of(rng, numbers.visit_minutes)
        self._meetings.write(
            {
                **about,
                **self._audit(lead, created, checked_in if has_check_in else created),
                "Record Id": self._new_id(),
                "Title": f"{words.visit if is_visit else words.meeting} {company}",
                "Meeting Venue": AT_CLIENT if is_visit else ONLINE,
                "Location": f"{person.street}, {person.city}" if is_visit else words.online,
                "All day": "false",
                "From": self._calendar.time(begun),
                "To": self._calendar.time(ended),
                "Host Id": lead.owner.user_id,
                "Check-In Time": self._calendar.time(checked_in) if has_check_in else "",
            }
        )

    def _slot(self, second: int) -> int:
        """The next full or half hour of a working day."""
        return self._calendar.working(second - second % _HALF_HOUR + _HALF_HOUR)

    def _planned(self, second: int, since: int) -> int:
        """When something that was to begin at a second was planned: by the last day."""
        ahead = 60 + int(log_normal(self._rng, self._numbers.planned_ahead) * DAY)
        return max(since, min(second, self._calendar.end) - ahead)

    def _audit(self, lead: Lead, created: int, changed: int) -> Row:
        """Who entered a record, and when it was entered and changed."""
        last = max(created, min(changed, self._calendar.end - 1))
        return {
            "Created By Id": lead.owner.user_id,
            "Modified By Id": lead.owner.user_id,
            "Created Time": self._calendar.time(created),
            "Modified Time": self._calendar.time(last),
            "Last Activity Time": self._calendar.time(last),
        }

    def _new_id(self) -> str:
        return f"zcrm_5437280001{next(self._ids):08d}"
