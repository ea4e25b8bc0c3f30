"""Making the morning report, writing it and mailing it: all of it or nothing."""

from __future__ import annotations

import base64
import datetime as dt
import os
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from dashboards.printing import find_browser, print_pdf, require_fonts
from pipeline.alerts.mail import new_mail, send_mail
from pipeline.alerts.message import Alert, key_of
from pipeline.alerts.telling import tell
from pipeline.alerts.webhook import ChannelError
from pipeline.report.content import content, plain, render
from pipeline.report.pictures import Picture, draw, trend_figures
from pipeline.report.reading import read_facts
from pipeline.words import load_words
from warehouse.database import published_folder
from warehouse.errors import UsageError, WarehouseError
from warehouse.home import Home
from warehouse.settings import Settings


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        name: of its files, without ending.
        title: its heading.
        html: as one file, with its pictures in it.
        mail_html: with its pictures as `cid:` of a mail.
        text: in a few lines.
        pdf: as printed.
        pictures: which `mail_html` shows.
        with_names: whether it names customers.
    """

    name: str
    title: str
    html: str
    mail_html: str
    text: str
    pdf: bytes
    pictures: list[Picture]
    with_names: bool


def make_report(settings: Settings, home: Home, now: dt.datetime | None = None) -> Report:
    """Make the report of what `current` shows.

    Args:
        settings: of the warehouse.
        home: of the warehouse.
        now: with a zone; by default now. Only what is said of freshness depends on it.

    Raises:
        PublishError: nothing is published.
        UsageError: what it needs is not installed.
        WarehouseError: it could not be made; there is never half a report.
    """
    folder = published_folder(home)
    browser = find_browser()
    require_fonts(settings.language)
    text = load_words(settings.language)
    facts = read_facts(folder, settings.language, show_names=settings.show_names)
    pictures = draw(trend_figures(facts, text), browser)

    def page(sources: list[str]) -> dict[str, object]:
        return content(
            facts,
            text,
            list(zip(pictures, sources, strict=True)),
            time_zone=settings.time_zone,
            link=settings.dashboards_url,
            now=now or dt.datetime.now(dt.UTC),
        )

    inside = page([_data_address(picture.png) for picture in pictures])
    html = render(inside)
    return Report(
        name=f"report-{facts.as_of_date.isoformat()}-{settings.language}",
        title=str(inside["title"]),
        html=html,
        mail_html=render(page([f"cid:{_content_id(picture)}" for picture in pictures])),
        text=plain(inside),
        pdf=print_pdf(html, browser),
        pictures=pictures,
        with_names=facts.names is not None,
    )


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write HTML and PDF, each in one step; readable by their owner only where they name people.

    Raises:
        UsageError: the folder cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, data in (("html", report.html.encode()), ("pdf", report.pdf)):
            path = folder / f"{report.name}.{ending}"
            partial = folder / f".{path.name}.partial"
            mode = 0o600 if report.with_names else 0o644
            # one that a crash left would keep its mode, which others may read
            partial.unlink(missing_ok=True)
            try:
                descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
            written.append(path)
    except OSError as error:
        raise UsageError(
            f"The report cannot be written to {folder}: {error.strerror or error}; choose another "
            "folder with --output."
        ) from error
    return written


def mail_of(report: Report, settings: Settings) -> EmailMessage:
    """The report as a mail: text, page with its pictures, and the PDF."""
    mail = new_mail(settings, f"crm-warehouse: {report.title}", settings.report_to)
    mail.set_content(report.text)
    mail.add_alternative(report.mail_html, subtype="html")
    page = mail.get_payload(1)
    if not isinstance(page, EmailMessage):
        raise TypeError("a part of a mail is a mail")
    for picture in report.pictures:
        page.add_related(
            picture.png,
            "image",
            "png",
            cid=f"<{_content_id(picture)}>",
            filename=f"{picture.name}.png",
            disposition="inline",
        )
    mail.add_attachment(
        report.pdf, maintype="application", subtype="pdf", filename=f"{report.name}.pdf"
    )
    return mail


def send_report(settings: Settings, home: Home, report: Report | None = None) -> None:
    """Mail the report to `report_to`, made anew where none is given.

    One that cannot be made or sent is an alert and an error, never an empty mail; that it is well
    again is told too.

    Args:
        settings: of the warehouse.
        home: of the warehouse.
        report: to be sent.

    Raises:
        UsageError: nobody is to get it, or what it needs is not installed.
        WarehouseError: it could not be made or sent.
    """
    if not settings.report_to:
        raise UsageError("Nobody is to get the report: set report_to (WAREHOUSE_REPORT_TO).")
    try:
        try:
            refused = send_mail(settings, mail_of(report or make_report(settings, home), settings))
        except ChannelError as error:
            raise WarehouseError(f"The morning report could not be sent: {error}.") from None
        if refused:
            raise WarehouseError(f"The morning report did not reach everybody: {refused}.")
    except WarehouseError as error:
        alert = Alert(
            key=key_of("report", str(error)), kind="report", text=str(error), problem="report"
        )
        if untold := tell(settings, home, [alert]):
            error.args = (" ".join([str(error), *untold]),)
        raise
    tell(settings, home, [], over=["report"])


def _data_address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _content_id(picture: Picture) -> str:
    return f"{picture.name}@crm-warehouse.invalid"
