"""Marts of marketing, against published games and paths, and definitions in plain Python."""

import datetime as dt
import random
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.dbt_project import journeys
from tests.dbt_project.journeys import Touch
from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    new_home,
)

pytestmark = pytest.mark.slow

AS_OF = dt.date(2026, 3, 31)
MODELS = {"first", "last", "linear", "time_decay", "position", "markov", "shapley"}
CHANNELS = {"Email": "email", "Fair": "event", "Referral": "referral", "Web": "direct"}
# of each channel but the last two campaigns
CAMPAIGNS = {f"{name}{number}": name for name in CHANNELS for number in (1, 2)}
A, B, C = "Email1", "Fair1", "Referral1"
# when customers were first heard of, long before anything reached them but the channel
SEEN = dt.date(2023, 6, 1)
# days on which the first campaign brought a lead that never bought
LEADS = [dt.date(2025, 1 + number % 9, 15) for number in range(20)]
# journeys of the published examples by the month in which they end: campaigns and amount
PUBLISHED = {
    # C1, C2, C3 to a purchase; C1 to none; C2, C3 to none
    dt.date(2024, 4, 1): [((A, B, C), 100), ((A,), None), ((B, C), None)],
    # the airport game with runways of 1, 2 and 3: its dual, of the same value, is who shares them
    dt.date(2024, 9, 1): [((A, B, C), 6), ((B, C), 6), ((C,), 6)],
    # the glove game, two left and a right one, by what it is made of: a set too much is paid back
    dt.date(2025, 1, 1): [((A, C), 600), ((B, C), 600), ((A, B, C), -600)],
}


def _published():
    """Customer -> touches (day, campaign) and purchases (day -> amount)."""
    made = {}
    for month, paths in PUBLISHED.items():
        for path, amount in paths:
            end = month + dt.timedelta(9)
            # over within the month after 90 days of silence, or with the purchase
            last = end - dt.timedelta(90 if amount is None else 1)
            days = [last - dt.timedelta(number) for number in range(len(path))][::-1]
            touches = list(zip(days, path, strict=True))
            made[f"P{len(made)}"] = touches, {} if amount is None else {end: amount}
    return made


def _invented():
    chance = random.Random(5)
    made = {}
    for number in range(120):
        day, touches, purchases = dt.date(2025, 3, 1) + dt.timedelta(chance.randrange(60)), [], {}
        while day < AS_OF + dt.timedelta(20):
            if chance.random() < 0.35:
                purchases[day] = Decimal(chance.randrange(-500, 20000)) / 100
            else:
                touches.append((day, chance.choice(list(CAMPAIGNS))))
            day += dt.timedelta(chance.choice([0, 1, 3, 9, 40, 90, 91, 130]))
        made[f"R{number}"] = touches, purchases
    return made


@pytest.fixture(scope="module")
def customers():
    return _published() | _invented()


@pytest.fixture(scope="module")
def home(tmp_path_factory, customers):
    """A shop whose customers are touched by eight campaigns."""
    home = new_home(tmp_path_factory.mktemp("marketing") / "home")
    add_source(home, "shop", currency="USD")
    campaigns = [{"campaign_id": key, "channel": name} for key, name in CAMPAIGNS.items()]
    add_rows(home, "shop", "campaigns", campaigns)
    touches = [
        {"touch_id": f"{customer} {number}", "customer_id": customer, "campaign_id": campaign,
         "kind": "clicked", "touched_at": f"{day} {number // 60:02}:{number % 60:02}:00"}
        for customer, (touched, _) in customers.items()
        for number, (day, campaign) in enumerate(touched)
    ]  # fmt: skip
    add_rows(home, "shop", "campaign_touches", touches)
    orders = [
        {"order_id": f"{customer} {day}", "customer_id": customer, "ordered_at": str(day),
         "gross_amount": str(amount), "cost_amount": "1.25"}
        for customer, (_, purchases) in customers.items()
        for day, amount in purchases.items()
    ]  # fmt: skip
    orders += [{"order_id": "nobody's", "ordered_at": "2026-01-05", "gross_amount": "7.77"}]
    add_rows(home, "shop", "orders", orders)
    add_rows(home, "shop", "customers", [
        {"customer_id": customer, "acquisition_campaign_id": None,
         "acquisition_channel": list(CHANNELS)[number % 5] if number % 5 < 4 else None,
         "created_at": str(SEEN)}
        for number, customer in enumerate(customers)
    ])  # fmt: skip
    add_rows(home, "shop", "leads", [
        {"lead_id": f"L{number}", "source": "Web" if number % 2 else None, "campaign_id": A,
         "created_at": str(day)}
        for number, day in enumerate(LEADS)
    ])  # fmt: skip
    add_rows(home, "shop", "campaign_spend", [
        {"campaign_id": campaign, "spend_date": f"{year}-{month:02}-10", "impressions": "1000",
         "amount": f"{10 * number + month}.55", "clicks": str(month)}
        for number, campaign in enumerate([A, B, C])
        for year in (2025, 2026)
        for month in range(1, 13)
    ])  # fmt: skip
    build(
        home, "--select", "+attribution", "+customer_journey", "+channel_acquisition",
        "+campaign_performance", tested=False, as_of=AS_OF.isoformat(),
    )  # fmt: skip
    return home


