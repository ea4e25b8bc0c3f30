"""The morning report: its numbers, its words, its pages, and that there is never half of one."""

import base64
import datetime as dt
import io
import re
import stat
import unicodedata

import duckdb
import pytest
from PIL import Image
from pypdf import PdfReader

from dashboards.metrics import HEADLINE, METRICS
from dashboards.printing import find_browser, print_pdf, require_fonts
from dashboards.run import STALE_AFTER as STALE_ON_SCREEN
from pipeline.report import make_report, send_report, write_report
from pipeline.report.content import STALE_AFTER, content, plain, render
from pipeline.report.making import Report, mail_of
from pipeline.report.pictures import Picture, trend_figures
from pipeline.report.reading import read_facts
from pipeline.words import load_words
from tests.command_line import run_warehouse
from tests.dashboards.browser import browser_path, chromium
from tests.dashboards.published import point_current_at
from tests.pipeline.alerts.published import RUN, write_published
from tests.pipeline.alerts.receivers import mail_server
from warehouse.errors import PublishError, UsageError, WarehouseError
from warehouse.home import Home
from warehouse.settings import load_settings

NOW = dt.datetime(2026, 7, 1, 6, 0, tzinfo=dt.UTC)
PNG = b"\x89PNG\r\n\x1a\n of a picture"


def shown(folder, language="en", *, show_names=False, now=NOW, link=None):
    """What the template is given, with a stand-in for the pictures."""
    facts = read_facts(folder, language, show_names=show_names)
    text = load_words(language)
    pictures = [
        (Picture(name, title, PNG), f"cid:{name}") for name, title, _ in trend_figures(facts, text)
    ]
    return content(facts, text, pictures, time_zone="Asia/Shanghai", link=link, now=now)


def orders_on(day):
    """As the hand-made shop has them, computed apart from it."""
    return (4 + int(day.strftime("%j")) % 7) * (day.year - 2023)


def days(first, last):
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def change(now, before):
    return f"{(now - before) / before:+.1%}"


