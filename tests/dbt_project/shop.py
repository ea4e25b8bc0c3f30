"""The hand-made warehouse: a web shop in Shanghai with its sales team, and a Zoho CRM.

Every row is there for a rule that a test holds; the expected figures are worked out by hand in
the tests. Days are business days in Asia/Shanghai.
"""

import datetime as dt

from tests.dbt_project.warehouses import add_rows, add_source
from warehouse.home import Home

TIME_ZONE = "Asia/Shanghai"

CUSTOMERS = [
    {
        "customer_id": "C1",
        "customer_name": "Ann Lee",
        "customer_type": "Individual",
        "email": "ann.lee@example.com",
        "phone": "+86 138 0013 8000",
        "street": "7 Lotus Lane",
        "postal_code": "200030",
        "birth_date": "1990-03-21",
        "gender": "female",
        "city": "Shanghai",
        "owner_id": "E1",
        "has_marketing_consent": "是",
        "created_at": "2025-12-31 23:30:00",
    },
    {
        "customer_id": "C2",
        "customer_name": "Bolt Industries",
        "industry": "Hardware",
        "tax_id": "91310000MA1",
        "acquisition_channel": "Fair",
        "owner_name": "Eve Stone",
        "created_at": "03/04/2026",  # 3 April or 4 March: the source does not say
    },
]
EMPLOYEES = [
    {"employee_id": "E1", "employee_name": "Eve Stone", "team": "East", "manager_name": "Max Boss"},
]
PRODUCTS = [
    {"product_id": "P1", "product_name": "Widget", "category": "Parts", "list_price": "¥1,250.50"},
]
CAMPAIGNS = [{"campaign_id": "K1", "campaign_name": "Spring", "channel": "Email"}]

# an earlier export: O1 was worth less then, and O7 is in no later one
EARLIER_ORDERS = [
    {"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-01-05 09:00:00",
     "gross_amount": "1"},
    {"order_id": "O7", "customer_id": "C2", "ordered_at": "2026-01-31", "gross_amount": "30"},
]  # fmt: skip
ORDERS = [
    {"order_id": "O1", "customer_id": "C1", "ordered_at": "2026-01-05 09:00:00",
     "gross_amount": "100", "discount_amount": "10", "tax_amount": "5", "shipping_amount": "7",
     "cost_amount": "60", "channel": "Web", "campaign_id": "K1", "employee_id": "E1",
     "status": "paid"},
    {"order_id": "O2", "customer_id": "C1", "ordered_at": "2026-02-10", "gross_amount": "50",
     "refund_amount": "20", "channel": "web "},
    {"order_id": "O3", "customer_id": "C2", "ordered_at": "2026-01-20 23:30:00",
     "gross_amount": "10", "currency": "EUR", "exchange_rate": "1.1"},
    {"order_id": "O4", "customer_id": "C1", "ordered_at": "2026-03-01", "gross_amount": "999",
     "status": "Canceled"},
    {"order_id": "O6", "ordered_at": "2026-03-20", "gross_amount": "11"},
    {"order_id": "O8", "customer_id": "C1", "ordered_at": "2062-03-20", "gross_amount": "5"},
]  # fmt: skip
ORDER_LINES = [
    # an order of lines only, of a customer and a product that no export lists
    {"order_id": "O5", "order_line_id": "1", "customer_id": "C3", "ordered_at": "2026-03-15",
     "product_id": "P1", "quantity": "2", "unit_price": "10", "discount_amount": "1",
     "unit_cost": "4"},
    {"order_id": "O5", "order_line_id": "2", "customer_id": "C3", "ordered_at": "2026-03-15",
     "product_name": "WIDGET", "quantity": "1", "amount": "5.50", "unit_cost": "4"},
    # a line without an order, which is one of its own
    {"customer_id": "C2", "ordered_at": "2026-03-02", "product_name": "Gadget", "quantity": "2",
     "unit_price": "4.5", "returned_quantity": "1"},
    # lines of an order that states its own amount
    {"order_id": "O1", "order_line_id": "1", "customer_id": "C1", "ordered_at": "2026-01-05",
     "product_id": "P1", "quantity": "4", "amount": "60"},
    {"order_id": "O1", "order_line_id": "2", "customer_id": "C1", "ordered_at": "2026-01-05",
     "product_id": "P1", "quantity": "1", "amount": "40"},
]  # fmt: skip
PAYMENTS = [
    {"order_id": "O1", "payment_id": "1", "amount": "60"},
    {"order_id": "O1", "payment_id": "2", "amount": "42"},
    {"order_id": "O1", "payment_id": "2", "amount": "42"},
]
LEADS = [
    {"lead_id": "L1", "lead_name": "Bob Bolt", "email": "bob@bolt.example", "source": "Fair",
     "created_at": "2026-01-02", "contacted_at": "2026-01-04", "qualified_at": "2026-01-20",
     "converted_at": "2026-02-01", "converted_customer_id": "C2", "campaign_id": "K1",
     "owner_id": "E1", "converted_opportunity_id": "D1"},
    {"lead_id": "L2", "lead_name": "Cy Moon", "source": "Web", "created_at": "2026-01-03",
     "contacted_at": "2026-01-10", "disqualified_at": "2026-02-03"},
    {"lead_id": "L3", "company_name": "Dune Works", "created_at": "2026-02-15", "status": "New"},
    {"lead_id": "dora@example.com", "lead_name": "Dora Fox", "created_at": "2026-02-16",
     "status": "CONTACTED"},
]  # fmt: skip
OPPORTUNITIES = [
    {"opportunity_id": "D1", "opportunity_name": "Bolt renewal", "stage": "WON ",
     "lead_id": "L1", "owner_name": "Eve Stone", "product_name": "Widgett",
     "created_at": "2026-02-01", "closed_at": "2026-03-10", "amount": "1,000.00"},
    {"opportunity_id": "D2", "customer_name": "ann lee", "stage": "Lost", "owner_id": "E2",
     "created_at": "2026-01-15", "closed_at": "2026-02-15", "amount": "300", "source": "Web"},
    {"opportunity_id": "D3", "customer_name": "Cube GmbH", "stage": "Negotiation",
     "created_at": "2026-03-01", "closed_at": "2026-09-30", "amount": "70", "probability": "65%"},
    {"opportunity_id": "D4", "stage": "Prospecting", "owner_id": "E1", "amount": "tbd"},
    {"opportunity_id": "D5", "customer_id": "C1", "stage": "Won", "created_at": "2026-03-05",
     "closed_at": "2026-12-31", "amount": "50"},
    {"opportunity_id": "D6", "customer_id": "C1", "stage": "Ganada", "created_at": "2026-03-06",
     "amount": "$ 20"},
]  # fmt: skip

