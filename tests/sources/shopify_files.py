"""Shopify's exports, a few rows each, in the vendor's own form."""

import csv
import io
import os
from pathlib import Path

_TAXES = [f"Tax {number} {part}" for number in range(1, 6) for part in ("Name", "Value")]
_ADDRESS = ["Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province"]
_ADDRESS += ["Country", "Phone"]
ORDER_HEADERS = [
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at"),
    *("Accepts Marketing", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code"),
    *("Discount Amount", "Shipping Method", "Created at", "Lineitem quantity", "Lineitem name"),
    *("Lineitem price", "Lineitem compare at price", "Lineitem sku"),
    *("Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status"),
    *(f"Billing {part}" for part in _ADDRESS),
    *(f"Shipping {part}" for part in _ADDRESS),
    *("Notes", "Note Attributes", "Cancelled at", "Payment Method", "Payment Reference"),
    *("Refunded Amount", "Vendor", "Outstanding Balance", "Employee", "Location", "Device ID"),
    *("Id", "Tags", "Risk Level", "Source", "Lineitem discount", *_TAXES, "Phone"),
    *("Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID"),
    *("Payment Terms Name", "Next Payment Due At", "Payment References"),
]
CUSTOMER_HEADERS = [
    *("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing"),
    *("Default Address Company", "Default Address Address1", "Default Address Address2"),
    *("Default Address City", "Default Address Province Code", "Default Address Country Code"),
    *("Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing"),
    *("Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags"),
]
# A line without an SKU, whose name has a comma and a line break.
_MUGS = {
    **{"Lineitem name": "Mug, blue\nlarge", "Lineitem sku": ""},
    **{"Lineitem quantity": "100", "Lineitem price": "12.00"},
}


def write(folder: Path) -> None:
    """Two exports of orders, the second repeating an order of the first, and one of customers."""
    first = _orders(
        _order("#1001", "ada@example.com", "40.00", "5.00", **{"Lineitem discount": "0.00"}),
        _line("#1001", "ada@example.com", "1", "Saucer", "5.00", "SKU-2"),
        _order("#1002", "bob@example.com", "10.00", "0.00", **{
            "Cancelled at": "2026-03-02 10:00:00 +0100",
            "Financial Status": "refunded",
            "Refunded Amount": "10.00",
            "Lineitem quantity": "1",
            "Lineitem price": "10.00",
        }),
        _order("#1003", "ada@example.com", "1,200.00", "0.00", **_MUGS),
    )  # fmt: skip
    damaged = _orders(_order("", "eve@example.com", "1.00", "0.00"), header=False)
    wide = "#1009,one,cell,too,few\n"
    _dated(folder / "orders_export_1.csv", first + "\n" + damaged + wide, 1)
    refund = {"Financial Status": "partially_refunded", "Refunded Amount": "60.00"}
    again = _order("#1003", "ada@example.com", "1,200.00", "0.00", **_MUGS, **refund)
    fresh = [
        _order("#1004", "", "21.00", "0.00", **{"Phone": "'+33600000001", "Source": "pos"}),
        _line("#1004", "", "1", "Spoon", "1.00", "SKU-3"),
    ]
    _dated(folder / "orders_export_2.csv", _orders(again, *fresh, *fresh), 2)
    people = [
        {"Customer ID": "'7001", "First Name": "Ada", "Last Name": "Example"}
        | {"Email": "ada@example.com", "Accepts Email Marketing": "yes", "Total Spent": "1235.00"}
        | {"Total Orders": "2", "Default Address Zip": "'75008", "Tax Exempt": "no"}
        | {"Default Address City": "Paris", "Default Address Country Code": "FR"},
        {"Customer ID": "'7002", "First Name": "Pat", "Phone": "'+33600000001"}
        | {"Accepts SMS Marketing": "no", "Total Spent": "21.00", "Total Orders": "1"},
    ]
    people += [{"First Name": "Bob", "Email": "bob@example.com", "Total Orders": "1"}]
    _dated(folder / "customers_export.csv", _text(CUSTOMER_HEADERS, people), 3)


def _order(name: str, email: str, subtotal: str, discount: str, **other: str) -> dict[str, str]:
    """The first row of an order, which has all that belongs to the order."""
    total = f"{float(subtotal.replace(',', '')) + 4:.2f}"
    return (
        _line(name, email, "2", "Cup", "20.00", "SKU-1")
        | {"Financial Status": "paid", "Paid at": "2026-03-01 09:50:26 +0100", "Currency": "EUR"}
        | {"Subtotal": subtotal, "Shipping": "4.00", "Taxes": "6.67", "Total": total}
        | {"Discount Amount": discount, "Accepts Marketing": "yes", "Id": "5" + name[1:]}
        | {"Billing Name": "Ada Example", "Shipping Zip": "'75008", "Shipping Country": "FR"}
        | {"Refunded Amount": "0.00", "Outstanding Balance": "0.00", "Source": "web"}
        | {"Payment Method": "Card", "Fulfillment Status": "fulfilled"}
        | other
    )


def _line(
    name: str, email: str, quantity: str, product: str, price: str, sku: str
) -> dict[str, str]:
    """A further row of an order."""
    return {
        **{"Name": name, "Email": email, "Created at": "2026-03-01 00:30:00 +0100"},
        **{"Lineitem quantity": quantity, "Lineitem name": product, "Lineitem price": price},
        **{"Lineitem sku": sku, "Lineitem requires shipping": "true", "Lineitem taxable": "true"},
        **{"Lineitem fulfillment status": "fulfilled", "Vendor": "Example Pottery"},
    }


def _orders(*rows: dict[str, str], header: bool = True) -> str:
    return _text(ORDER_HEADERS, rows, header=header)


def _text(headers: list[str], rows: object, *, header: bool = True) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, headers, restval="", lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


def _dated(path: Path, text: str, minute: int) -> None:
    path.write_text(text, encoding="utf-8", newline="")
    os.utime(path, (1_774_000_000 + 60 * minute,) * 2)