@pytest.fixture(scope="module")
def ended(customers):
    """Month -> journeys that ended in it, of all customers."""
    found = defaultdict(list)
    leads = [([(day, A)], {}) for day in LEADS]
    for number, (touched, purchases) in enumerate([*customers.values(), *leads]):
        # what a campaign does in a day is one touch
        touches = [
            Touch(day, CHANNELS[CAMPAIGNS[campaign]], campaign)
            for day, campaign in dict.fromkeys(touched)
            if day <= AS_OF
        ]
        if number < len(customers) and number % 5 < 4:
            touches.append(Touch(SEEN, list(CHANNELS.values())[number % 5], "unknown"))
        cents = {day: round(100 * amount) for day, amount in purchases.items() if day <= AS_OF}
        for one in journeys.journeys(touches, cents, AS_OF):
            found[one.month].append(one)
    return found


def credits(home, model, column="channel_group"):
    """Month and channel (and campaign) -> conversions and revenue in cents."""
    return {
        (month, *key): (float(conversions), float(100 * revenue))
        for month, *key, conversions, revenue in ask(
            home,
            f"select month, {column}, sum(conversions), sum(revenue) from marts.attribution"
            " left join core.dim_campaign using (campaign_id)"
            " where model = ? and channel_group <> 'unattributed' group by all",
            model,
        )
    }


class TestPublished:
    def test_the_airport_and_the_glove_game(self):
        costs = {"small": 1, "medium": 2, "large": 3}
        airport = journeys.shapley(
            list(costs), lambda those: Fraction(max((costs[one] for one in those), default=0))
        )
        assert list(airport.values()) == [Fraction(1, 3), Fraction(5, 6), Fraction(11, 6)]
        glove = journeys.shapley(
            ["left", "other left", "right"],
            lambda those: Fraction("right" in those and len(those) > 1),
        )
        assert list(glove.values()) == [Fraction(1, 6), Fraction(1, 6), Fraction(2, 3)]

    def test_shapley_of_the_airport_game_is_in_the_mart(self, home):
        month = dt.date(2024, 9, 1)
        found = {
            key[1]: value for key, value in credits(home, "shapley").items() if key[0] == month
        }
        assert found == {
            "email": pytest.approx((1 / 3, 600 / 3), abs=2e-6),
            "event": pytest.approx((5 / 6, 600 * 5 / 6), abs=2e-6),
            "referral": pytest.approx((11 / 6, 600 * 11 / 6), abs=2e-6),
        }

    def test_shapley_of_the_glove_game_is_in_the_mart(self, home):
        found = ask(
            home,
            "select channel_group, revenue from marts.attribution"
            " where model = 'shapley' and month = '2025-01-01' order by all",
        )
        assert found == [("email", 100), ("event", 100), ("referral", 400)]

    def test_markov_of_the_worked_example_is_in_the_mart(self, home):
        found = ask(
            home,
            "select channel_group, conversions, revenue from marts.attribution"
            " where model = 'markov' and month = '2024-04-01' order by all",
        )
        assert [(name, float(part), amount) for name, part, amount in found] == [
            ("email", 0.2, 20), ("event", 0.4, 40), ("referral", 0.4, 40),
        ]  # fmt: skip
        effects = ask(
            home,
            "select round(removal_effect, 12) from intermediate.int_markov_shares"
            " where month = '2024-04-01' order by channel_group",
        )
        assert effects == [(0.5,), (1,), (1,)]