def test_key_figures_are_those_of_the_day_and_the_month_against_the_ones_before(published):
    page = shown(published)
    kpis = {kpi["label"]: kpi for kpi in page["kpis"]}
    assert list(kpis) == [load_words("en")(f"metric.{name}.label") for name in HEADLINE]
    today, yesterday = orders_on(dt.date(2026, 6, 30)), orders_on(dt.date(2026, 6, 29))
    june = sum(map(orders_on, days(dt.date(2026, 6, 1), dt.date(2026, 6, 30))))
    may = sum(map(orders_on, days(dt.date(2026, 5, 1), dt.date(2026, 5, 31))))
    orders = kpis["Orders"]
    assert (orders["day"], orders["day_change"]) == (str(today), change(today, yesterday))
    assert (orders["month"], orders["month_change"]) == (str(june), change(june, may))
    assert orders["month_direction"] == ("up" if june > may else "down")
    revenue = kpis["Net revenue"]
    assert revenue["month"] == f"${round(june * 52.25):,}"
    assert revenue["definition"].startswith("Net amount of orders by order date")
    # all orders have the same amount: a change of nothing has no sign and no direction
    value = kpis["Average order value"]
    assert (value["day"], value["day_change"], value["day_direction"]) == ("$52.25", "0.0%", "same")
    # a rate changes by percentage points; that of a day without an end is unknown
    won = sum(
        int(day.strftime("%j")) % 5 // 3 for day in days(dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    )
    lost = sum(
        int(day.strftime("%j")) % 5 // 4 for day in days(dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    )
    rate = kpis["Win rate (closed)"]
    assert rate["month"] == f"{won / (won + lost):.1%}"
    assert rate["month_change"].endswith("pp")
    assert (rate["day"], rate["day_change"]) == ("–", "")
    assert "Change of the day against Jun 29, 2026" in page["month_words"]
    assert "Jun 1, 2026 – Jun 30, 2026, against May 1, 2026 – May 31, 2026" in page["month_words"]


@pytest.mark.parametrize(
    ("as_of", "before"),
    [
        ("2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-03-15", ("2026-02-01", "2026-02-15")),
        ("2026-01-01", ("2025-12-01", "2025-12-01")),
    ],
)
def test_a_month_is_compared_with_the_same_days_of_the_one_before(published, as_of, before):
    with duckdb.connect(str(published / "analytics.duckdb")) as connection:
        connection.execute("update core.as_of set as_of_date = ?", [as_of])
    month = read_facts(published, "en", show_names=False).month
    assert (month.before.start.isoformat(), month.before.end.isoformat()) == before


def test_nothing_is_compared_with_days_before_the_data(home):
    folder = write_published(home, RUN, crm=None)
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(
            "delete from marts.kpi_daily_by_source_system where day < date '2026-06-30'"
        )
    orders = {kpi["label"]: kpi for kpi in shown(folder)["kpis"]}["Orders"]
    assert (orders["day"], orders["day_change"], orders["month_change"]) == ("30", "", "")
    assert "not compared" in render(shown(folder))


@pytest.mark.parametrize(("shop", "crm", "there", "missing"), [
    ("template", None, "Net revenue", "New leads, New opportunities, Won amount, Win rate"),
    (None, "zoho", "Won amount", "Net revenue, Orders, Average order value, New customers"),
])  # fmt: skip
def test_what_there_is_no_data_of_is_said_and_not_zero(home, shop, crm, there, missing):
    page = shown(write_published(home, RUN, shop=shop, crm=crm))
    assert there in [kpi["label"] for kpi in page["kpis"]]
    assert page["missing"].startswith(missing)
    assert f"Without data: {missing}" in render(page)
    assert page["pictures"]


def test_trends_are_figures_of_the_dashboards(published):
    facts = read_facts(published, "en", show_names=False)
    found = trend_figures(facts, load_words("en"))
    assert [name for name, _, _ in found] == [
        "net_revenue-day", "net_revenue-month", "won_amount-day", "won_amount-month",
    ]  # fmt: skip
    by_day, by_month = found[0][2], found[1][2]
    assert len(by_day["data"][0]["y"]) == 30
    assert by_day["data"][0]["y"][-1] == orders_on(dt.date(2026, 6, 30)) * 52.25
    assert len(by_month["data"][0]["y"]) == 13
    june = days(dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    assert by_month["data"][0]["y"][-1] == sum(map(orders_on, june)) * 52.25


def test_customers_to_call_come_once_with_all_reasons_the_most_urgent_first(published):
    first, second, third = shown(published)["calls"]
    assert first["customer"] == "customer-1"
    assert first["reasons"] == "has an open complaint; ordered little lately"
    assert first["action"] == "call today"
    assert first["value"] == "$120.50"
    assert first["is_new"]
    assert first["since"] == "Jun 28, 2026"
    assert (second["customer"], second["value"]) == ("customer-2", "$9,000")
    assert (third["customer"], third["value"]) == ("customer-3", "–")
    assert shown(published, "zh")["calls"][0]["reasons"] == "有未解决的投诉；近期下单少"


def test_more_customers_than_a_morning_has_room_for_are_counted(published):
    with duckdb.connect(str(published / "analytics.duckdb")) as connection:
        connection.execute(
            "insert into marts.customer_alert "
            "select alert.* replace ('more-' || number as customer_id) "
            "from marts.customer_alert as alert, range(40) as numbers(number) "
            "where customer_id = 'customer-3'"
        )
    page = shown(published)
    assert len(page["calls"]) == 12
    assert page["calls_more"] == 43 - 12
    assert "31 more are in marts.customer_alert" in render(page)
    assert "预期贡献。另有 31 位客户" in render(shown(published, "zh"))
    assert "1 more is in marts.customer_alert" in render({**page, "calls_more": 1})


def test_names_are_shown_only_where_asked_for_and_readable(published):
    assert "Name 1" not in render(shown(published))
    named = shown(published, show_names=True)
    assert [call["name"] for call in named["calls"]] == ["Name 1", "Name 2", "Name 3"]
    assert "Name 2" in render(named)
    (published / "restricted.duckdb").unlink()
    refused = render(shown(published, show_names=True))
    assert "Name 1" not in refused
    assert "customer-1" in refused
    assert "may not open" in refused or "restricted.duckdb" in refused


def test_checks_are_those_of_the_last_check_of_each_stage(home):
    folder = write_published(home, RUN, failing_checks=2)
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        connection.execute(
            """
            insert into ops.check_results
            select *, null from (values
                ('old', 'marts', 'win_rate', 'x', null, 'long mended', 'critical', false, 1, 1, '',
                    '2026-06-01 02:00:00'),
                ('other', 'raw', 'zoho__deals', 'x', 'amount', 'is a <number>', 'critical', false,
                    9, 1, '1 failing', '2026-07-01 02:13:00'),
                ('other', 'raw', 'zoho__deals', 'x', null, 'is there', 'critical', true, 9, 0, '',
                    '2026-07-01 02:13:00'))
            """
        )
    page = shown(folder)
    assert page["checks"] == [
        "Exports: 2 checks, 0 warnings, 1 critical failure.",
        "Results: 2 checks, 2 warnings, 0 critical failures.",
    ]
    html = render(page)
    assert "long mended" not in html
    assert "zoho__deals.amount" in html
    assert "is a &lt;number&gt;" in html
    assert html.index("is a &lt;number&gt;") < html.index("check 0 has a $")


def test_a_run_without_checks_says_so(published):
    assert "The run log has no checks of this run." in render(shown(published))


def test_freshness_is_said_of_the_run_and_of_each_source(published):
    page = shown(published)
    assert "Published 2026-07-01 10:15 (Asia/Shanghai), 4 hours ago" in page["published"]
    assert page["landed"] == [
        {"title": "Web shop", "at": "2026-07-01 10:13 (Asia/Shanghai)", "rows": "20"},
        {"title": "Zoho CRM", "at": "2026-06-24 10:13 (Asia/Shanghai)", "rows": "500"},
    ]
    assert not page["stale"]
    late = shown(published, now=NOW + dt.timedelta(days=1))
    assert "This is not of last night" in render(late)
    assert STALE_AFTER == STALE_ON_SCREEN


def test_sources_are_named_in_the_language_of_the_report_as_on_the_pages(published):
    with duckdb.connect(str(published / "analytics.duckdb")) as writer:
        writer.execute("update ops.sources set title = 'Plain files' where title = 'Web shop'")
    for language, name in (("en", "Plain files"), ("zh", "普通文件")):
        assert name in {row["title"] for row in shown(published, language)["landed"]}


def test_unusual_figures_are_told_or_that_there_are_none(published):
    assert "Orders on Jun 30, 2026: 3, less than expected" in render(shown(published))
    with duckdb.connect(str(published / "analytics.duckdb")) as connection:
        connection.execute("update marts.kpi_anomaly set is_anomaly = false")
    assert "None: every figure was within" in render(shown(published))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_loads_nothing_and_runs_nothing_and_escapes_what_the_data_says(home, language):
    folder = write_published(home, RUN, shop_title="<script>alert(1)</script>")
    with duckdb.connect(str(folder / "analytics.duckdb")) as connection:
        hostile = "<img src=x onerror=alert(1)>"
        connection.execute(
            "update marts.customer_alert set reason = ?, reason_zh = ?", [hostile, hostile]
        )
    html = render(shown(folder, language, link="https://bi.example.com/?a=1&b=2"))
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html
    assert re.findall(r'(?:src|href)="([^"]*)"', html)[0] == "https://bi.example.com/?a=1&amp;b=2"
    assert all(src.startswith("cid:") for src in re.findall(r'<img src="([^"]*)"', html))
    assert "url(" not in html
    assert "default-src 'none'" in html
    assert {"en": '<html lang="en">', "zh": '<html lang="zh-Hans">'}[language] in html


def test_the_text_of_the_mail_has_the_key_figures(published):
    text = plain(shown(published, link="https://bi.example.com/"))
    assert "Morning report, Jun 30, 2026" in text
    assert "Orders: 30 (+11.1%)" in text
    assert "- Orders on Jun 30, 2026: 3, less than expected" in text
    assert "https://bi.example.com/" in text


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("drop table marts.kpi_anomaly", "kpi_anomaly"),
        ("drop table marts.customer_alert", "customer_alert"),
        ("drop table ops.files", "files"),
        ("delete from core.as_of", "There is nothing to report"),
        ("delete from ops.runs", "There is nothing to report"),
        (
            "delete from marts.kpi_daily_by_source_system; delete from marts.sales_funnel_entry",
            "There is nothing to report",
        ),
    ],
)
def test_half_a_report_is_none(published, damage, says):
    with duckdb.connect(str(published / "analytics.duckdb")) as connection:
        for statement in connection.extract_statements(damage):
            connection.execute(statement)
    with pytest.raises(WarehouseError, match=says):
        shown(published)


def test_nothing_published_or_no_browser_is_a_sentence(settings_for, home, monkeypatch):
    settings = settings_for()
    with pytest.raises(PublishError, match="Nothing is published"):
        make_report(settings, home)
    point_current_at(home, write_published(home, RUN))
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    with pytest.raises(UsageError, match="BROWSER_PATH is /nowhere/chromium, which cannot be run"):
        make_report(settings, home)
    monkeypatch.delenv("BROWSER_PATH")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UsageError, match="install chromium with your system's package manager"):
        find_browser()


