"""What the shop has to do with its customers beyond their orders, in the `template` source's shape.

Tickets, surveys, points and campaigns, each drawn from random numbers of its own, so that one can
change and leave all other files as they are. Rows are written as customers and orders come; what
is kept in memory is a few bytes a customer and the campaigns' days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from demo import loyalty, marketing, surveys, tickets
from demo.loyalty import Loyalty
from demo.marketing import Marketing
from demo.orders import Sale, Shopper
from demo.surveys import Surveys
from demo.tickets import Tickets, hire_desk
from demo.world import World
from demo.writers import Table, text_file

_FILES: dict[str, Sequence[str]] = {
    "employees": tickets.EMPLOYEE_COLUMNS,
    "tickets": tickets.TICKET_COLUMNS,
    "survey_responses": surveys.RESPONSE_COLUMNS,
    "survey_answers": surveys.ANSWER_COLUMNS,
    "loyalty_events": loyalty.EVENT_COLUMNS,
    "campaigns": marketing.CAMPAIGN_COLUMNS,
    "campaign_touches": marketing.TOUCH_COLUMNS,
    "campaign_spend": marketing.SPEND_COLUMNS,
}


class Care:
    """Is told of every customer and order, in the order of time.

    Args:
        tables: by the names of the files.
        world: the company.
        customers: how many there will be.
        paths: of the files.
    """

    def __init__(
        self, tables: dict[str, Table], world: World, customers: int, paths: list[Path]
    ) -> None:
        self.paths = paths
        desk = hire_desk(world, customers, tables["employees"])
        self._tickets = Tickets(tables["tickets"], world, desk)
        self._surveys = Surveys(tables["survey_responses"], tables["survey_answers"], world)
        self._loyalty = Loyalty(tables["loyalty_events"], world)
        self._marketing = Marketing(tables["campaign_touches"], world, customers)
        self._plans = tables["campaigns"], tables["campaign_spend"]

    def joined(self, shopper: Shopper) -> str:
        """A customer registers; returns the campaign that brought the customer, if one did."""
        self._loyalty.joined(shopper)
        return self._marketing.joined(shopper)

    def sold(self, sale: Sale) -> None:
        """A customer orders."""
        self._marketing.sold(sale)
        self._loyalty.sold(sale)
        self._surveys.after_order(sale)
        if ticket := self._tickets.about(sale):
            self._surveys.after_ticket(ticket)

    def finish(self) -> None:
        """Nobody orders any more: write what is known at the end only."""
        self._loyalty.finish()
        self._marketing.finish(*self._plans)


@contextmanager
def open_care(folder: Path, world: World, customers: int) -> Iterator[Care]:
    """The files in `folder`, which are whole when the context is left."""
    paths = {name: folder / f"{name}.csv" for name in _FILES}
    with ExitStack() as stack:
        tables = {
            name: Table(stack.enter_context(text_file(path)), _FILES[name])
            for name, path in paths.items()
        }
        care = Care(tables, world, customers, list(paths.values()))
        yield care
        care.finish()
