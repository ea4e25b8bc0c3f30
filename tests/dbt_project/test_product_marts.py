"""Marts of products, recommendations, clusters and loyalty, against counts made in another way."""

import csv
import datetime as dt
import random
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import duckdb
import pytest

from tests.dbt_project.warehouses import (
    add_rows,
    add_source,
    ask,
    ask_one,
    build,
    build_models,
    land_files,
    new_home,
    run_dbt,
)
from tests.shared_data import shared_data

pytestmark = pytest.mark.slow

AS_OF = dt.date(2026, 3, 15)
MARTS = ("product_affinity", "product_performance", "customer_recommendation", "loyalty_programme")
SELECTION = ("--select", *(f"+{mart}" for mart in MARTS), "+customer_rfm")
PRODUCTS = [f"P{n:02}" for n in range(30)]


def made_up_lines(chance):
    """Customers with orders up to as_of, and after it one order of one product more.

    Products come in threes that go together; some are much more popular than others.
    """
    popularity = [1 / (rank + 2) for rank in range(len(PRODUCTS))]
    rows = []

    def add(customer, number, day, products):
        rows.extend(
            {"order_id": f"O{customer}-{number}", "customer_id": f"C{customer}",
             "order_line_id": f"{line}", "ordered_at": str(day), "product_id": product,
             "quantity": str(1 + line), "amount": str(10 + line), "unit_cost": "4",
             "returned_quantity": str(line) if line else None}
            for line, product in enumerate(products)
        )  # fmt: skip

    def pick():
        return chance.choices(PRODUCTS, popularity)[0]

    for customer in range(500):
        wanted, number = set(), 0
        for number in range(chance.randrange(1, 4)):
            product = pick()
            three = PRODUCTS.index(product) // 3 * 3
            basket = {product} | {
                one for one in PRODUCTS[three : three + 3] if chance.random() < 0.4
            }
            if chance.random() < 0.3:
                basket.add(pick())
            wanted |= set(PRODUCTS[three : three + 3])
            day = AS_OF - dt.timedelta(chance.randrange(0, 500))
            add(customer, number, day, sorted(basket))
        later = sorted(wanted) if chance.random() < 0.7 else [pick()]
        add(customer, number + 1, AS_OF + dt.timedelta(10), [chance.choice(later)])
    return rows