def test_chinese_is_never_printed_as_empty_boxes(tmp_path, monkeypatch):
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    require_fonts("en")
    with pytest.raises(UsageError, match="install fonts-noto-cjk"):
        require_fonts("zh")


@pytest.mark.parametrize(
    "script", ["exit 0", "echo 'out of memory' >&2; exit 9", "echo nonsense > $PDF; exit 0"]
)
def test_a_browser_that_prints_nothing_is_an_error(tmp_path, script):
    browser = tmp_path / "browser"
    pdf = 'for a in "$@"; do case $a in --print-to-pdf=*) PDF=${a#*=};; esac; done'
    browser.write_text(f"#!/bin/sh\n{pdf}\n{script}\n", encoding="utf-8")
    browser.chmod(0o755)
    with pytest.raises(WarehouseError, match=r"did not print the page: (it said|out of memory)"):
        print_pdf("<p>x</p>", str(browser))


def test_a_browser_that_hangs_is_ended_with_all_that_it_started(tmp_path, monkeypatch):
    from dashboards import printing

    monkeypatch.setattr(printing, "_SECONDS", 0.5)
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\nsleep 300 &\nsleep 300\n", encoding="utf-8")
    browser.chmod(0o755)
    with pytest.raises(WarehouseError, match="did not end within"):
        print_pdf("<p>x</p>", str(browser))


