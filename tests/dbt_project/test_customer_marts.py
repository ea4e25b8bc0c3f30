"""Marts of customers, against published counts and counts made in another way."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from analytics import repeat_buying, spend
from analytics.lifetime_value import lifetime_value, orders_by_month
from analytics.repeat_buying import Histories
from tests.analytics import cdnow as papers
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

AS_OF = dt.date(1998, 6, 30)


@pytest.fixture(scope="module")
def days(cdnow):
    """Order days of each customer, in order."""
    found: dict[str, list[dt.date]] = {}
    for customer, day in ask(
        cdnow, "select distinct customer_id, order_date from core.fct_order order by all"
    ):
        found.setdefault(customer, []).append(day)
    return found


class TestValueTier:
    def test_classes_as_published(self, cdnow):
        found = ask(cdnow, "select abc_class, count(*) from marts.customer_value_tier group by all")
        assert dict(found) == {"A": 777, "B": 801, "C": 779}

    def test_the_best_hold_the_published_shares(self, cdnow):
        for part, share in {0.01: 14.17, 0.05: 35.91, 0.10: 50.71, 0.20: 67.40}.items():
            held = ask_one(
                cdnow,
                "select 100 * sum(net_amount) / (select sum(net_amount) from"
                " marts.customer_value_tier) from (from marts.customer_value_tier order by"
                " net_amount desc limit ?)",
                int(2357 * part),
            )
            assert round(float(held), 2) == share


class TestLifecycle:
    def test_stages_by_the_90_and_180_day_rule(self, cdnow):
        found = ask(cdnow, "select stage, count(*) from marts.customer_lifecycle group by all")
        assert dict(found) == {
            "repeat": 13, "loyal": 203, "lapsing": 215, "churned": 1842, "won_back": 84,
        }  # fmt: skip

    def test_since_is_the_first_day_of_an_unbroken_time_at_the_stage(self, cdnow, days):
        """Each customer's stage is worked out anew for every day, backwards from as_of."""

        def stage(purchases, day):
            past = [one for one in purchases if one <= day]
            if not past:
                return None
            since = (day - past[-1]).days
            if since > 90:
                return "churned" if since > 180 else "lapsing"
            if len(past) > 1 and (past[-1] - past[-2]).days > 180:
                return "won_back"
            return "first_purchase" if len(past) == 1 else "repeat" if len(past) < 4 else "loyal"

        sample = dict(list(days.items())[::40])
        for customer, purchases in sample.items():
            day, now = AS_OF, stage(purchases, AS_OF)
            while stage(purchases, day - dt.timedelta(1)) == now:
                day -= dt.timedelta(1)
            assert ask(
                cdnow,
                "select stage, since_date from marts.customer_lifecycle where customer_id = ?",
                customer,
            ) == [(now, day)]


def test_the_flow_counts_who_has_bought_within_180_days(cdnow, days):
    def is_customer(purchases, day):
        return any(0 <= (day - one).days <= 180 for one in purchases)

    for month, opening, new, closing, active in ask(
        cdnow,
        "select month, opening, new_customers, closing, active from marts.customer_flow_monthly",
    ):
        end = min((month + dt.timedelta(32)).replace(day=1) - dt.timedelta(1), AS_OF)
        before = month - dt.timedelta(1)
        assert opening == sum(is_customer(one, before) for one in days.values())
        assert closing == sum(is_customer(one, end) for one in days.values())
        assert new == sum(month <= one[0] <= end for one in days.values())
        assert active == sum(any(month <= day <= end for day in one) for one in days.values())


def test_won_back_and_churned_are_gaps_and_silence(cdnow, days):
    lost = sum(
        (later - earlier).days > 180
        for purchases in days.values()
        for earlier, later in pairwise([*purchases, AS_OF + dt.timedelta(0)])
    )
    back = sum((b - a).days > 180 for one in days.values() for a, b in pairwise(one))
    assert ask(cdnow, "select sum(won_back), sum(churned) from marts.customer_flow_monthly") == [
        (back, lost)
    ]


