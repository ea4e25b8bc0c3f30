"""SurveyMonkey: answers of the shops' customers; the second row says what kind they are of."""

from __future__ import annotations

import datetime as dt
from itertools import count

from demo.desk import Desk, once
from demo.life import Customer, Response
from demo.papers import Style
from demo.people import Person


class Surveymonkey:
    """The shops' survey."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._responses = desk.texts(Style(), desk.windows)("responses")
        self._ids = count(118_470_000_231, 17)
        *_, self._likely, self._satisfied, self._comment = desk.forms["responses"].columns

    def respond(self, customer: Customer, person: Person, response: Response) -> None:
        """Write an answer to both questions."""
        response_id = str(next(self._ids))
        if person.email:
            customer.on_record("surveymonkey", "responses", person.email)
        self._responses.write([response.ended], once({
            "Respondent ID": response_id,
            "Collector ID": "424000111",
            "Start Date": self._time(response.started),
            "End Date": self._time(response.ended),
            "IP Address": f"192.0.2.{customer.number % 254 + 1}",
            "Email Address": person.email,
            "First Name": person.first_name,
            "Last Name": person.last_name,
            self._likely: response.nps,
            self._satisfied: response.satisfaction,
            self._comment: response.comment,
        }))  # fmt: skip
        for kind, score in (("nps", response.nps), ("csat", response.satisfaction)):
            self._desk.truth.add(
                "responses", system="surveymonkey", table="responses", id=response_id,
                customer_id=customer.customer_id, kind=kind, score=score,
                responded_at=self._desk.time(response.ended),
            )  # fmt: skip

    def _time(self, second: int) -> str:
        first = dt.datetime.combine(self._desk.whole.first, dt.time(), tzinfo=dt.UTC)
        return f"{first + dt.timedelta(seconds=second):%m/%d/%Y %I:%M:%S %p}"