def stand_in(**changes):
    """A report as `make_report` gives it, without a browser."""
    made = Report(
        name="report-2026-06-30-en",
        title="Morning report, Jun 30, 2026",
        html="<p>file</p>",
        mail_html='<p>mail <img src="cid:net_revenue-day@crm-warehouse.invalid"></p>',
        text="Orders: 30\n",
        pdf=b"%PDF-1.4 %%EOF",
        pictures=[Picture("net_revenue-day", "Net revenue", PNG)],
        with_names=False,
    )
    return Report(**{**vars(made), **changes})


@pytest.fixture
def mailing(settings_for):
    def make(port, **further):
        return settings_for(
            report_to="head@example.com",
            smtp_host="localhost",
            smtp_port=port,
            smtp_security="none",
            smtp_from="warehouse@example.com",
            **further,
        )

    return make


def test_the_mail_has_text_page_pictures_and_the_pdf(mailing, home):
    with mail_server("none") as box:
        send_report(mailing(box.port), home, stand_in())
    (mail,) = box.mails
    assert mail["Subject"] == "crm-warehouse: Morning report, Jun 30, 2026"
    assert mail["To"] == "head@example.com"
    assert mail.get_content_type() == "multipart/mixed"
    assert mail.get_body(("plain",)).get_content().startswith("Orders: 30")
    page = mail.get_body(("html",)).get_content()
    (wanted,) = re.findall(r'src="cid:([^"]*)"', page)
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == f"<{wanted}>"
    assert picture.get_content() == PNG
    (pdf,) = mail.iter_attachments()
    assert pdf.get_filename() == "report-2026-06-30-en.pdf"
    assert pdf.get_content() == b"%PDF-1.4 %%EOF"


