"""Zendesk's legacy CSV export of tickets, a few rows in the vendor's own form."""

import csv
from pathlib import Path

_DURATIONS = ["First reply", "First resolution", "Full resolution", "Agent wait"]
_DURATIONS += ["Requester wait", "On hold"]
HEADERS = [
    *("Summation column", "Id", "Requester", "Requester id", "Requester external id"),
    *("Requester email", "Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags"),
    *("Status", "Priority", "Via", "Ticket type", "Created at", "Updated at", "Assigned at"),
    *("Organization", "Due date", "Initially assigned at", "Solved at", "Resolution time"),
    *("Satisfaction Score", "Group stations", "Assignee stations", "Reopens", "Replies"),
    *(
        f"{duration} time in minutes{hours}"
        for duration in _DURATIONS
        for hours in ("", " within business hours")
    ),
    *("Cause [list]", "Product [list]"),
]


def write(folder: Path) -> None:
    """One export with a rejected row, and a later one in which a ticket is solved."""
    solved = _ticket("101", "Solved", "good") | {
        **{"Solved at": "2026-03-03 09:15", "Reopens": "1", "Cause [list]": "delivery"},
        **{"First reply time in minutes": "1,445", "Subject": "Where is it?\nOrder #1001"},
    }
    opened = _ticket("102", "Open", "Offered")
    first = [solved, opened, _ticket("-", "Open", "-"), _ticket("103", "Deleted", "-")]
    _write(folder / "zendesk_tickets_2026-03-02.csv", first)
    closed = opened | {"Status": "Closed", "Satisfaction Score": "Bad with comment"}
    _write(folder / "zendesk_tickets_2026-03-09.csv", [closed])


def _ticket(ticket_id: str, status: str, satisfaction: str) -> dict[str, str]:
    return {
        **{"Summation column": "1", "Id": ticket_id, "Status": status, "Via": "Mail"},
        **{"Requester": "Ada Example", "Requester id": "9001", "Priority": "High"},
        **{"Requester email": "ada@example.com", "Requester domain": "example.com"},
        **{"Assignee": "Sam Support", "Group": "Service", "Organization": "Example Pottery"},
        **{"Subject": "Help", "Tags": "cup, late", "Ticket type": "Problem"},
        **{"Created at": "2026-03-01 23:30", "Updated at": "2026-03-02 10:00"},
        **{"Satisfaction Score": satisfaction, "Reopens": "0", "Replies": "2"},
    }


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS, restval="-", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