class TestAttribution:
    def test_each_rule_by_month_channel_and_campaign(self, home, ended):
        for model in MODELS - {"markov", "shapley"}:
            expected: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0])
            for month, those in ended.items():
                for one in those:
                    if one.amount is not None and one.touches:
                        for key, part in journeys.by_rule(one)[model].items():
                            expected[month, *key][0] += part
                            expected[month, *key][1] += part * one.amount
            found = credits(home, model, "channel_group, campaign_name")
            assert found.keys() == expected.keys()
            for key, (conversions, cents) in expected.items():
                assert found[key][0] == pytest.approx(conversions, abs=1e-5), (model, key)
                assert found[key][1] == pytest.approx(cents, abs=20), (model, key)

    def test_shapley_over_all_sets_of_channels(self, home, ended):
        found = credits(home, "shapley")
        for month, those in ended.items():
            conversions = journeys.shapley_by_channel(those, lambda one: 1)
            cents = journeys.shapley_by_channel(those, lambda one: one.amount)
            assert {key[1] for key in found if key[0] == month} == set(conversions)
            for channel, part in conversions.items():
                assert found[month, channel] == pytest.approx(
                    (float(part), float(cents[channel])), rel=1e-5, abs=20
                )

    def test_markov_by_chains_without_each_channel(self, home, ended):
        found = credits(home, "markov")
        months = 0
        for month, those in ended.items():
            sold = [one.amount for one in those if one.amount is not None and one.touches]
            if sold:
                months += 1
                for channel, share in journeys.markov_by_channel(those).items():
                    assert found[month, channel] == pytest.approx(
                        (share * len(sold), share * sum(sold)), abs=1
                    )
        assert months >= 12

    def test_every_model_divides_all_purchases_to_the_cent(self, home, customers):
        count, cents = Counter(), Counter()
        for _, purchases in customers.values():
            for day, amount in purchases.items():
                if day <= AS_OF:
                    count[day.replace(day=1)] += 1
                    cents[day.replace(day=1)] += amount
        nobodys = dt.date(2026, 1, 1)
        count[nobodys] += 1
        cents[nobodys] += Decimal("7.77")
        for model in MODELS:
            by_month = ask(
                home,
                "select month, sum(conversions), sum(revenue) from marts.attribution"
                " where model = ? group by month",
                model,
            )
            assert {month: (part, amount) for month, part, amount in by_month} == {
                month: (count[month], cents[month]) for month in count
            }

    def test_no_campaign_gets_a_part_of_what_it_did_not_touch(self, home, ended):
        touched = {
            (month, touch.channel, touch.campaign)
            for month, those in ended.items()
            for one in those
            for touch in one.touches
        }
        assert set(credits(home, "markov", "channel_group, campaign_name")) <= touched


class TestJourney:
    def test_the_first_and_last_steps_are_those_of_the_journeys(self, home, ended):
        those = [one for month in ended.values() for one in month]
        first = Counter(one.touches[0].channel if one.touches else "purchase" for one in those)
        found = dict(
            ask(
                home,
                "select to_touchpoint, sum(journeys) - sum(open_journeys)"
                " from marts.customer_journey where scope = 'marketing' and step = 1 group by all",
            )
        )
        first["purchase"] += 1  # nobody's
        assert found == first
        ends = Counter(
            (len(one.touches) + 1, "none" if one.amount is None else "purchase") for one in those
        )
        ends[1, "purchase"] += 1
        assert ends == {
            (step, end): journeys
            for step, end, journeys in ask(
                home,
                "select step, to_touchpoint, sum(journeys) from marts.customer_journey"
                " where scope = 'all' and to_touchpoint in ('none', 'purchase') group by all",
            )
        }

    def test_whoever_comes_to_a_touchpoint_leaves_it_at_the_next_step(self, home):
        comes = ask(
            home,
            "select scope, is_new_customer, step + 1, to_touchpoint, sum(journeys), sum(purchases)"
            " from marts.customer_journey where to_touchpoint not in ('purchase', 'none', 'open')"
            " group by all order by all",
        )
        goes = ask(
            home,
            "select scope, is_new_customer, step, from_touchpoint, sum(journeys), sum(purchases)"
            " from marts.customer_journey where step > 1 group by all order by all",
        )
        assert comes == goes
        assert len(goes) > 20

    def test_new_customers_are_those_of_a_first_purchase(self, home, customers):
        assert ask_one(
            home,
            "select sum(journeys) from marts.customer_journey where scope = 'marketing'"
            " and is_new_customer and to_touchpoint = 'purchase'",
        ) == sum(any(day <= AS_OF for day in purchases) for _, purchases in customers.values())


