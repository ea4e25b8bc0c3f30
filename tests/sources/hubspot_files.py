"""HubSpot exports of views, a few made-up rows each: all quoted, LF, or a workbook."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

DEALS = [
    ["Record ID", "Deal Name", "Kiln Size", "Deal Stage", "Pipeline", "Amount", "Currency",
     "Close Date", "Create Date", "Deal owner", "Is closed lost", "Is Closed Won",
     "Deal probability", "Associated Company IDs", "Associated Company IDs (Primary)",
     "Associated Contact IDs", "Associated Contact", "Associated Company",
     "Associated Company (Primary)"],
    ["31900000001", "Large kiln", "XL", "Closed Won", "Sales Pipeline", "15000.5", "EUR",
     "2025-11-28 14:05", "2025-10-01 09:00", "Cy Seller", "false", "true", "1.0",
     "7700000002;7700000001", "7700000001", "101;102", "Ana Example;Bo Test",
     "Grey Wolf Metals;Blue Heron Pottery", "Blue Heron Pottery"],
    ["31900000002", "Glaze", "", "Qualified to Buy (Sales Pipeline)", "Sales Pipeline", "", "",
     "2026-01-31 00:00", "2025-11-02 10:30", "Deal Owner, Jr.", "false", "false", "0.4", "", "", "",
     "", "", ""],
    ["3.19E+10", "Cut by a spreadsheet", "", "Closed Lost", "Sales Pipeline", "1", "",
     "2025-11-28 14:05", "2025-10-01 09:00", "Cy Seller", "true", "false", "0", "", "", "", "",
     "", ""],
]  # fmt: skip
SPANISH_DEALS = [
    ["ID de registro", "Nombre del negocio", "Etapa del negocio", "Importe",
     "Fecha de cierre", "Fecha de creación", "Propietario del negocio"],
    ["31900000003", "Azulejos", "Contrato enviado (Ventas)", "2500", "2025-12-15 12:00",
     "2025-11-20 08:15", "Cy Seller"],
]  # fmt: skip
CONTACTS = [
    ["Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner",
     "Lifecycle Stage", "Lead Status", "Original Source", "City", "Country/Region",
     "Unsubscribed from all email", "Create Date", "Became a Customer Date", "Associated Company",
     "Associated Company IDs", "Associated Deal IDs", "Last NPS survey rating"],
    ["101", "Ana", "Example", "ana@example.com", "+44 20 7946 0000", "Cy Seller", "Customer",
     "Connected", "Organic Search", "Stoke", "UK", "false", "2025-09-01 07:30", "2025-11-28",
     "Blue Heron Pottery", "7700000001;7700000002", "31900000001", "9"],
    ["102", "Bo", "Test", "", "", "", "Lead", "", "Direct Traffic", "", "", "true",
     "2025-09-02 07:30", "", "", "", "", ""],
]  # fmt: skip
COMPANIES = [
    ["Record ID", "Company name", "Company Domain Name", "Website URL", "Phone Number", "Industry",
     "City", "Number of Employees", "Company owner", "Create Date", "Parent Company ID"],
    ["7700000001", "Blue Heron Pottery", "heron.example", "", "0161 496 0000", "Ceramics", "Stoke",
     "120", "Cy Seller", "2025-08-01 06:00", ""],
    ["7700000002", "Grey Wolf Metals", "wolf.example", "https://wolf.example", "", "", "", "", "",
     "2025-08-02 06:00", "7700000001"],
]  # fmt: skip
TICKETS = [
    ["Ticket ID", "Ticket name", "Pipeline", "Ticket status", "Create date", "Close date",
     "First agent reply date", "Priority", "Ticket owner", "Source", "Category",
     "Associated Contact IDs", "Associated Company IDs"],
    [501, "Crack in the kiln", "Support Pipeline", "Closed (Support Pipeline)", 45962.5,
     45963.75, 45962.541666666664, "High", "Cy Seller", "Email", "Product issue", "101;102",
     "7700000001"],
    [502, "Where is my order", "Support Pipeline", "New", 45970.25, None, None, "", "", "Chat", "",
     None, None],
]  # fmt: skip
FEEDBACK = [
    ["Record ID", "Survey Name", "Survey Type", "Survey channel", "Rating", "Sentiment",
     "Response", "Create Date", "Associated Contact IDs", "Associated Ticket IDs"],
    ["9001", "After sale", "Customer loyalty (NPS)", "Email", "9", "Promoter", "Great,\nthanks",
     "2025-11-29 08:00", "101", ""],
    ["9002", "After a ticket", "Customer satisfaction (CSAT)", "Web page", "0", "", "Slow",
     "2025-11-30 08:00", "102", "501"],
    ["9003", "After a ticket", "Customer effort (CES)", "Email", "5", "", "", "2025-12-01 08:00",
     "", "501"],
]  # fmt: skip


def _written(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write(folder: Path) -> None:
    """Contacts with a BOM, companies, deals in two languages, tickets as a workbook, feedback."""
    for view, rows, encoding in (
        ("all-deals-2025-11-28", DEALS, "utf-8"),
        ("todos-los-negocios-2025-11-28-1", SPANISH_DEALS, "utf-8"),
        ("everybody-2025-11-28", CONTACTS, "utf-8-sig"),
        ("all-companies-2025-11-28", COMPANIES, "utf-8"),
        ("feedback-2025-12-02", FEEDBACK, "utf-8"),
    ):
        name = f"hubspot-crm-exports-{view}.csv"
        (folder / name).write_text(_written(rows), encoding)
    with xlsxwriter.Workbook(folder / "hubspot-crm-exports-tickets-2025-11-28.xlsx") as book:
        sheet = book.add_worksheet("tickets")
        for number, row in enumerate(TICKETS):
            sheet.write_row(number, 0, row)
