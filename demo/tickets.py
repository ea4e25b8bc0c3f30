"""The shop's service desk: who works there, and the tickets of customers about their orders.

A ticket shows what was to be seen of it on the last day, so one of the last days may still be
open. People work in their hours, Monday to Friday, and what is urgent takes them less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from demo.chance import Weighted, log_normal, one_of, stream
from demo.market import LogNormal
from demo.orders import Sale
from demo.people import Registry
from demo.rhythm import DAY, HOUR
from demo.world import World
from demo.writers import Table

DESK_DOMAIN = "service.example.com"
EMPLOYEE_COLUMNS = ("employee_id", "employee_name", "email", "team", "region", "manager_id")
TICKET_COLUMNS = (
    "ticket_id", "customer_id", "order_id", "product_id", "employee_id", "channel", "kind",
    "cause", "priority", "status", "opened_at", "first_response_at", "resolved_at", "closed_at",
    "sla_target_minutes", "reopen_count", "reply_count", "assignee_count", "is_rating_asked",
    "csat", "subject",
)  # fmt: skip
_ABOUT_PRODUCTS = ("product", "delivery", "price")


class Ticket(NamedTuple):
    """A ticket that was solved; `second` is when, since the history began."""

    ticket_id: str
    customer_id: str
    second: int
    is_late: bool


class _Story(NamedTuple):
    """What happens to a ticket, whether by the last day or later."""

    kind: str
    priority: str
    opened: int
    answered: int
    solved: int
    reopened: int


class Tickets:
    """Writes tickets about orders.

    Args:
        table: the file.
        world: the company.
        desk: the employees who get the tickets of a cause.
    """

    def __init__(self, table: Table, world: World, desk: Mapping[str, Weighted[str]]) -> None:
        self._table = table
        self._desk = desk
        self._rng = stream(world.seed, "tickets")
        self._calendar = world.calendar
        self._service = world.behaviour.service
        self._subjects = world.words.service.subjects
        self._kinds = Weighted.of(self._service.kinds)
        self._causes = {kind: Weighted.of(causes) for kind, causes in self._service.causes.items()}
        self._channels = Weighted.of(self._service.channels)
        self._priorities = Weighted.of(self._service.priorities)
        self._tickets = 0

    def about(self, sale: Sale) -> Ticket | None:
        """Write a ticket about an order, if there is one; returns it where it was solved."""
        rng, service, end = self._rng, self._service, self._calendar.end
        if rng.random() >= service.per_order:
            return None
        story = self._story(sale.second)
        if story.opened >= end:
            return None
        self._tickets += 1
        ticket_id = f"TK-{self._tickets:07d}"
        cause = self._causes[story.kind].pick(rng)
        target = service.target_minutes[story.priority]
        ticket = Ticket(
            ticket_id=ticket_id,
            customer_id=sale.customer_id,
            second=story.solved,
            is_late=story.solved - story.opened > target * 60,
        )
        row: dict[str, object] = {
            "ticket_id": ticket_id,
            "customer_id": sale.customer_id,
            "order_id": sale.order_id,
            "product_id": one_of(rng, sale.products) if cause in _ABOUT_PRODUCTS else "",
            "employee_id": self._desk[cause].pick(rng),
            "channel": self._channels.pick(rng),
            "kind": story.kind,
            "cause": cause,
            "priority": story.priority,
            "opened_at": self._calendar.time(story.opened),
            "sla_target_minutes": target,
            "reopen_count": story.reopened,
            "subject": one_of(rng, self._subjects[story.kind][cause]),
        }
        self._table.write(row | self._outcome(story) | self._rating(story, is_late=ticket.is_late))
        return ticket if story.solved < end else None

    def _story(self, ordered: int) -> _Story:
        rng, service = self._rng, self._service
        kind, priority = self._kinds.pick(rng), self._priorities.pick(rng)
        opened = ordered + 60 + int(log_normal(rng, service.after) * DAY)
        answered = self._done(opened, service.first_response, priority)
        is_difficult = rng.random() < service.difficult.share
        effort = service.difficult.factor if is_difficult else 1.0
        solved = self._done(answered, service.resolution, priority, effort)
        reopened = 0
        if rng.random() < service.reopened_share:
            again = solved + 60 + int(log_normal(rng, service.reopened_after) * DAY)
            if again < self._calendar.end:
                reopened, solved = 1, self._done(again, service.resolution, priority)
        return _Story(kind, priority, opened, answered, solved, reopened)

    def _done(self, begun: int, duration: LogNormal, priority: str, effort: float = 1.0) -> int:
        """When a piece of work that begins at a second is done."""
        begins, ends = self._service.working_hours
        days = log_normal(self._rng, duration) * self._service.speed[priority] * effort
        work = 60 + int(days * (ends - begins) * HOUR)
        return self._calendar.after_work(begun, work, (begins, ends))

    def _outcome(self, story: _Story) -> dict[str, object]:
        """The status on the last day, and the times of what has happened by then."""
        end, time = self._calendar.end, self._calendar.time
        if story.answered >= end:
            return {"status": "new", "reply_count": 0, "assignee_count": 1}
        replies = 1 + story.reopened
        while self._rng.random() < self._service.more_replies:
            replies += 1
        row: dict[str, object] = {
            "first_response_at": time(story.answered),
            "reply_count": replies,
            "assignee_count": 1 + (self._rng.random() < self._service.handed_on_share),
        }
        if story.solved >= end:
            is_pending = self._rng.random() < self._service.pending_share
            waiting = "pending" if is_pending else "open"
            return row | {"status": "reopened" if story.reopened else waiting}
        closed = story.solved + self._service.closing_days * DAY
        row["resolved_at"] = time(story.solved)
        if closed >= end:
            return row | {"status": "solved"}
        return row | {"status": "closed", "closed_at": time(closed)}

    def _rating(self, story: _Story, *, is_late: bool) -> dict[str, object]:
        """One to five of a solved ticket: worse for complaints, and where it took long."""
        rng, rating = self._rng, self._service.rating
        if story.solved >= self._calendar.end or rng.random() >= rating.asked:
            return {"is_rating_asked": "no"}
        if rng.random() >= rating.answered:
            return {"is_rating_asked": "yes"}
        mean = (
            rating.mean
            - rating.complaint * (story.kind == "complaint")
            - rating.late * is_late
            - rating.reopened * story.reopened
        )
        score = min(5, max(1, round(rng.normalvariate(mean, rating.spread))))
        return {"is_rating_asked": "yes", "csat": score}


def hire_desk(world: World, customers: int, table: Table) -> dict[str, Weighted[str]]:
    """Write the service desk's employees; returns the ids of those who get a cause's tickets.

    The first of a team is its manager, who reports to nobody.
    """
    rng, registry = stream(world.seed, "service desk"), Registry(world.words)
    service, teams = world.behaviour.service, world.words.service.teams
    countries = {country.name: country for country in world.words.countries}
    fewest, most = service.employees_per_team
    size = math.ceil(customers / len(teams) / service.customers_per_employee)
    desk: dict[str, Weighted[str]] = {}
    number = 0
    for team in teams:
        members: list[str] = []
        for _ in range(min(max(fewest, size), most)):
            number += 1
            person = registry.person(rng, countries[one_of(rng, team.countries)], DESK_DOMAIN)
            members.append(f"E-{number:04d}")
            table.write(
                {
                    "employee_id": members[-1],
                    "employee_name": person.full_name,
                    "email": person.email,
                    "team": team.name,
                    "region": team.region,
                    "manager_id": members[0] if len(members) > 1 else "",
                }
            )
        weighted = Weighted(members, [rng.uniform(0.5, 1.5) for _ in members])
        desk |= dict.fromkeys(team.causes, weighted)
    return desk