class TestMonthlySegments:
    def test_at_the_end_of_the_last_month_they_are_those_of_today(self, cdnow):
        columns = "customer_id, recency_days, frequency, monetary, rfm_cell, segment"
        assert ask(
            cdnow,
            f"select count(*) from (select {columns} from marts.customer_rfm_monthly where"
            f" as_of_date = '1998-06-30' except select {columns} from marts.customer_rfm)",
        ) == [(0,)]
        assert ask(
            cdnow,
            "select count(*), count(distinct as_of_date) from marts.customer_rfm_monthly",
        ) == [(13 * 2357, 13)]

    def test_an_earlier_month_is_what_a_rebuild_as_of_its_end_gives(self, cdnow, tmp_path):
        rows = ask(
            cdnow,
            "select source_id, customer_id, order_date, net_amount from core.fct_order",
        )
        home = new_home(tmp_path / "home")
        add_source(home, "cdnow")
        add_rows(home, "cdnow", "orders", [
            {"order_id": order, "customer_id": customer, "ordered_at": str(day),
             "gross_amount": str(amount)} for order, customer, day, amount in rows
        ])  # fmt: skip
        build(home, "--select", "+customer_rfm", tested=False, as_of="1997-12-31")
        columns = "last_order_date, recency_days, frequency, monetary, rfm_cell, segment"
        wanted = ask(home, f"select {columns} from marts.customer_rfm order by all")
        found = ask(
            cdnow,
            f"select {columns} from marts.customer_rfm_monthly where as_of_date = '1997-12-31'"
            " order by all",
        )
        assert len(wanted) == 2357
        assert found == wanted

    def test_movements_are_the_pairs_of_two_months(self, cdnow):
        segment = {
            (day, customer): name
            for day, customer, name in ask(
                cdnow, "select as_of_date, customer_id, segment from marts.customer_rfm_monthly"
            )
        }
        may, june = dt.date(1998, 5, 31), dt.date(1998, 6, 30)
        expected = Counter(
            (segment[may, customer], segment[june, customer]) for _, customer in segment
        )
        found = ask(
            cdnow,
            "select from_segment, to_segment, customers from marts.customer_segment_movement"
            " where month = '1998-06-01'",
        )
        # each customer is in the keys once for each month
        assert {row[:2]: 13 * row[2] for row in found} == expected


def test_lifetime_values_are_those_of_the_papers_models(cdnow):
    raw = papers.customers(str(AS_OF))
    histories = Histories.of(raw["repeats"], raw["last_days"], raw["age_days"])
    model = repeat_buying.fit(histories, "mbg_nbd")
    paid = spend.fit(raw["repeats"], raw["amount"])
    orders = np.where(raw["amount"] > 0, raw["repeats"], 0)
    amount = paid.expected_amount(orders, raw["amount"])
    value = lifetime_value(orders_by_month(model, histories), amount, monthly_discount=0.01)
    found = ask(
        cdnow,
        "select sum(expected_value_12m), avg(p_alive), sum(expected_orders_12m),"
        " sum(historic_value), count(*) from marts.customer_clv where model = 'mbg_nbd'",
    )[0]
    assert [float(one) for one in found] == pytest.approx(
        [
            value.sum(),
            model.p_alive(histories).mean(),
            model.expected_orders(histories, 365.25).sum(),
            244091.94,
            2357,
        ],
        rel=1e-3,
    )