def made_up_loyalty(chance):
    """Changes of 40 members' points; a third of the exports state the balance, some begin late."""
    rows = []
    for member in range(40):
        balance, tier = chance.choice([0, 0, 0, 250]), None
        day = dt.date(2025, 6, 1) + dt.timedelta(chance.randrange(200))
        states = balance > 0
        for _ in range(chance.randrange(1, 12)):
            kind = chance.choice(
                ["earned", "earned", "redeemed", "expired", "adjusted", "tier_change", "referral"]
            )
            points = {"redeemed": -1, "expired": -1, "tier_change": 0}.get(kind, 1)
            points *= chance.randrange(5, 60)
            balance += points
            if kind == "tier_change" or chance.random() < 0.1:
                tier = chance.choice(["Silver", "Gold"])
            rows.append(
                {"event_id": str(len(rows)), "customer_id": f"C{member}", "kind": kind,
                 "points": str(abs(points)) if points else None, "occurred_at": str(day),
                 "balance_after": str(balance) if states else None, "tier_after": tier}
            )  # fmt: skip
            day += dt.timedelta(chance.randrange(0, 40))
    return rows


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A made-up shop with a club, of which some is later than as_of."""
    home = new_home(tmp_path_factory.mktemp("products") / "home")
    chance = random.Random(5)
    add_source(home, "shop")
    add_rows(home, "shop", "order_lines", made_up_lines(chance))
    add_rows(home, "shop", "loyalty_events", made_up_loyalty(chance))
    add_rows(home, "shop", "products", [{"product_id": "P05", "is_active": "false"}])
    build(home, *SELECTION, as_of=str(AS_OF), tested=False)
    return home


@pytest.fixture(scope="module")
def lines(home):
    """What was bought by as_of: order, customer, day, product."""
    return ask(
        home,
        "select order_id, customer_id, order_date, product_id, quantity, net_amount, cost,"
        " returned_quantity"
        " from core.fct_order_line where order_date <= ? order by all",
        AS_OF,
    )


@pytest.fixture(scope="module")
def bought(lines):
    """The products of each customer, and the last day of each."""
    found = defaultdict(dict)
    for _, customer, day, product, *_ in lines:
        found[customer][product] = max(day, found[customer].get(product, day))
    return found


def is_beyond_chance(common, first, second, orders):
    expected = Fraction(first * second, orders)
    return common > expected and (common - expected) ** 2 > 4 * expected


def pairs(lines):
    """Orders, orders of each product, and of each ordered pair that five of them have."""
    baskets = defaultdict(set)
    for order, _, _, product, *_ in lines:
        baskets[order].add(product)
    single = Counter(product for basket in baskets.values() for product in basket)
    common = Counter(
        pair
        for basket in baskets.values()
        for two in combinations(sorted(basket), 2)
        for pair in (two, two[::-1])
    )
    return len(baskets), single, {pair: count for pair, count in common.items() if count >= 5}


class TestAffinity:
    def test_every_pair_is_counted_as_by_hand(self, home, lines):
        orders, single, common = pairs(lines)
        found = ask(
            home,
            "select product_id, other_product_id, orders, product_orders, other_product_orders,"
            " common_orders, is_beyond_chance from marts.product_affinity",
        )
        assert len(common) > 60
        assert {row[:2]: row[2:] for row in found} == {
            (a, b): (
                orders,
                single[a],
                single[b],
                both,
                is_beyond_chance(both, single[a], single[b], orders),
            )
            for (a, b), both in common.items()
        }

    def test_the_threes_that_go_together_are_found(self, home):
        """They are nearly all of what is beyond chance."""
        three = "cast(substr(p.source_id, 2) as int) // 3"
        same, other = ask(
            home,
            f"select count(*) filter ({three} = {three.replace('p.', 'o.')}),"
            f" count(*) filter ({three} <> {three.replace('p.', 'o.')})"
            " from marts.product_affinity join core.dim_product p using (product_id)"
            " join core.dim_product o on o.product_id = other_product_id where is_beyond_chance",
        )[0]
        assert same > 40
        assert other < same / 10


def test_products_bring_what_their_lines_do_month_by_month(home, lines):
    expected = defaultdict(lambda: [set(), Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
    of_month = Counter()
    for order, _, day, product, quantity, net, cost, returned in lines:
        of_month[day.replace(day=1)] += net
        one = expected[product, day.replace(day=1)]
        one[0].add(order)
        one[1] += quantity
        one[2] += net
        one[3] += net - cost
        one[4] += returned or 0
    found = {
        (product, month): (orders, *sums)
        for product, month, orders, *sums in ask(
            home,
            "select product_id, month, orders, units, net_amount, margin, returned_units,"
            " return_rate, net_share from marts.product_performance where orders > 0",
        )
    }
    assert found == {
        key: (
            len(one[0]),
            *one[1:],
            pytest.approx(float(one[4] / one[1])),
            pytest.approx(float(one[2] / of_month[key[1]])),
        )
        for key, one in expected.items()
    }
    assert any(one[4] for one in expected.values())
    first = {product: min(month for one, month in expected if one == product)
             for product, _ in expected}  # fmt: skip
    count = sum((2026 - day.year) * 12 + 3 - day.month + 1 for day in first.values())
    assert ask_one(home, "select count(*) from marts.product_performance") == count


def test_who_never_told_of_a_return_has_no_rate_of_them(tmp_path):
    home = new_home(tmp_path / "home")
    for system, returned in (("shop", {"returned_quantity": "1"}), ("till", {})):
        add_source(home, system)
        sold = {"ordered_at": "2026-03-01", "quantity": "4", "unit_price": "10"}
        add_rows(home, system, "order_lines", [
            {"order_id": "O1", "product_id": f"{system} P1", **sold, **returned},
            {"order_id": "O2", "product_id": f"{system} P2", **sold},
            {"order_id": "O3", **sold},
        ])  # fmt: skip
    build_models(home, "product_performance")
    assert ask(
        home,
        "select product.source_id, units, returned_units, return_rate"
        " from marts.product_performance join core.dim_product as product using (product_id)"
        " order by all",
    ) == [
        ("shop P1", 4, 1, 0.25),
        ("shop P2", 4, 0, 0),
        ("till P1", 4, None, None),
        ("till P2", 4, None, None),
        ("unknown", 8, 0, 0),
    ]


def test_a_trend_is_more_than_chance_brings_to_six_whole_months(home, lines):
    orders = Counter()
    for _, product, month in {(row[0], row[3], row[2].year * 12 + row[2].month) for row in lines}:
        orders[product, month] += 1
    found = ask(home, "select product_id, month, trend, orders_3m from marts.product_performance")
    seen = Counter()
    for product, day, trend, orders_3m in found:
        month = day.year * 12 + day.month
        first = min(one for name, one in orders if name == product)
        late = sum(orders[product, month - n] for n in range(3))
        early = sum(orders[product, month - n] for n in range(3, 6))
        if month - first < 6 or day == AS_OF.replace(day=1):
            expected = ("not enough history", None)
        elif (late - early) ** 2 <= 4 * (late + early):
            expected = ("steady", late)
        else:
            expected = ("growing" if late > early else "declining", late)
        assert (trend, orders_3m) == expected
        seen[trend] += 1
    assert len(seen) == 4


class TestRecommendation:
    def test_they_are_the_strongest_partners_then_best_sellers(self, home, lines, bought):
        orders, single, common = pairs(lines)
        inactive = ask_one(home, "select product_id from core.dim_product where not is_active")
        recent = {(order, product) for order, _, day, product, *_ in lines
                  if day > AS_OF - dt.timedelta(365)}  # fmt: skip
        sold = Counter(product for _, product in recent)
        del sold[inactive]
        places = sorted(sold, key=lambda one: (-sold[one], one))[:10]
        partners = defaultdict(list)
        for (a, b), both in common.items():
            if b in sold and is_beyond_chance(both, single[a], single[b], orders):
                partners[a].append((-Fraction(both, single[a]), b))
        expected = {}
        for customer, products in bought.items():
            last = sorted(products, key=lambda one: (-products[one].toordinal(), one))[:5]
            said = [(strength, b, a) for a in last for strength, b in sorted(partners[a])[:3]]
            said += [(place + 1, b, None) for place, b in enumerate(places)]
            best = {}
            for _, b, because in sorted(said, key=lambda one: (one[0], one[1], one[2] or "")):
                if b not in products:
                    best.setdefault(b, because)
            for rank, (b, because) in enumerate(list(best.items())[:3], start=1):
                expected[customer, rank] = (b, because)
        found = ask(
            home,
            "select customer_id, rank, product_id, goes_with_product_id"
            " from marts.customer_recommendation",
        )
        assert len(found) == 1500
        assert {row[:2]: row[2:] for row in found} == expected

    def test_the_next_product_is_among_them_more_often_than_among_best_sellers(
        self, home, lines, bought
    ):
        """Back-test: every customer's order after as_of, which the build could not see."""
        hits, baseline, tried = back_test(home, lines, bought)
        assert tried > 200
        assert hits > 1.3 * baseline


