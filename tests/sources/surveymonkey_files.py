"""SurveyMonkey's export of all responses, a few rows in the vendor's own form."""

import csv
from pathlib import Path

RESPONDENT = [
    *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"),
    *("First Name", "Last Name", "Custom Data 1"),
]
QUESTIONS = {
    "How likely is it that you would recommend us to a friend or colleague?": [""],
    "Overall, how satisfied or dissatisfied are you with our company?": ["Response"],
    "What did you buy, and why?\n(choose all that apply)": ["Cups", "Plates"],
    "Anything else?": ["Open-Ended Response"],
}


def write(folder: Path) -> None:
    """One export with two header rows and a rejected row, and a later one with a corrected row."""
    first = [
        _response("118000000001", "10 - Extremely likely", "Very satisfied", "Cups", "", "Lovely"),
        _response("118000000002", "6", "Neither satisfied nor dissatisfied", "Cups", "Plates", "")
        | {"Start Date": "03/04/2026 11:58:00 PM", "End Date": "03/05/2026 12:01:30 AM"},
        _response("118000000003", "", "", "", "", "") | {"Email Address": "", "First Name": ""},
        _response("", "9", "Satisfied", "", "", ""),
    ]
    _write(folder / "Customer satisfaction survey 1.csv", first)
    changed = _response("118000000002", "7", "Satisfied", "Cups", "", "Line one,\nline two")
    _write(folder / "Customer satisfaction survey 2.csv", [changed])


def _response(respondent_id: str, *answers: str) -> dict[str, str]:
    respondent = [respondent_id, "440000001", "03/14/2026 02:15:09 PM", "03/14/2026 02:18:40 PM"]
    respondent += ["192.0.2.1", "ada@example.com", "Ada", "Example", "7001"]
    positions = [str(position) for position in range(len(answers))]
    return dict(zip([*RESPONDENT, *positions], [*respondent, *answers], strict=True))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    questions: list[str] = []
    options: list[str] = []
    for question, choices in QUESTIONS.items():
        questions += [question, *[""] * (len(choices) - 1)]
        options += choices
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*RESPONDENT, *questions])
        writer.writerow([*[""] * len(RESPONDENT), *options])
        writer.writerows(row.values() for row in rows)