@pytest.mark.parametrize("table", ["leads", "interactions"])
def test_before_anybody_has_bought_nothing_is_divided(tmp_path, table):
    """A company that lands nothing but this has journeys, and none of them to a purchase."""
    home = new_home(tmp_path / "home")
    add_source(home, "crm")
    rows = {
        "leads": {"lead_id": "L1", "created_at": "2026-01-02", "source": "Fair"},
        "interactions": {"interaction_id": "I1", "customer_id": "C1", "channel": "call",
                         "occurred_at": "2026-01-02"},
    }  # fmt: skip
    add_rows(home, "crm", table, [rows[table]])
    build_models(home, "attribution", "customer_journey", "assert_attribution_adds_up")
    assert ask_one(home, "select count(*) from marts.attribution") == 0
    assert ask_one(home, "select sum(purchases) from marts.customer_journey") == 0
    assert ask_one(home, "select count(*) from marts.customer_journey") > 0


class TestAcquisition:
    @pytest.fixture
    def won(self, customers):
        """Month and channel -> what the customers won in it have paid and cost."""
        found = defaultdict(list)
        for number, (_, purchases) in enumerate(customers.values()):
            seen = {day: amount for day, amount in purchases.items() if day <= AS_OF}
            if seen:
                channel = list(CHANNELS.values())[number % 5] if number % 5 < 4 else "unknown"
                key = min(seen).replace(day=1), channel
                found[key].append((sum(seen.values()), Decimal("1.25") * len(seen)))
        return found

    def test_channels_month_by_month(self, home, won):
        rows = ask(
            home,
            "select month, channel_group, customers, revenue, margin, spend, cac, roas, roi,"
            " payback_months from marts.channel_acquisition",
        )
        assert {row[:2] for row in rows} >= won.keys()
        assert len({row[0] for row in rows}) * len({row[1] for row in rows}) == len(rows)
        assert max(row[0] for row in rows) == AS_OF.replace(day=1)
        spent = Counter()
        for number, channel in enumerate(["email", "event", "referral"]):
            for year in (2025, 2026):
                for month in range(1, 13 if year == 2025 else 4):
                    spent[dt.date(year, month, 1), channel] += 10 * number + month + Decimal("0.55")
        assert sum(spent.values()) == ask_one(
            home, "select sum(spend) from marts.channel_acquisition"
        )
        paid_back = 0
        for month, channel, count, revenue, margin, spend, cac, roas, roi, payback in rows:
            amounts, paid = won[month, channel], spent[month, channel]
            total, cost = (sum(one) for one in zip(*amounts, strict=True)) if amounts else (0, 0)
            assert (count, spend) == (len(amounts), paid)
            assert (revenue, margin) == (total, total - cost)
            if not paid:
                assert (cac, roas, roi, payback) == (None,) * 4
                continue
            assert cac == (pytest.approx(float(paid) / count) if count else None)
            assert roas == pytest.approx(float(revenue / paid))
            assert roi == pytest.approx(float(margin / paid) - 1)
            months = (AS_OF.year - month.year) * 12 + AS_OF.month - month.month + 1
            if count and margin > 0:
                monthly = float(margin) / count / months
                assert payback == pytest.approx(cac / monthly)
                paid_back += 1
        assert paid_back > 10

    def test_leads_by_their_source_else_by_their_campaign(self, home):
        found = ask(
            home,
            "select channel_group, sum(leads) from marts.channel_acquisition group by all"
            " having sum(leads) > 0 order by all",
        )
        assert found == [("direct", 10), ("email", 10)]

    def test_campaigns(self, home):
        found = {
            name: row
            for name, *row in ask(
                home,
                "select campaign_name, leads, spend, impressions, clicks, click_through_rate, cost"
                " from marts.campaign_performance",
            )
        }
        assert found.keys() == CAMPAIGNS.keys() | {"unknown"}
        spend = 78 + 6 + 15 * Decimal("0.55")
        clicks = 78 + 6
        assert found[A] == [20, spend, 15000, clicks, clicks / 15000, spend]
        assert found[B][:2] == [0, spend + 150]
        assert found["Web2"] == [0, 0, None, None, None, 0]

    def test_campaigns_and_channels_have_the_same_customers(self, home, customers):
        sums = "select sum(customers), sum(revenue), sum(spend), sum(leads) from marts."
        assert ask(home, sums + "campaign_performance") == ask(home, sums + "channel_acquisition")