def back_test(home, lines, bought):
    """Shares of the later products new to their customer that were recommended, or best sellers."""
    sold = Counter(product for _, product in {(row[0], row[3]) for row in lines})
    places = sorted(sold, key=lambda one: (-sold[one], one))
    said = defaultdict(set)
    for customer, product in ask(
        home, "select customer_id, product_id from marts.customer_recommendation"
    ):
        said[customer].add(product)
    hits = baseline = tried = 0
    for customer, product in ask(
        home,
        "select customer_id, product_id from core.fct_order_line where order_date > ?",
        AS_OF,
    ):
        if customer in bought and product not in bought[customer]:
            tried += 1
            hits += product in said[customer]
            best = [one for one in places if one not in bought[customer]]
            baseline += product in best[:3]
    return hits / tried, baseline / tried, tried


@pytest.fixture(scope="module")
def groceries(tmp_path_factory):
    """9,835 baskets of a month at a grocery, twice: whole, and with one product of every second
    basket bought the day after as_of."""
    with shared_data("published_cases/groceries.csv").open(encoding="utf-8") as file:
        baskets = list(csv.reader(file))
    folder = tmp_path_factory.mktemp("groceries")
    home = new_home(folder / "home")
    chance = random.Random(1)
    for name in ("whole", "split"):
        source = folder / f"{name}.yml"
        source.write_text(
            f"source: {name}\ntitle: {name}\nmaps_to: template\ntime_zone: UTC\ntables:\n"
            f"  lines: {{table: order_lines, files: ['{name}.csv'], "
            "required: [order_id]}\n",
            encoding="utf-8",
        )
        with (folder / f"{name}.csv").open("w", encoding="utf-8") as file:
            write = csv.writer(file).writerow
            write(["order_id", "customer_id", "ordered_at", "product_name", "amount"])
            for number, basket in enumerate(baskets):
                hidden = None
                if name == "split" and number % 2 and len(basket) > 1:
                    hidden = chance.choice(basket)
                customer = f"C{number}" if name == "split" else None
                for product in basket:
                    is_later = product == hidden
                    day = AS_OF + dt.timedelta(is_later)
                    write([f"O{number}-{is_later:d}", customer, day, product, "1"])
        land_files(home, source, folder / f"{name}.csv")
    build(home, "--select", "+product_affinity", "+customer_recommendation", as_of=str(AS_OF),
          affinity_minimum_orders=10, tested=False)  # fmt: skip
    return home