ACCOUNTS = [{"account_id": "zcrm_1", "account_name": "Acme GmbH", "industry": "Steel",
             "created_at": "2026-01-01 10:00:00"}]  # fmt: skip
CONTACTS = [
    {"contact_id": "zcrm_11", "account_id": "zcrm_1", "first_name": "Gus", "last_name": "Hart",
     "email": "gus@acme.example"},
    {"contact_id": "zcrm_12", "last_name": "Solo", "birth_date": "12/31/1960",
     "created_at": "2026-02-02 10:00:00"},
]  # fmt: skip
ZOHO_LEADS = [
    {"lead_id": "zcrm_21", "full_name": "Gus Hart", "company_name": "Acme GmbH",
     "created_at": "2026-01-01 09:00:00", "is_converted": "true", "lead_source": "Cold Call",
     "converted_at": "2026-01-01 10:00:00", "converted_contact_id": "zcrm_11"},
    {"lead_id": "zcrm_22", "full_name": "Ivy Nash", "lead_status": "Pre-Qualified",
     "created_at": "2026-03-01 20:00:00", "street": "9 Rose Row"},
]  # fmt: skip
DEALS = [
    {"deal_id": "zcrm_31", "deal_name": "Acme steel", "account_id": "zcrm_1", "owner_id": "zcrm_41",
     "owner_name": "Rita Rep", "stage": "closed won", "probability": "100",
     "created_at": "2026-01-05 08:00:00", "closing_date": "2026-02-20", "amount": "250",
     "currency": "EUR", "exchange_rate": "0.5", "next_step": "Call Gus"},
    {"deal_id": "zcrm_32", "contact_id": "zcrm_12", "stage": "Value Proposition",
     "probability": "1", "created_at": "2026-03-02 08:00:00", "closing_date": "2026-08-01",
     "amount": "80"},
]  # fmt: skip


def fill(home: Home) -> None:
    """Write the shop's and the CRM's rows into an empty warehouse."""
    add_source(
        home,
        "shop",
        time_zone=TIME_ZONE,
        currency="USD",
        aliases={("product_name", "Widgett"): "Widget"},
    )
    add_rows(
        home,
        "shop",
        "orders",
        EARLIER_ORDERS,
        loaded_at=dt.datetime.fromisoformat("2026-02-01T00:00:00"),
    )
    for table, rows in {
        "customers": CUSTOMERS,
        "employees": EMPLOYEES,
        "products": PRODUCTS,
        "campaigns": CAMPAIGNS,
        "orders": ORDERS,
        "order_lines": ORDER_LINES,
        "payments": PAYMENTS,
        "leads": LEADS,
        "opportunities": OPPORTUNITIES,
    }.items():
        add_rows(home, "shop", table, rows)
    for table, rows in {
        "accounts": ACCOUNTS,
        "contacts": CONTACTS,
        "leads": ZOHO_LEADS,
        "deals": DEALS,
    }.items():
        add_rows(home, "zoho", table, rows, staging="zoho")