class TestChurn:
    def test_the_report_judges_the_model_beside_silence_alone(self, cdnow, days):
        report = {
            name: row
            for name, *row in ask(
                cdnow,
                "select model, is_used, tested_from_date, customers, churn_rate, auc,"
                " calibration_error from marts.churn_model_report",
            )
        }
        assert report.keys() == {"logistic", "silence"}
        tested = AS_OF - dt.timedelta(90)
        bought = sum(any(tested < day for day in one) for one in days.values())
        for _, day, customers, churn_rate, _, _ in report.values():
            assert (day, customers) == (tested, 2357)
            assert churn_rate == pytest.approx(1 - bought / 2357)
        is_used, *_, auc, calibration_error = report["logistic"]
        assert is_used
        assert auc == pytest.approx(0.834, abs=0.003)
        assert auc > report["silence"][4]
        assert calibration_error <= 0.03

    def test_the_classes_of_silence_are_tenths_of_the_customers(self, cdnow, days):
        """Of each tenth by days of silence, who bought in the 90 days after, counted by hand."""
        tested = AS_OF - dt.timedelta(90)
        silent = sorted(
            ((tested - max(day for day in one if day <= tested)).days, one[-1] <= tested)
            for one in days.values()
        )
        classes = ask(
            cdnow,
            "select risk_class, customers, churn_rate from marts.churn_model_calibration"
            " where model = 'silence' order by risk_class",
        )
        assert [row[:2] for row in classes] == [(n, 236 if n <= 7 else 235) for n in range(1, 11)]
        begin = 0
        for place, customers, churn_rate in classes:
            part = silent[begin : begin + customers]
            begin += customers
            # customers of the same silence may fall on either side of a class's edge
            tied = sum(one[0] in {part[0][0], part[-1][0]} for one in silent)
            left = sum(has_left for _, has_left in part)
            assert churn_rate * customers == pytest.approx(left, abs=tied), place
        assert sum(row[1] * row[2] for row in classes) == pytest.approx(
            sum(has_left for _, has_left in silent)
        )

    def test_silence_is_ranked_as_it_was(self, cdnow, days):
        """The baseline's AUC, counted pair by pair."""
        tested = AS_OF - dt.timedelta(90)
        silence = [
            ((tested - max(day for day in one if day <= tested)).days, one[-1] <= tested)
            for one in days.values()
        ]
        gone = np.array([value for value, is_gone in silence if is_gone])
        stayed = np.array([value for value, is_gone in silence if not is_gone])
        pairs = (gone[:, None] > stayed).mean() + (gone[:, None] == stayed).mean() / 2
        found = ask_one(cdnow, "select auc from marts.churn_model_report where model = 'silence'")
        assert found == pytest.approx(pairs, abs=1e-6)

    def test_every_customer_has_a_risk_with_a_band_and_reasons_in_two_languages(self, cdnow):
        assert ask(
            cdnow,
            "select count(*), count(risk), count(*) filter (risk >= 0.8) = count(*) filter (band ="
            " 'high'), count(reasons) > 2000, count(reasons) = count(reasons_zh)"
            " from marts.customer_churn_risk",
        ) == [(2357, 2357, True, True, True)]
        expected, found = ask(
            cdnow,
            "select avg(risk), (select avg(churn_rate) from marts.churn_model_report)"
            " from marts.customer_churn_risk",
        )[0]
        # nine in ten of these old customers buy no more
        assert expected == pytest.approx(found, abs=0.05)


def test_survival_as_r_prints_it_for_6_mercaptopurine(tmp_path):
    """Freireich et al. (1963): 21 patients, weeks of remission; with Greenwood's errors.

    A patient is a customer who buys daily until six days before it counts as churned, which it
    does after five days without a purchase.
    """
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    in_remission = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    as_of = dt.date(2026, 3, 1)
    rows = []
    for number, (days, is_over) in enumerate(
        [*((day, True) for day in relapsed), *((day, False) for day in in_remission)]
    ):
        start = dt.date(2026, 1, 1) if is_over else as_of - dt.timedelta(days)
        until = days - 6 if is_over else days
        rows += [
            {"order_id": f"{number}-{day}", "customer_id": f"{number}", "gross_amount": "1",
             "ordered_at": str(start + dt.timedelta(day))} for day in range(until + 1)
        ]  # fmt: skip
    home = new_home(tmp_path / "home")
    add_source(home, "trial")
    add_rows(home, "trial", "orders", rows)
    thresholds = {"lapsing_after_days": 4, "churned_after_days": 5}
    build(home, "--select", "+customer_survival", tested=False, as_of=str(as_of), **thresholds)
    found = {
        days: (round(survival, 3), round(error, 4), at_risk)
        for days, survival, error, at_risk in ask(
            home,
            "select days, survival, standard_error, at_risk from marts.customer_survival"
            " where cut_name = 'all' and events > 0",
        )
    }
    assert found == {
        6: (0.857, 0.0764, 21), 7: (0.807, 0.0869, 17), 10: (0.753, 0.0963, 15),
        13: (0.690, 0.1068, 12), 16: (0.627, 0.1141, 11), 22: (0.538, 0.1282, 7),
        23: (0.448, 0.1346, 6),
    }  # fmt: skip


