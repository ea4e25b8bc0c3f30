"""What vendors' exports say in columns that are easily passed over, and what comes of it.

Each source system here is a company of its own; all of them are one warehouse.
"""

from decimal import Decimal

import pytest

from tests.dbt_project.identities import groups
from tests.dbt_project.warehouses import add_rows, add_source, ask, build, new_home
from warehouse.home import Home

pytestmark = pytest.mark.slow

PRODUCTS = [
    {"product_id": "01t1", "product_name": "Pump", "currency": "USD"},
    # no price in its own currency, and no currency of its own
    {"product_id": "01t2", "product_name": "Valve", "currency": "USD"},
    {"product_id": "01t3", "product_name": "Hose"},
]
PRICES = [
    {"pricebook_entry_id": f"01u{n}", "pricebook_id": "01s1", "product_id": product,
     "unit_price": price, "currency": currency, "is_active": "1"}
    for n, (product, price, currency) in enumerate([
        ("01t1", "100", "USD"), ("01t1", "90", "USD"), ("01t1", "15000", "JPY"),
        ("01t2", "15000", "JPY"), ("01t2", "90", "EUR"), ("01t3", "7", "CHF"),
    ])
]  # fmt: skip
ORDER = {"financial_status": "paid", "ordered_at": "2026-03-05 10:00:00 +0100", "currency": "EUR",
         "line_item_name": "Mug", "line_item_quantity": "1", "discount_amount": "0",
         "shipping_amount": "0", "tax_amount": "0"}  # fmt: skip
SHOPIFY = [
    ORDER | {"order_name": name, "email": f"{name[1:].lower()}@example.com", "subtotal": "119",
             "line_item_price": "119", "tax_amount": "19"} | amounts
    for name, amounts in {
        # tax in the prices, beside duties, a tip, or both
        "#DUTY": {"shipping_amount": "5.95", "tax_amount": "19.95", "duties": "10",
                  "total": "134.95"},
        "#TIP": {"total": "134"},
        "#BOTH": {"duties": "10", "total": "134"},
        # tax on top of them
        "#TOP": {"duties": "10", "total": "148"},
        "#TOPTIP": {"total": "158"},
        # and a total that the till has rounded
        "#ROUNDED": {"subtotal": "100.02", "line_item_price": "100.02", "total": "119"},
    }.items()
] + [
    # of what is not sent, the bill says where the customer is
    ORDER | {"order_name": "#BILL", "email": "bill@example.com", "subtotal": "9", "total": "9",
             "line_item_price": "9", "billing_name": "Ann Lee", "billing_city": "Austin",
             "billing_province": "TX", "billing_country": "US", "billing_phone": "'+15125550123"},
    # sent to another country, of which nothing else is known
    ORDER | {"order_name": "#SENT", "email": "sent@example.com", "subtotal": "9", "total": "9",
             "line_item_price": "9", "billing_name": "Cy Moon", "billing_province": "TX",
             "billing_country": "US", "shipping_name": "Dora May", "shipping_country": "FR",
             "shipping_phone": "'+12145550188"},
    # a customer of whom the parcel alone says anything
    ORDER | {"order_name": "#PARCEL", "subtotal": "9", "total": "9", "line_item_price": "9",
             "shipping_name": "Bo Ray", "shipping_province": "TX", "shipping_country": "US",
             "shipping_phone": "'+12145550199"},
]  # fmt: skip
# who is called by the number that stands second elsewhere
CALLERS = [
    {"customer_id": f"C{n}", "customer_name": name, "phone": phone}
    for n, (name, phone) in enumerate([
        ("Hanna Mei", "+86 137 1234 5678"), ("Li Lei", "+86 139 1234 5678"),
        ("Sam Ford", "+1 512 555 0111"), ("Ada Ford", "+1 512 555 0112"),
        ("Hub Spot", "+1 512 555 0113"), ("Pip Drive", "+1 512 555 0114"),
        ("Dyn Amics", "+1 512 555 0115"), ("Dyn Lead", "+1 512 555 0116"),
        ("Ann Lee", "+1 512 555 0123"), ("Bo Ray", "+1 214 555 0199"),
        ("Dora May", "+1 214 555 0188"), ("Zo Lead", "+86 136 1234 5678"),
        ("Sf Lead", "+1 512 555 0117"),
    ])
] + [
    {"customer_id": "W1", "customer_name": "Web Writer", "email": "Writer@example.com"},
    {"customer_id": "W2", "customer_name": "Zoe Writer", "email": "zoe@example.com"},
] + [
    # who writes from the address that stands second elsewhere
    {"customer_id": f"M{n}", "customer_name": name, "email": email}
    for n, (name, email) in enumerate([
        ("Mo Zo", "Mo.private@example.com"), ("Le Zo", "le.private@example.com"),
        ("Hu Spot", "hu.old@example.com"), ("Hu B Spot", "hu.older@example.com"),
        ("Pi Drive", "pi.home@example.com"), ("Dy Namics", "dy.two@example.com"),
        ("Dy Lead", "dy.three@example.com"),
    ])
]  # fmt: skip
EVENT = {"what_id": "001A", "started_at": "2026-01-05 08:00:00"}