class TestGroceries:
    """Hahsler, Hornik and Reutterer (2006); the rules are those of the manual of `arules`."""

    def test_the_150_rules_of_pairs(self, groceries):
        """Support from .006 is 60 of 9,835 orders, confidence from a quarter, in whole numbers."""
        counted = "from marts.product_affinity join core.dim_product using (product_id)"
        assert ask(
            groceries,
            f"select count(*), any_value(orders) {counted} where source_system = 'whole'"
            " and common_orders >= 60 and 4 * common_orders >= product_orders",
        ) == [(150, 9835)]
        assert ask(
            groceries,
            "select round(support, 6), common_orders, product_orders, round(lift, 3)"
            f" {counted.replace('join', 'a join')} where source_system = 'whole'"
            " and a.product_name = 'herbs' and other_product_name = 'root vegetables'",
        ) == [(0.007016, 69, 160, 3.956)]  # a confidence of .4312

    @pytest.mark.parametrize(
        ("minimum", "confidence", "published"),
        [
            (60, Fraction(1, 4), {2: 150, 3: 297, 4: 16}),  # 463
            (10, Fraction(4, 5), {3: 29, 4: 229, 5: 140, 6: 12}),  # 410; by floats it is 406
        ],
    )
    def test_rules_of_more_products_by_the_macro_of_the_mart(
        self, groceries, minimum, confidence, published
    ):
        rules = Counter()
        counts = set_counts(groceries, 7, minimum)
        for products, count in counts.items():
            for product in products if len(products) > 1 else ():
                rest = counts[products - {product}]
                if count * confidence.denominator >= rest * confidence.numerator:
                    rules[len(products)] += 1
        assert rules == published

    def test_a_product_left_out_is_recommended_more_often_than_best_sellers_have_it(
        self, groceries
    ):
        split = ask(
            groceries,
            "select order_id, customer_id, order_date, product_id from core.fct_order_line"
            " where source_system = 'split' and order_date <= ?",
            AS_OF,
        )
        bought = defaultdict(set)
        for _, customer, _, product in split:
            bought[customer].add(product)
        hits, baseline, tried = back_test(groceries, split, bought)
        assert tried > 3500
        assert hits == pytest.approx(0.19, abs=0.005)
        assert baseline == pytest.approx(0.17, abs=0.005)


def set_counts(home, largest, minimum):
    """Orders of every set of products of the source `whole` that so many orders have."""
    sizes = " union all by name ".join(
        f"(select * from sets_{size})" for size in range(1, largest + 1)
    )
    sql = f"with {{{{ product_sets({largest}) }}}} {sizes}"
    compiled = run_dbt(home, "compile", "--inline", sql, affinity_minimum_orders=minimum)
    [node] = compiled.result.results
    # `compile` knows no source; only the products of one are left
    code = node.node.compiled_code.replace(
        "where product_id <> 'unknown'", "where source_system = 'whole'"
    )
    with duckdb.connect(str(home.build), read_only=True) as connection:
        found = connection.sql(code)
        names = found.columns
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {
        frozenset(value for name, value in row.items() if name != "orders" and value): row["orders"]
        for row in rows
    }


def test_clusters_of_cdnow_add_up_and_are_those_of_the_published_silhouette(cdnow):
    profile = ask(
        cdnow,
        "select cluster, label, label_zh, customers, net_amount, round(silhouette, 3)"
        " from marts.cluster_profile order by cluster",
    )
    assert [row[:3] for row in profile] == [
        (1, "recent, frequent, high spenders", "近期购买、频繁购买、高消费客户"),
        (2, "quiet, occasional, average spenders", "一段时间未购买、偶尔购买、中等消费客户"),
    ]
    assert {row[5] for row in profile} == {0.578}  # of k from 2 to 8 the highest
    assert [row[:1] + row[3:5] for row in profile] == ask(
        cdnow,
        "select cluster, count(*), sum(monetary) from marts.customer_cluster"
        " join marts.customer_rfm using (customer_id) group by all order by all",
    )
    assert ask_one(cdnow, "select sum(net_amount) from marts.cluster_profile") == Decimal(
        "244091.94"
    )