class TestNothingToCount:
    """Marts of customers where there is nothing, or nothing that is worth anything."""

    MARTS = ("customer_lifecycle", "customer_flow_monthly", "customer_value_tier", "customer_clv",
             "customer_survival", "customer_segment_movement", "customer_churn_risk",
             "churn_model_report")  # fmt: skip

    @pytest.fixture
    def home(self, tmp_path):
        home = new_home(tmp_path / "home")
        add_source(home, "shop")
        return home

    def test_one_customer_without_an_order_is_a_prospect(self, home):
        add_rows(home, "shop", "customers", [{"customer_id": "C1", "created_at": "2026-01-01"}])
        build_models(home, *self.MARTS, as_of="2026-01-31")
        assert ask(home, "select stage, since_date from marts.customer_lifecycle") == [
            ("prospect", dt.date(2026, 1, 1))
        ]
        for mart in self.MARTS[1:]:
            assert ask(home, f"select count(*) from marts.{mart}") == [(0,)]

    def test_orders_of_one_day_refunded_in_whole_and_more(self, home):
        """Nothing is left of the amounts: there is no share, no class but the last, no forecast."""
        add_rows(home, "shop", "orders", [
            {"order_id": f"O{n}", "customer_id": f"C{n}", "ordered_at": "2026-01-31",
             "gross_amount": amount, "refund_amount": refund}
            for n, (amount, refund) in enumerate([("10", "10"), ("10", "12"), ("0", None)])
        ])  # fmt: skip
        build(home)
        assert ask(
            home,
            "select distinct share_before, abc_class, value_group = 'high'"
            " from marts.customer_value_tier",
        ) == [(None, "C", False)]
        assert ask(home, "select distinct p_alive, model from marts.customer_clv") == [
            (None, "not enough history")
        ]
        assert ask(home, "select distinct risk, model from marts.customer_churn_risk") == [
            (None, "not enough history")
        ]
        assert ask(
            home, "select opening, new_customers, closing from marts.customer_flow_monthly"
        ) == [(0, 3, 3)]
        assert ask(home, "select sum(customers) from marts.customer_segment_movement") == [(3,)]

    def test_a_customer_whose_first_order_is_after_as_of_is_none_yet(self, home):
        add_rows(home, "shop", "customers", [
            {"customer_id": "C1", "created_at": "2026-01-01"},
            {"customer_id": "C2", "created_at": "2026-01-01"},
        ])  # fmt: skip
        days = {"C1": "2026-01-10", "C2": "2026-03-01"}
        add_rows(home, "shop", "orders", [
            {"order_id": customer, "customer_id": customer, "ordered_at": day, "gross_amount": "5"}
            for customer, day in days.items()
        ])  # fmt: skip
        build_models(home, *self.MARTS, as_of="2026-01-31")
        assert ask(home, "select stage, purchases from marts.customer_lifecycle order by 1") == [
            ("first_purchase", 1),
            ("prospect", 0),
        ]
        assert ask(home, "select count(*) from marts.customer_clv") == [(1,)]