def add_prices_and_orders(home: Home) -> None:
    add_rows(home, "salesforce", "products", PRODUCTS, staging="salesforce")
    add_rows(home, "salesforce", "pricebook_entries", PRICES, staging="salesforce")
    add_source(home, "shopify", staging="shopify")
    add_rows(home, "shopify", "orders", SHOPIFY, staging="shopify")
    add_source(home, "fxiaoke", time_zone="Asia/Shanghai", currency="EUR", staging="fxiaoke")
    add_rows(home, "fxiaoke", "orders", [
        {"order_id": "o1", "order_number": "SO-1", "account_id": "a1", "ordered_at": "2026-03-05",
         "order_amount": "9,000.00", "products_amount": "0.00"},
    ], staging="fxiaoke")  # fmt: skip


def add_people(home: Home) -> None:
    add_source(home, "callers")
    add_rows(home, "callers", "customers", CALLERS)
    add_source(home, "zoho", time_zone="Asia/Shanghai", staging="zoho")
    add_rows(home, "zoho", "contacts", [
        {"contact_id": "zcrm_1", "last_name": "Mei", "phone": "021-62345678",
         "mobile": "13712345678"},
        {"contact_id": "zcrm_2", "last_name": "Lei", "mobile": "13912345678"},
        {"contact_id": "zcrm_4", "last_name": "Zo", "email": "mo@example.com",
         "secondary_email": "mo.private@example.com"},
    ], staging="zoho")  # fmt: skip
    add_rows(home, "zoho", "leads", [
        {"lead_id": "zcrm_3", "last_name": "Lead", "phone": "021-62345679",
         "mobile": "13612345678"},
        {"lead_id": "zcrm_5", "last_name": "Zo", "email": "le@example.com",
         "secondary_email": "le.private@example.com"},
    ], staging="zoho")  # fmt: skip
    add_rows(home, "salesforce", "contacts", [
        {"contact_id": "0031", "last_name": "Ford", "phone": "+1 512 555 0211",
         "mobile": "+1 512 555 0111", "home_phone": "+1 512 555 0112"},
    ], staging="salesforce")  # fmt: skip
    add_rows(home, "hubspot", "contacts", [
        {"contact_id": "801", "last_name": "Spot", "phone": "+1 512 555 0213",
         "mobile": "+1 512 555 0113"},
        {"contact_id": "802", "first_name": "Kim", "account_name": "Acme;Beta"},
        {"contact_id": "803", "last_name": "Spot", "email": "hu@example.com",
         "additional_emails": "hu.old@example.com;hu.older@example.com"},
    ], staging="hubspot")  # fmt: skip
    add_rows(home, "hubspot", "companies", [
        {"company_id": "901", "company_name": "Acme"},
        {"company_id": "902", "company_name": "Beta"},
    ], staging="hubspot")  # fmt: skip
    add_rows(home, "pipedrive", "persons", [
        {"person_id": "7", "full_name": "Pip Drive",
         "phone": "+1 512 555 0214, +1 512 555 0114"},
        {"person_id": "8", "full_name": "Pi Drive", "email": "pi@example.com",
         "home_email": "pi.home@example.com"},
    ], staging="pipedrive")  # fmt: skip
    add_rows(home, "dynamics", "contacts", [
        {"contact_id": "d-1", "full_name": "Dyn Amics", "phone": "+1 512 555 0215",
         "mobile": "+1 512 555 0115"},
        {"contact_id": "d-3", "full_name": "Dy Namics", "email": "dy@example.com",
         "second_email": "dy.two@example.com"},
    ], staging="dynamics")  # fmt: skip
    add_rows(home, "dynamics", "leads", [
        {"lead_id": "d-2", "full_name": "Dyn Lead", "phone": "+1 512 555 0216",
         "mobile": "+1 512 555 0116"},
        {"lead_id": "d-4", "full_name": "Dy Lead", "third_email": "dy.three@example.com"},
    ], staging="dynamics")  # fmt: skip
    add_rows(home, "fxiaoke", "accounts", [
        {"account_id": "a1", "account_name": "蓝海公司", "lead_id": "c1", "lead_name": "李雷",
         "created_at": "2026-02-10 09:30"},
        # of a lead that nobody has exported
        {"account_id": "a2", "account_name": "红海公司", "lead_id": "c9", "lead_name": "韩梅"},
    ], staging="fxiaoke")  # fmt: skip
    add_rows(home, "fxiaoke", "leads", [
        {"lead_id": "c1", "lead_name": "李雷", "lead_source": "展会", "lead_status": "已转换",
         "created_at": "2026-02-01 09:30"},
    ], staging="fxiaoke")  # fmt: skip


