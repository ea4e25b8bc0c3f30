"""Workbooks of Dynamics 365's "Export to Excel", a few made-up rows each."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

ACCOUNT = "6a1b2c3d-0000-4000-8000-000000000001"
HIDDEN = ["(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On"]
CHECKSUM = "b1kV4mQ0/+=="
VIEWS: dict[str, list[Sequence[str | float | None]]] = {
    "Active Accounts 10-28-2023 3-45-12 PM": [
        ["(Do Not Modify) Account", *HIDDEN, "Account Name", "Main Phone", "Address 1: City",
         "Primary Contact", "Email (Primary Contact)", "Number of Employees", "Industry", "Owner",
         "Status", "Created On", "Modified On"],
        [ACCOUNT, CHECKSUM, 45227.5, "Blue Heron Pottery", "0161 496 0000", "Stoke", "Ana Example",
         "ana@example.com", 120, "Ceramics", "Cy Seller", "Active", 45200.75, 45227.5],
        ["6a1b2c3d-0000-4000-8000-000000000002", CHECKSUM, 45227.5, "Grey Wolf Metals", None, None,
         None, None, None, None, "Cy Seller", "Inactive", 45201.25, 45227.5],
    ],
    "My Active Contacts 28.10.2023 15-45-13": [
        ["(Do Not Modify) Contact", *HIDDEN, "Full Name", "Company Name", "Email", "Business Phone",
         "Birthday", "Do not allow Emails", "Owner", "Created On"],
        ["6a1b2c3d-0000-4000-8000-000000000011", CHECKSUM, 45227.5, "Ana Example",
         "Blue Heron Pottery", "ana@example.com", "+44 20 7946 0000", 29280, "Do Not Allow",
         "Cy Seller", 45202.5],
        ["6a1b2c3d-0000-4000-8000-000000000012", CHECKSUM, 45227.5, "Bo Test", None, None, None,
         None, "Allow", "Cy Seller", 45203.5],
    ],
    "All Leads 2023-10-28 15-45-14": [
        ["(Do Not Modify) Lead", *HIDDEN, "Name", "Topic", "Company Name", "Status",
         "Status Reason", "Lead Source", "Parent Account for lead", "Owner", "Created On"],
        ["6a1b2c3d-0000-4000-8000-000000000021", CHECKSUM, 45227.5, "Bo Test", "Wants clay",
         "Test Works", "Qualified", "Qualified", "Web", "Test Works", "Cy Seller", 45204.5],
        ["6a1b2c3d-0000-4000-8000-000000000022", CHECKSUM, 45227.5, "Di Sample", "Wants nothing",
         "Sample Ltd", "Disqualified", "Lost", "Web", None, "Cy Seller", 45205.5],
        [None, CHECKSUM, 45227.5, "Typed in below the rows", None, None, None, None, None, None,
         None, None],
    ],
    "All Opportunities 10-28-2023 3-45-15 PM": [
        ["(Do Not Modify) Opportunity", *HIDDEN, "Topic", "Potential Customer", "Contact",
         "Est. close date", "Est. revenue", "Actual Close Date", "Actual Revenue", "Probability",
         "Pipeline Phase", "Status", "Status Reason", "Currency", "Owner", "Created On"],
        ["6a1b2c3d-0000-4000-8000-000000000031", CHECKSUM, 45227.5, "Large kiln",
         "Blue Heron Pottery", "Ana Example", 45230, 15000, 45226, 14500.25, 100, "4-Close", "Won",
         "Won", "EUR", "Cy Seller", 45206.5],
        ["6a1b2c3d-0000-4000-8000-000000000032", CHECKSUM, 45227.5, "Glaze", "Grey Wolf Metals",
         None, 45300, 1200, None, None, 40, "2-Develop", "Open", "In Progress", "USD", "Cy Seller",
         45207.5],
    ],
    "Active Cases 10-28-2023 3-45-16 PM": [
        ["(Do Not Modify) Case", *HIDDEN, "Case Title", "Case Number", "Priority", "Origin",
         "Customer", "Owner", "Status", "Status Reason", "Case Type", "Satisfaction",
         "First Response Sent", "Created On", "Resolved On"],
        ["6a1b2c3d-0000-4000-8000-000000000041", CHECKSUM, 45227.5, "Crack in the kiln",
         "CAS-01001-A1B2C3", "High", "Phone", "Blue Heron Pottery", "Cy Seller", "Resolved",
         "Problem Solved", "Problem", "Satisfied", "Yes", 45208.5, 45209.75],
    ],
}  # fmt: skip


def write(folder: Path) -> None:
    """One workbook per view: three hidden columns first; dates are numbers, some with a format."""
    for view, rows in VIEWS.items():
        with xlsxwriter.Workbook(folder / f"{view}.xlsx") as book:
            sheet = book.add_worksheet(view.split(" 10-")[0].split(" 2")[0])
            sheet.set_column(0, 2, None, None, {"hidden": True})
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if "Contacts" in view:
                sheet.set_column(10, 10, None, book.add_format({"num_format": "m/d/yyyy h:mm"}))