def test_a_report_that_cannot_be_made_is_an_alert_and_an_error_and_no_mail(
    mailing, home, receiver, monkeypatch
):
    """And when one was sent again, that is told: once."""
    with mail_server("none") as box:
        settings = mailing(box.port, json_webhook=receiver.url)
        for _ in range(2):
            with pytest.raises(PublishError, match="Nothing is published"):
                send_report(settings, home)
        assert box.mails == []
        (alert,) = [alert for body in receiver.bodies for alert in body["alerts"]]
        assert alert["kind"] == "report"
        assert "Nothing is published" in alert["text"]
        for _ in range(2):
            send_report(settings, home, stand_in())
        assert len(box.mails) == 2
    assert [body["severity"] for body in receiver.bodies] == ["critical", "good"]
    assert "the morning report was made" in receiver.bodies[1]["text"]


def test_a_report_that_cannot_be_sent_is_an_alert_and_an_error(mailing, home, receiver):
    with pytest.raises(WarehouseError, match=r"could not be sent: the mail server could not be re"):
        send_report(mailing(9, json_webhook=receiver.url), home, stand_in())
    assert "could not be sent" in receiver.bodies[0]["text"]
    with mail_server("none") as box:
        box.unknown = {"head@example.com"}
        with pytest.raises(WarehouseError, match=r"refused every recipient \(550\)"):
            send_report(mailing(box.port, json_webhook=receiver.url), home, stand_in())


def test_what_could_not_be_told_of_it_is_in_the_error(mailing, home):
    settings = mailing(9, slack_webhook="http://127.0.0.1:9/topsecret")
    with pytest.raises(WarehouseError, match="could not be told by Slack") as failed:
        send_report(settings, home, stand_in())
    assert "topsecret" not in str(failed.value)


def test_nobody_to_send_it_to_is_wrong_usage(settings_for, home):
    with pytest.raises(UsageError, match="WAREHOUSE_REPORT_TO"):
        send_report(settings_for(), home, stand_in())
    done = run_warehouse(home.root, "report", "--send", exit_code=2)
    assert "set report_to" in done.stderr
    # nor does a library say anything beside it, which cron would mail
    assert len(done.stderr.splitlines()) == 1


def test_files_that_name_people_are_their_owner_s_only(tmp_path):
    for with_names, mode in ((True, 0o600), (False, 0o644)):
        folder = tmp_path / str(with_names)
        folder.mkdir()
        # as a crash would have left it of a report without names
        (folder / ".report-2026-06-30-en.pdf.partial").touch(mode=0o644)
        written = write_report(stand_in(with_names=with_names), folder)
        assert [path.name for path in written] == [
            "report-2026-06-30-en.html",
            "report-2026-06-30-en.pdf",
        ]
        assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {mode}
        assert sorted(folder.iterdir()) == written
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="choose another folder with --output"):
        write_report(stand_in(), tmp_path / "file")


def test_a_report_that_cannot_be_written_leaves_nothing_of_it(tmp_path):
    (tmp_path / "report-2026-06-30-en.pdf").mkdir()  # no file can take its place
    with pytest.raises(UsageError, match="choose another folder with --output"):
        write_report(stand_in(), tmp_path)
    assert not list(tmp_path.glob(".*"))