def add_the_rest(home: Home) -> None:
    add_rows(home, "salesforce", "cases", [
        {"case_id": "5001", "status": "New", "created_at": "2026-01-01 08:00:00",
         "supplied_email": "writer@example.com", "supplied_name": "Web Writer"},
        {"case_id": "5002", "status": "New", "created_at": "2026-01-01 08:00:00"},
    ], staging="salesforce")  # fmt: skip
    add_rows(home, "zoho", "cases", [
        {"case_id": "zcrm_51", "status": "New", "created_at": "2026-01-01 08:00:00",
         "email": "zoe@example.com"},
    ], staging="zoho")  # fmt: skip
    add_rows(home, "salesforce", "events", [
        EVENT | {"event_id": "E1", "is_recurrence": "0", "is_child": "0"},
        EVENT | {"event_id": "E2", "is_recurrence": "1", "recurrence_activity_id": "E2"},
        EVENT | {"event_id": "E3", "is_recurrence": "0", "recurrence_activity_id": "E2"},
        EVENT | {"event_id": "E4", "is_child": "1"},
        EVENT | {"event_id": "E5", "is_child": "1", "is_deleted": "1"},
    ], staging="salesforce")  # fmt: skip
    status = {"lead_status": "Closed - Converted"}
    add_rows(home, "salesforce", "leads", [
        status | {"lead_id": "00Q1", "last_name": "No", "is_converted": "FALSE"},
        status | {"lead_id": "00Q2", "last_name": "Yes", "is_converted": "TRUE"},
        status | {"lead_id": "00Q3", "last_name": "Unsaid"},
        status | {"lead_id": "00Q4", "last_name": "Lead", "phone": "+1 512 555 0217",
                  "mobile": "+1 512 555 0117", "is_converted": "FALSE",
                  "converted_date": "2026-02-01"},
    ], staging="salesforce")  # fmt: skip
    deal = {"deal_name": "d", "stage": "Qualified", "status": "Open", "source": "Manually created",
            "created_at": "2026-01-05 10:00:00"}  # fmt: skip
    add_rows(home, "pipedrive", "deals", [
        deal | {"deal_id": "1", "source_channel": "Referral"},
        deal | {"deal_id": "2"},
    ], staging="pipedrive")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    home = new_home(tmp_path_factory.mktemp("vendor_columns") / "home")
    for vendor in ("salesforce", "hubspot", "pipedrive", "dynamics"):
        add_source(home, vendor, staging=vendor)
    add_prices_and_orders(home)
    add_people(home)
    add_the_rest(home)
    build(home, reporting_currency="EUR")
    return home


def order(home: Home, source_id: str, columns: str) -> tuple[object, ...]:
    [row] = ask(home, f"select {columns} from core.fct_order where source_id = ?", source_id)
    return tuple(float(value) if isinstance(value, Decimal) else value for value in row)


class TestAmounts:
    def test_a_list_price_is_in_its_own_currency(self, home):
        assert ask(
            home,
            "select product_name, list_price, currency from core.dim_product"
            " where source_system = 'salesforce' and is_listed order by source_id",
        ) == [
            ("Pump", Decimal(100), "USD"),
            ("Valve", Decimal(90), "EUR"),
            ("Hose", Decimal(7), "CHF"),
        ]

    @pytest.mark.parametrize(
        ("name", "net", "shipping"),
        [
            ("#DUTY", 100, 5),
            ("#TIP", 100, 0),
            ("#BOTH", 100, 0),
            ("#TOP", 119, 0),
            ("#TOPTIP", 119, 0),
            ("#ROUNDED", 100.02, 0),
        ],
    )
    def test_tax_in_prices_is_found_beside_duties_and_tips(self, home, name, net, shipping):
        assert order(home, name, "net_amount, shipping") == (net, shipping)

    def test_an_order_without_products_has_no_discount(self, home):
        assert order(home, "o1", "gross, discount, net_amount") == (9000, 0, 9000)