def test_few_customers_have_no_cluster(shop_home):
    assert ask(shop_home, "select distinct cluster, label, model from marts.customer_cluster") == [
        (None, None, "not enough customers")
    ]
    assert ask(shop_home, "select count(*) from marts.cluster_profile") == [(0,)]


def test_products_of_the_shop_share_what_orders_state_as_a_whole(shop_home):
    """Worked out by hand. O1: lines of 60 and 40, the order 10 off. O5: 19 and 5.50. A gadget line
    of 9. O2 (30), O3 (11), O6 (11), O7 (30) have no line; O2 was refunded 20 of its 50."""
    found = ask(
        shop_home,
        "select product_name, strftime(month, '%m'), orders, units, net_amount, margin"
        " from marts.product_performance where orders > 0 order by all",
    )
    assert found == [
        ("Gadget", "03", 1, 2, Decimal("9.00"), None),
        ("Widget", "01", 1, 5, Decimal("90.00"), None),
        ("Widget", "03", 1, 3, Decimal("24.50"), Decimal("12.50")),
        ("unknown", "01", 2, 0, Decimal("41.00"), None),
        ("unknown", "02", 1, 0, Decimal("30.00"), None),
        ("unknown", "03", 1, 0, Decimal("11.00"), None),
    ]


class TestLoyalty:
    def test_the_last_balances_are_the_last_month(self, home):
        result = run_dbt(home, "test", "--select", "assert_loyalty_points_add_up").result
        assert [str(node.status) for node in result.results] == ["pass"]

    def test_every_month_is_what_playing_the_changes_again_gives(self, home):
        """Member by member and day by day, with the balances that are stated."""
        events = ask(
            home,
            "select customer_id, occurred_date, kind, coalesce(points, 0), balance_after,"
            " tier_after from core.fct_loyalty_event where occurred_date <= ?"
            " order by occurred_date, cast(source_id as int)",
            AS_OF,
        )
        balance, tier = defaultdict(Decimal), {}
        flows, closings, members = defaultdict(Counter), {}, {}
        referrers = defaultdict(set)
        months = sorted({day.replace(day=1) for _, day, *_ in events})
        for month in months:
            for customer, day, kind, points, stated, tier_after in events:
                if day.replace(day=1) != month:
                    continue
                tier[customer] = tier_after or tier.get(customer, "none")
                column = {"tier_change": "adjusted"}.get(kind, kind)
                flows[month, tier[customer]][column] += abs(points) if column in (
                    "redeemed", "expired") else points  # fmt: skip
                balance[customer] = balance[customer] + points if stated is None else stated
                if kind == "referral":
                    referrers[month, tier[customer]].add(customer)
            for one in ("none", "Silver", "Gold"):
                closings[month, one] = sum(
                    points for customer, points in balance.items() if tier[customer] == one
                )
                members[month, one] = sum(name == one for name in tier.values())
        found = ask(
            home,
            "select month, tier, members, closing_points, earned_points, referral_points,"
            " redeemed_points, expired_points, adjusted_points, referrers, redemption_rate"
            " from marts.loyalty_programme",
        )
        assert len(found) == 3 * len(months)
        for month, name, *row in found:
            flow = flows[month, name]
            kinds = ("earned", "referral", "redeemed", "expired", "adjusted")
            got = flow["earned"] + flow["referral"]
            assert row == [
                members[month, name],
                closings[month, name],
                *(flow[kind] for kind in kinds),
                len(referrers[month, name]),
                pytest.approx(float(flow["redeemed"] / got)) if got else None,
            ]

    def test_members_bring_what_they_had_before_the_exports_begin(self, home):
        unexplained, moved = ask(
            home, "select sum(unexplained_points), sum(moved_points) from marts.loyalty_programme"
        )[0]
        late = ask_one(
            home,
            "select count(distinct customer_id) from core.fct_loyalty_event"
            " where balance_after is not null and occurred_date <= ?",
            AS_OF,
        )
        assert (unexplained, moved) == (250 * late, 0)
        assert late > 3
        assert ask(home, "select distinct liability from marts.loyalty_programme") == [(None,)]