@pytest.fixture(scope="module", params=["en", "zh"])
def printed(request, tmp_path_factory):
    language = request.param
    path = browser_path()
    home = Home(tmp_path_factory.mktemp(language))
    point_current_at(home, write_published(home, RUN, failing_checks=1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BROWSER_PATH", path)
        try:
            require_fonts(language)
        except UsageError as error:
            pytest.skip(str(error))
        settings = load_settings(
            home=home.root,
            language=language,
            time_zone="Asia/Shanghai",
            dashboards_url="https://bi.example.com/",
        )
        yield language, make_report(settings, home, NOW), settings


@pytest.mark.browser
def test_the_pdf_says_what_the_page_says(printed):
    language, report, _ = printed
    pdf = PdfReader(io.BytesIO(report.pdf))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    words = load_words(language)
    assert 1 <= len(pdf.pages) <= 3
    assert pdf.metadata.title == report.title
    expected = [
        words("report.kpis"),
        words("metric.net_revenue.label"),
        words("metric.net_revenue.definition")[:20],
        words("report.trends"),
        words("report.calls"),
        words("report.freshness"),
        "customer-1",
        "customer-2",
        {"en": "has an open complaint", "zh": "有未解决的投诉"}[language],
        {"en": "Jun 30, 2026", "zh": "2026年6月30日"}[language],
        {"en": "less than expected", "zh": "低于预期"}[language],
        {"en": "+11.1%", "zh": "+11.1%"}[language],
        "check 0 has a $ and a *",
        f"1 / {len(pdf.pages)}",
    ]
    squeezed = re.sub(r"\s+", "", plain_characters(text))
    for words_of_it in expected:
        assert re.sub(r"\s+", "", plain_characters(words_of_it)) in squeezed, words_of_it
    assert "Name 1" not in text
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for annotation in page.get("/Annots", [])
    ]
    assert links == ["https://bi.example.com/"]


@pytest.mark.browser
def test_the_pictures_are_in_the_pdf_and_show_bars(printed):
    _, report, _ = printed
    pdf = PdfReader(io.BytesIO(report.pdf))
    drawn = [image.image for page in pdf.pages for image in page.images]
    assert len(drawn) == len(report.pictures) == 4
    for image in drawn:
        assert image.size == (1040, 420)
        assert _is_blue(image) > 5_000


@pytest.mark.browser
def test_the_page_holds_the_same_pictures(printed):
    _, report, _ = printed
    found = re.findall(r'<img src="data:image/png;base64,([^"]*)"', report.html)
    assert [base64.b64decode(one) for one in found] == [one.png for one in report.pictures]
    mail = mail_of(report, printed[2].model_copy(update={"report_to": ("a@example.com",)}))
    wanted = re.findall(r'src="cid:([^"]*)"', mail.get_body(("html",)).get_content())
    there = [part["Content-ID"] for part in mail.walk() if part["Content-ID"]]
    assert there == [f"<{one}>" for one in wanted]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "least", "rows"), [(390, 340, 4), (1440, 340, 2)])
def test_the_pictures_can_be_read_on_a_phone(printed, width, least, rows):
    """They stood two in a row, of 165 pixels each."""
    _, report, _ = printed
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.set_content(report.html)
        boxes = [image.bounding_box() for image in page.locator(".pictures img").all()]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert all(box["width"] >= least for box in boxes)
    assert len({box["y"] for box in boxes}) == rows


@pytest.mark.browser
def test_the_verb_writes_and_sends_it(printed, tmp_path):
    language, _, settings = printed
    with mail_server("none") as box:
        environment = {
            "BROWSER_PATH": browser_path(),
            "WAREHOUSE_LANGUAGE": language,
            "WAREHOUSE_REPORT_TO": "head@example.com",
            "WAREHOUSE_SMTP_HOST": "localhost",
            "WAREHOUSE_SMTP_PORT": str(box.port),
            "WAREHOUSE_SMTP_SECURITY": "none",
            "WAREHOUSE_SMTP_FROM": "warehouse@example.com",
        }
        done = run_warehouse(
            settings.home, "report", "--output", tmp_path, "--send", settings=environment
        )
    assert "Sent to 1 recipients." in done.stdout
    pdf = tmp_path / f"report-2026-06-30-{language}.pdf"
    assert str(pdf) in done.stdout
    (attached,) = box.mails[0].iter_attachments()
    assert attached.get_content() == pdf.read_bytes()


def plain_characters(text):
    """Chromium names some characters as the radicals that share their glyphs in Noto's fonts."""
    return unicodedata.normalize("NFKC", text.replace("⼾", "户").replace("⻅", "见"))


def _is_blue(image: Image.Image) -> int:
    """How many pixels have the colour of bars."""
    counted = image.convert("RGB").getcolors(image.width * image.height) or []
    return sum(count for count, (red, green, blue) in counted if blue - red > 90)


def test_every_headline_metric_has_a_definition_in_both_languages():
    for language in ("en", "zh"):
        words = load_words(language).words
        assert all(f"metric.{name}.definition" in words for name in HEADLINE)
    assert set(HEADLINE) <= METRICS.keys()
