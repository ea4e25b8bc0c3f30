"""Pipedrive exports of deals, organizations and people, a few made-up rows each."""

import csv
from pathlib import Path

import xlsxwriter

# The second status is a field of the same name.
DEALS = [
    ["Deal - ID", "Deal - Title", "Deal - Creator", "Deal - Owner", "Deal - Value",
     "Deal - Currency of Value", "Deal - Weighted value", "Deal - Currency of Weighted value",
     "Deal - Probability", "Deal - Organization", "Deal - Organization ID", "Deal - Pipeline",
     "Deal - Contact person", "Deal - Contact person ID", "Deal - Stage", "Deal - Label",
     "Deal - Status", "Deal - Deal created", "Deal - Last stage change", "Deal - Won time",
     "Deal - Lost time", "Deal - Deal closed on", "Deal - Lost reason",
     "Deal - Expected close date", "Deal - Product name", "Deal - Source origin", "Deal - Status",
     "Deal - Archive status", "Organization - ID", "Organization - Name", "Organization - Owner",
     "Organization - Label", "Organization - Address", "Person - ID", "Person - Name",
     "Person - First name", "Person - Last name", "Person - Email - Work",
     "Person - Phone - Mobile"],
    ["1", "Large kiln", "Cy Seller", "Cy Seller", "15000.5", "EUR", "15000.5", "EUR", "",
     "Blue Heron Pottery", "11", "Sales", "Ana Example", "21", "Negotiations Started", "Hot", "Won",
     "2024-03-01 09:00:00", "2024-03-20 10:00:00", "2024-03-31 16:45:00", "",
     "2024-03-31 16:45:00", "", "2024-04-15", "Kiln", "Manually created", "Green", "Not archived",
     "11", "Blue Heron Pottery", "Cy Seller", "Customer", "1 Kiln Lane, Stoke", "21", "Ana Example",
     "Ana", "Example", "ana@example.com", "+44 20 7946 0000"],
    ["2", "Glaze", "Cy Seller", "Cy Seller", "1200", "USD", "480", "USD", "40", "", "", "Sales",
     "Bo Test", "22", "Qualified", "", "Open", "2024-03-02 09:00:00", "", "", "", "", "",
     "2024-06-30", "", "", "", "Archived", "", "", "", "", "", "22", "Bo Test", "Bo", "Test", "",
     ""],
    ["3", "Twice entered", "Cy Seller", "Cy Seller", "0", "USD", "", "", "", "", "", "Sales", "",
     "", "Qualified", "", "Deleted", "2024-03-03 09:00:00", "", "", "", "", "", "", "", "", "",
     "", "", "", "", "", "", "", "", "", "", "", ""],
    ["4", "A row that is cut"],
]  # fmt: skip
MORE_DEALS = [
    ["Deal - ID", "Deal - Title", "Deal - Value", "Deal - Currency of Value", "Deal - Status",
     "Deal - Stage (pipeline)", "Organization", "Deal - Deal created", "Deal - Lost time",
     "Deal - Lost reason"],
    [5, "Clay", 99.9, "GBP", "Lost", "Contact Made", "Grey Wolf Metals", 45352.375, 45366.5,
     "Price"],
]  # fmt: skip
ORGANIZATIONS = [
    ["Organization - ID", "Organization - Name", "Organization - Owner", "Organization - Label",
     "Organization - Address", "Organization - City/town/village/locality of Address",
     "Organization - ZIP/Postal code of Address", "Organization - Country of Address",
     "Organization - Organization created", "Organization - Open deals"],
    ["11", "Blue Heron Pottery", "Cy Seller", "Customer", "1 Kiln Lane, Stoke", "Stoke", "00123",
     "UK", "2024-02-01 08:00:00", "0"],
    ["12", "Grey Wolf Metals", "Cy Seller", "", "", "", "", "", "2024-02-02 08:00:00", "1"],
]  # fmt: skip
PEOPLE = [
    ["Person - ID", "Person - Name", "Person - First name", "Person - Last name",
     "Person - Organization", "Person - Organization ID", "Person - Owner", "Person - Email - Work",
     "Person - Email - Home", "Person - Phone - Work", "Person - Phone - Mobile",
     "Person - Marketing status", "Person - Person created"],
    ["21", "Ana Example", "Ana", "Example", "Blue Heron Pottery", "11", "Cy Seller",
     "ana@example.com, sales@example.com", "", "", "+44 20 7946 0000", "Subscribed",
     "2024-02-03 08:00:00"],
    ["22", "Bo Test", "Bo", "Test", "", "", "Cy Seller", "", "bo@example.com", "", "",
     "Unsubscribed", "2024-02-04 08:00:00"],
]  # fmt: skip


def write(folder: Path) -> None:
    """Deals as text and as a workbook with a date of numbers, organizations and people."""
    for name, rows in (
        ("deals-1000001-1.csv", DEALS),
        ("organizations-1000001-2.csv", ORGANIZATIONS),
        ("people-1000001-3.csv", PEOPLE),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    with xlsxwriter.Workbook(folder / "deals-1000001-4.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(MORE_DEALS):
            sheet.write_row(number, 0, row)
