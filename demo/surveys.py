"""The shop's surveys after orders and tickets: one score, and an answer to each driver of it.

The answers come first: each has its mean, and a mood that all answers of a person share. The
overall score is what their weighted mean comes to on its scale, so that an analysis of drivers
finds the weights of `behaviour.toml` again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from demo.chance import Weighted, log_normal, one_of, stream
from demo.market import SurveyPlan
from demo.orders import Sale
from demo.rhythm import DAY
from demo.tickets import Ticket
from demo.world import World
from demo.writers import Table

RESPONSE_COLUMNS = (
    "response_id", "kind", "customer_id", "ticket_id", "order_id", "survey_name", "channel",
    "score", "scale_min", "scale_max", "comment", "responded_at",
)  # fmt: skip
ANSWER_COLUMNS = ("response_id", "question", "driver", "score", "scale_min", "scale_max")
LOWEST, HIGHEST = 1, 5  # of an answer
_GOOD, _BAD = 0.75, 0.5  # parts of a scale: comments are good from here, bad below this


class Surveys:
    """Writes responses and their answers.

    Args:
        responses: the file of responses.
        answers: the file of answers.
        world: the company.
    """

    def __init__(self, responses: Table, answers: Table, world: World) -> None:
        self._responses = responses
        self._answers = answers
        self._rng = stream(world.seed, "surveys")
        self._calendar = world.calendar
        self._words = world.words.surveys
        self._surveys = surveys = world.behaviour.surveys
        self._plans = {"order": surveys.order, "ticket": surveys.ticket}
        self._kinds = {name: Weighted.of(plan.kinds) for name, plan in self._plans.items()}
        self._channels = Weighted.of(surveys.channels)
        self._written = 0

    def after_order(self, sale: Sale) -> None:
        """Ask about an order that was completed; not everybody answers."""
        if sale.is_completed:
            taken = {"product": self._surveys.returned} if sale.is_returned else {}
            about = {"customer_id": sale.customer_id, "order_id": sale.order_id}
            self._ask("order", sale.second, taken, about)

    def after_ticket(self, ticket: Ticket) -> None:
        """Ask about a ticket that was solved; not everybody answers."""
        taken = {"service": self._surveys.late} if ticket.is_late else {}
        about = {"customer_id": ticket.customer_id, "ticket_id": ticket.ticket_id}
        self._ask("ticket", ticket.second, taken, about)

    def _ask(
        self, name: str, second: int, taken: Mapping[str, float], about: Mapping[str, str]
    ) -> None:
        """Write a response, if there is one by the last day.

        Args:
            name: of the survey.
            second: of what it is about.
            taken: from the answers, by driver.
            about: who is asked about what.
        """
        rng, plan = self._rng, self._plans[name]
        if rng.random() >= plan.share:
            return
        responded = second + 60 + int(log_normal(rng, plan.after) * DAY)
        if responded >= self._calendar.end:
            return
        self._written += 1
        response_id = f"SR-{self._written:07d}"
        answers = self._draw_answers(taken)
        kind = self._kinds[name].pick(rng)
        low, high = self._surveys.scales[kind]
        level = self._level(plan, answers)
        self._responses.write(
            {
                **about,
                "response_id": response_id,
                "kind": kind,
                "survey_name": self._words.names[name],
                "channel": self._channels.pick(rng),
                "score": round(low + level * (high - low)),
                "scale_min": low,
                "scale_max": high,
                "comment": self._comment(level),
                "responded_at": self._calendar.time(responded),
            }
        )
        for driver, answer in answers.items():
            self._answers.write(
                {
                    "response_id": response_id,
                    "question": self._words.questions[driver],
                    "driver": driver,
                    "score": answer,
                    "scale_min": LOWEST,
                    "scale_max": HIGHEST,
                }
            )

    def _draw_answers(self, taken: Mapping[str, float]) -> dict[str, int]:
        rng, surveys = self._rng, self._surveys
        mood = rng.normalvariate(0, surveys.spread * math.sqrt(surveys.mood))
        own = surveys.spread * math.sqrt(1 - surveys.mood)
        return {
            driver: min(
                HIGHEST,
                max(LOWEST, round(rng.normalvariate(mean - taken.get(driver, 0) + mood, own))),
            )
            for driver, mean in surveys.means.items()
        }

    def _level(self, plan: SurveyPlan, answers: Mapping[str, int]) -> float:
        """The part of its scale that the overall score is, from 0 to 1."""
        mean = sum(weight * answers[driver] for driver, weight in plan.weights.items())
        level = (mean / sum(plan.weights.values()) - LOWEST) / (HIGHEST - LOWEST)
        return min(1.0, max(0.0, level + self._rng.normalvariate(0, self._surveys.noise)))

    def _comment(self, level: float) -> str:
        if self._rng.random() >= self._surveys.comment_share:
            return ""
        feeling = "good" if level >= _GOOD else "bad" if level < _BAD else "middling"
        return one_of(self._rng, self._words.comments[feeling])