class TestWhoAndWhere:
    def test_a_place_is_that_of_the_parcel_or_that_of_the_bill(self, home):
        places = ask(
            home,
            "select fct_order.source_id, country, province, city from core.fct_order"
            " inner join core.dim_customer using (customer_id)"
            " where fct_order.source_id in ('#BILL', '#SENT', '#PARCEL') order by all",
        )
        assert places == [
            ("#BILL", "US", "TX", "Austin"),
            ("#PARCEL", "US", "TX", None),
            ("#SENT", "FR", None, None),
        ]

    @pytest.mark.parametrize("group", [
        {"C0", "zcrm_1"}, {"C1", "zcrm_2"}, {"C11", "zcrm_3"}, {"C2", "C3", "0031"},
        {"C4", "801"}, {"C5", "7"}, {"C6", "d-1"}, {"C7", "d-2"}, {"C12", "00Q4"},
    ])  # fmt: skip
    def test_every_number_of_a_record_may_tie_it(self, home, group):
        assert group in self.tied(home)

    @pytest.mark.parametrize("group", [
        {"M0", "zcrm_4"}, {"M1", "zcrm_5"}, {"M2", "M3", "803"}, {"M4", "8"}, {"M5", "d-3"},
        {"M6", "d-4"},
    ])  # fmt: skip
    def test_every_address_of_a_record_may_tie_it(self, home, group):
        assert group in self.tied(home)

    @staticmethod
    def tied(home):
        return [{name for name in group if not name.startswith("name:")} for group in groups(home)]

    def test_the_phone_of_a_bill_and_of_the_own_parcel_tie_but_not_that_of_a_present(self, home):
        customers = dict(ask(home, "select source_id, customer_id from core.customer_identity"))
        buyers = dict(ask(home, "select source_id, customer_id from core.fct_order"))
        assert buyers["#BILL"] == customers["C8"]
        assert buyers["#PARCEL"] == customers["C9"]
        assert buyers["#SENT"] not in {"unknown", customers["C10"]}

    def test_who_wrote_a_ticket_without_a_contact_is_known_by_the_address(self, home):
        customers = dict(ask(home, "select source_id, customer_id from core.customer_identity"))
        assert dict(ask(home, "select source_id, customer_id from core.fct_ticket")) == {
            "5001": customers["W1"],
            "5002": "unknown",
            "zcrm_51": customers["W2"],
        }

    def test_a_contact_of_two_companies_is_of_the_first(self, home):
        assert {"901", "802"} in groups(home)
        assert ask(
            home,
            "select count(*) from core.dim_customer where source_system = 'hubspot'"
            " and customer_type = 'organisation'",
        ) == [(2,)]

    def test_a_lead_is_the_account_that_names_it(self, home):
        assert {"a1", "c1"} in groups(home)
        assert {"a2"} in groups(home)
        assert ask(
            home,
            "select acquisition_channel, is_customer, is_prospect from core.dim_customer"
            " where source_system = 'fxiaoke' and source_id in ('a1', 'c1')",
        ) == [("展会", True, False)]


class TestFlags:
    def test_an_event_counts_once(self, home):
        events = ask(home, "select source_id from core.fct_interaction order by 1")
        assert events == [("E1",), ("E3",)]
        assert ask(
            home,
            "select reason, records from core.excluded_records where object = 'interactions'"
            " order by 1",
        ) == [("deleted", 1), ("invitee_copy", 1), ("series_pattern", 1)]

    def test_a_lead_that_is_not_converted_is_not_whatever_its_status(self, home):
        assert ask(
            home,
            "select source_id, is_converted from core.fct_lead"
            " where source_system in ('salesforce', 'fxiaoke') order by 1",
        ) == [("00Q1", False), ("00Q2", True), ("00Q3", True), ("00Q4", True), ("c1", True)]

    def test_a_channel_says_more_than_how_the_record_was_made(self, home):
        assert ask(
            home,
            "select source_id, source from core.fct_opportunity"
            " where source_system = 'pipedrive' order by 1",
        ) == [("1", "Referral"), ("2", "Manually created")]