class TestAmountsThatAreKnownLaterOrNever:
    """A customer whose orders of May are paid back in June, and buyers with an unknown amount."""

    @pytest.fixture(scope="class")
    @classmethod
    def shop(cls, tmp_path_factory):
        """The build as of the end of June; segments and movements of one as of the end of May."""
        home = new_home(tmp_path_factory.mktemp("later") / "home")
        add_source(home, "shop")
        paid_back = [
            {"order_id": f"A{n}", "customer_id": "A1", "ordered_at": f"2026-05-{20 + n}",
             "gross_amount": "500"} for n in range(5)
        ]  # fmt: skip
        # of each second customer nobody knows what its second order came to
        repeated = [
            {"order_id": f"{n}-{day}", "customer_id": f"C{n}", "gross_amount":
             None if day == 30 and n % 2 else str(100 + n % 7 * 10),
             "cost_amount": "10",
             "ordered_at": str(dt.date(2026, 1, 1) + dt.timedelta(n % 30 + day))}
            for n in range(120) for day in (0, 30, 60)
        ]  # fmt: skip
        add_rows(home, "shop", "orders", paid_back + repeated)
        add_rows(home, "shop", "refunds", [
            {"refund_id": f"R{n}", "order_id": f"A{n}", "refunded_at": "2026-06-05",
             "amount": "430"} for n in range(5)
        ], loaded_at=dt.datetime.fromisoformat("2026-07-01T04:00:00"))  # fmt: skip
        build_models(home, "customer_rfm", "customer_segment_movement", as_of="2026-05-31")
        may = cls.segments(home, "customer_rfm"), cls.movements(home)
        marts = (
            "customer_rfm_monthly",
            "customer_segment_movement",
            "customer_clv",
            "int_churn_features",
            "customer_value_tier",
        )
        build_models(home, *marts, as_of="2026-06-30", churn_horizon_days=30)
        return home, may

    @staticmethod
    def segments(home, mart, where="true"):
        return ask(
            home,
            "select customer_id, last_order_date, recency_days, frequency, monetary, rfm_cell,"
            f" segment from marts.{mart} where {where} order by 1",
        )

    @staticmethod
    def movements(home):
        return ask(
            home,
            "select from_segment, to_segment, customers, net_amount"
            " from marts.customer_segment_movement where month = '2026-05-01' order by all",
        )

    @staticmethod
    def is_of(name):
        return (
            "customer_id = (select customer_id from core.customer_identity"
            f" where source_id = '{name}')"
        )

    def test_a_refund_changes_no_month_that_was_over(self, shop):
        home, (may, movements) = shop
        found = self.segments(home, "customer_rfm_monthly", "as_of_date = '2026-05-31'")
        assert len(may) == 121
        assert found == may
        assert ask(
            home,
            "select as_of_date, monetary from marts.customer_rfm_monthly"
            f" where {self.is_of('A1')} order by all",
        ) == [(dt.date(2026, 5, 31), 2500), (dt.date(2026, 6, 30), 350)]
        assert self.movements(home) == movements
        assert sum(amount for *_, amount in movements) == 2500

    def test_a_refund_is_no_feature_of_a_day_before_it(self, shop):
        found = ask(
            shop[0],
            "select day, round(exp(amount) - 1, 2) from intermediate.int_churn_features"
            f" where {self.is_of('A1')} order by all",
        )
        assert found == [(dt.date(2026, 5, 31), 500), (dt.date(2026, 6, 30), 70)]

    def test_an_order_of_an_unknown_amount_is_none_of_nothing(self, shop):
        histories = "select repeats, known_repeats, repeat_amount, net_amount from"
        found = {
            name: (
                ask(shop[0], f"{histories} intermediate.int_buying_histories where {where}"),
                ask_one(
                    shop[0], f"select expected_order_value from marts.customer_clv where {where}"
                ),
                ask(
                    shop[0],
                    "select distinct round(exp(amount) - 1, 2) from intermediate.int_churn_features"
                    f" where {where} and horizons_ago = 0",
                ),
            )
            for name, where in {name: self.is_of(name) for name in ("C1", "C8")}.items()
        }
        assert found["C8"][0] == [(2, 2, 110, 330)]
        assert found["C1"][0] == [(2, 1, 110, 220)]
        assert found["C8"][2] == found["C1"][2] == [(110,)]
        assert [
            ask_one(
                shop[0], f"select margin from marts.customer_value_tier where {self.is_of(one)}"
            )
            for one in ("C8", "C1")
        ] == [300, None]
        assert float(found["C1"][1]) == pytest.approx(float(found["C8"][1]), rel=0.1)
