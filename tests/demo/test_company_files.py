"""The files' names, headers and forms, as the vendors write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from demo.vendors.salesforce_files import salesforce_id
from tests.demo.vendor_files import VendorFile, WrittenCompany
from tests.shared_data import ROOT

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# every file of a system has one of these names
NAMES = {
    "zoho": [
        r"(Leads|Contacts|Deals|Accounts)_2025_11_03\.csv",
        r"(Leads|Contacts|Deals|Accounts)_2026_03_03\.csv",
        r"(Deals_|Calls|Tasks|Events|Notes_Contacts|Cases|Campaigns|Products)_2026_07_01\.csv",
        r"zoho_backup_2026_07_01\.zip/Data/(Leads|Contacts|Deals|Accounts|Users)_001\.csv",
    ],
    "fxiaoke": [
        r"(.+)对象导出结果_2026(0303|0701)\.xlsx#\1数据",
    ],
    "salesforce": [
        r"2026-(05-27|07-01)/WE_00D[0-9A-Za-z]{15}_[12]\.ZIP/\w+\.csv",
        r"report\d{13}\.csv",
    ],
    "hubspot": [r"hubspot-crm-exports-all-[a-z-]+-2026-(05-31|07-01)\.csv"],
    "pipedrive": [r"(deals|organizations|people)-7654321-1\.csv"],
    "dynamics": [r"All (\w+) 0[37]-0[13]-2026 6-00-00 AM\.xlsx#All \1"],
    "shopify": [r"\d{4}-\d\d-\d\d/(orders_export_1|customers_export)\.csv"],
    "taobao": [r"ExportOrderList20\d{6}0600\.csv"],
    "zendesk": [r"tickets-2026-(03-03|07-01)\.csv"],
    "google_ads": [r"2026-(04-02|07-01)/Campaign report\.csv"],
    "meta_ads": [r"Demo-shop-Campaigns-[A-Z][a-z]{2}-\d\d-\d{4}-[A-Z][a-z]{2}-\d\d-\d{4}\.csv"],
    "surveymonkey": [r"Customer survey 2026-(05-31|07-01)\.csv"],
}
# how the headers of a table begin
HEADERS = {
    ("zoho", "deal_stage_history"): (
        "Record Id,Deal Name.id,Deal Name,Stage,Stage Duration (Calendar Days),Probability (%),"
        "Moved To,Amount,Expected Revenue,Closing Date,Modified By.id,Modified By,Modified Time"
    ),
    (
        "zoho",
        "users",
    ): "Record Id,First Name,Last Name,Email,Role Id,Alias,Date of Birth,Added By Id",
    ("zoho", "notes"): (
        "Record Id,Associated_Id,Created By.id,Created By,Created Time,Modified By.id,Modified By,"
        "Modified Time,Note Content,Note Owner.id,Note Owner,Note Title,Parent ID.id,Parent ID"
    ),
    ("fxiaoke", "accounts"): "唯一性ID（必填）,客户名称（必填）,外部来源,客户来源（必填）,负责人",
    ("fxiaoke", "contacts"): "唯一性ID（必填）,联系人姓名（必填）,客户名称_唯一性ID,客户名称,部门1",
    ("fxiaoke", "order_lines"): "唯一性ID（必填）,订单产品编号,销售订单编号_唯一性ID（必填）",
    ("salesforce", "contacts"): "Id,IsDeleted,MasterRecordId,AccountId,Salutation,FirstName",
    ("salesforce", "opportunity_history"): (
        "Id,OpportunityId,CreatedById,CreatedDate,CreatedDateForInsert,StageName,Amount"
    ),
    ("salesforce", "users"): "Id,Username,FirstName,LastName,CompanyName,Division,Department",
    ("hubspot", "deals"): "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date",
    ("hubspot", "companies"): "Record ID,Company name,Company Domain Name,Website URL",
    ("pipedrive", "deals"): "Deal - ID,Deal - Title,Deal - Creator,Deal - Owner,Deal - Value",
    ("pipedrive", "persons"): "Person - ID,Person - Name,Person - First name",
    ("dynamics", "leads"): (
        "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Name,Topic"
    ),
    ("shopify", "orders"): (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
        "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price"
    ),
    ("taobao", "orders"): (
        "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,"
        "返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,"
        "运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,"
        "物流单号 ,物流公司"
    ),
    ("zendesk", "tickets"): "Summation column,Id,Requester,Requester id,Requester external id",
    ("google_ads", "campaign_days"): "Campaign status,Campaign,Budget,Budget name,Budget type",
    ("meta_ads", "campaign_days"): (
        "Reporting starts,Reporting ends,Campaign name,Ad set name,Day,Amount spent (USD)"
    ),
    ("surveymonkey", "responses"): (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name"
    ),
}
ALL_QUOTED = {"salesforce", "hubspot", "meta_ads"}


def texts(written: WrittenCompany, system: str) -> list[VendorFile]:
    return [file for file in written.files if file.system == system and not file.sheet]


def archives(written: WrittenCompany, system: str) -> list[Path]:
    return sorted(p for p in (written.folder / system).rglob("*") if p.suffix.lower() == ".zip")


@pytest.mark.parametrize("system", NAMES)
def test_names(written: WrittenCompany, system: str) -> None:
    names = [f.name.removeprefix(f"{system}/") for f in written.files if f.system == system]
    assert names
    for name in names:
        assert any(re.fullmatch(pattern, name) for pattern in NAMES[system]), name
    for pattern in NAMES[system]:
        assert any(re.fullmatch(pattern, name) for name in names), pattern


@pytest.mark.parametrize(("system", "table"), HEADERS)
def test_headers(written: WrittenCompany, system: str, table: str) -> None:
    for file in written.of(system, table):
        assert ",".join(file.header).startswith(HEADERS[system, table])


def test_every_table_that_is_agreed_upon_is_there(written: WrittenCompany) -> None:
    agreed = {
        "zoho": "leads accounts contacts deals deal_stage_history campaigns products users calls "
        "tasks events notes cases",
        "fxiaoke": "accounts contacts leads opportunities orders order_lines products activities "
        "visits campaigns cases payments returns employees",
        "salesforce": "accounts contacts leads opportunities opportunity_history "
        "opportunity_field_history opportunity_line_items cases case_history campaigns "
        "campaign_members products pricebook_entries users user_roles tasks events orders",
        "hubspot": "contacts companies deals tickets feedback_submissions",
        "pipedrive": "deals organizations persons",
        "dynamics": "accounts contacts leads opportunities cases",
        "shopify": "orders customers",
        "taobao": "orders",
        "zendesk": "tickets",
        "google_ads": "campaign_days",
        "meta_ads": "campaign_days",
        "surveymonkey": "responses",
    }
    expected = {(system, table) for system, names in agreed.items() for table in names.split()}
    assert set(written.tables()) == expected


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().removesuffix("(必填)")
    return " ".join(plain.replace("_", " ").split())


def test_files_fit_the_source_files(written: WrittenCompany) -> None:
    folder = ROOT / "ingestion" / "sources"
    sources = {
        system: yaml.safe_load((folder / f"{system}.yml").read_text(encoding="utf-8"))
        for system in NAMES
    }
    for file in written.files:
        source = sources[file.system]
        table = source["tables"][file.table]
        base = folded(file.name.partition("#")[0].rpartition("/")[2])
        assert any(
            fnmatchcase(name, folded(pattern))
            for name in (base, base.rpartition(".")[0])
            for pattern in table["files"]
        ), file.name
        headers = {folded(name).replace("(usd)", "({currency})"): name for name in file.header}
        for column in table["required"]:
            labels = [folded(label) for label in [*table["columns"][column], column]]
            name = next((headers[label] for label in labels if label in headers), None)
            assert name, f"{file.name} has no {column}"
            cells = {str(row[name]) for row in file.rows}
            marks = set(table.get("null_marks") or source.get("null_marks") or [""])
            assert not marks & cells, f"{file.name} has rows without {column}"


@pytest.mark.parametrize("system", NAMES)
def test_quotes_and_line_ends(written: WrittenCompany, system: str) -> None:
    for file in texts(written, system):
        assert "\r" not in file.text
        assert file.text.endswith("\n")
        if system in ALL_QUOTED:
            assert re.fullmatch(r'"[^"]*"(,"[^"]*")*', file.lines[0])
            assert len(file.lines) < 2 or file.lines[1].startswith('"')
        else:
            assert not any(line.startswith('"') for line in file.lines[2:])


def test_encodings(written: WrittenCompany) -> None:
    for file in written.files:
        if file.sheet:
            continue
        is_utf_16 = file.system == "google_ads" and "2026-07-01" in file.name
        assert file.content.startswith(b"\xff\xfe") == is_utf_16
        assert not file.content.startswith(b"\xef\xbb\xbf")
        if file.system == "taobao":
            assert "订单编号".encode("gb18030") in file.content
            with pytest.raises(UnicodeDecodeError):
                file.content.decode("utf-8")
        elif not is_utf_16:
            file.content.decode("utf-8")
    tabs = next(f for f in written.files if f.content.startswith(b"\xff\xfe") and not f.sheet)
    assert tabs.lines[2].count("\t") == len(tabs.header) - 1


def test_members_of_zips_have_the_time_of_the_export(written: WrittenCompany) -> None:
    found = archives(written, "zoho") + archives(written, "salesforce")
    assert len(found) == 5
    for path in found:
        day = re.search(r"(20\d\d)[_-](\d\d)[_-](\d\d)", path.as_posix())
        assert day
        expected = (*map(int, day.groups()), 6, 0, 0)
        with zipfile.ZipFile(path) as archive:
            assert {member.date_time for member in archive.infolist()} == {expected}
            assert archive.testzip() is None


def test_zoho_backups_end_with_a_blank_line(written: WrittenCompany) -> None:
    for file in texts(written, "zoho"):
        is_backup = ".zip/" in file.name
        assert file.text.endswith("\n\n") == is_backup
        assert not file.text.endswith("\n\n\n")
        assert not (is_backup and any(name.endswith(".id") for name in file.header))
        assert is_backup or not any(re.search(r"Owner Id$", name) for name in file.header)
    for row in written.record("zoho", "leads").values():
        assert re.fullmatch(r"zcrm_\d{18}", row["Record Id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row["Created Time"])
        assert row["Is Converted"] in {"true", "false"}


def test_workbooks_of_fxiaoke(written: WrittenCompany) -> None:
    assert len(written.of("fxiaoke", "orders")) == 2
    for file in (f for f in written.files if f.system == "fxiaoke"):
        sheets = CalamineWorkbook.from_path(str(file.outer)).sheets_metadata
        assert [sheet.name for sheet in sheets] == [file.sheet, "hidden_options"]
        assert [sheet.visible for sheet in sheets] == [
            SheetVisibleEnum.Visible,
            SheetVisibleEnum.Hidden,
        ]
    for name, row in written.record("fxiaoke", "accounts").items():
        assert re.fullmatch(r"[0-9a-f]{24}", name)
        assert row["人员-普通成员-读写"].count("|") == 1
    (products,) = written.of("fxiaoke", "products")
    assert products.dirt[2] == "template_row"
    assert "字段类型" in products.grid[1][0]
    order = next(iter(written.record("fxiaoke", "orders").values()))
    assert order["客户名称_唯一性ID（必填）"] in written.latest("fxiaoke", "accounts")


def test_salesforce_parts(written: WrittenCompany) -> None:
    for table, missing in (("accounts", "Jigsaw"), ("tasks", "CallObject")):
        parts = [file for file in written.of("salesforce", table) if "2026-07-01" in file.name]
        first, second = sorted(parts, key=lambda file: file.name)
        assert set(first.header) - set(second.header) == {missing}
        assert first.rows and second.rows
        ids = [{row["Id"] for row in part.rows} for part in parts]
        assert not ids[0] & ids[1]
    leads = written.record("salesforce", "leads")
    assert any(row["ConvertedAccountId"] == "000000000000000AAA" for row in leads.values())
    assert {row["IsConverted"] for row in leads.values()} == {"0", "1"}
    accounts = written.record("salesforce", "accounts")
    for row in written.record("salesforce", "contacts").values():
        assert row["AccountId"] in accounts
    for row in written.record("salesforce", "opportunities").values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d 00:00:00", row["CloseDate"])
        assert row["AccountId"] in accounts


@pytest.mark.parametrize(
    "known", ["008Hp00002evx1TIAQ", "006Hp000015Yh7kIAC", "005Hp00000hnUYPIA2"]
)
def test_the_last_signs_of_a_salesforce_id_are_a_checksum(known: str) -> None:
    # independently: bit by bit over each block of five signs
    def checked(plain: str) -> str:
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
        blocks = [plain[at : at + 5] for at in (0, 5, 10)]
        return plain + "".join(
            alphabet[int("".join("01"["A" <= sign <= "Z"] for sign in reversed(block)), 2)]
            for block in blocks
        )

    assert checked(known[:15]) == known
    made = {salesforce_id("001", value) for value in range(20_000)}
    assert len(made) == 20_000
    assert all(checked(one[:15]) == one for one in made)


def test_footer_of_a_salesforce_report(written: WrittenCompany) -> None:
    (report,) = [file for file in written.files if file.is_report]
    kinds = [report.dirt.get(line) for line in range(1, len(report.lines) + 1)]
    assert kinds[-5:] == ["blank", "footer", "footer", "footer", "footer"]
    assert "footer" not in kinds[:-4]
    assert any("Copyright" in line for line in report.lines[-4:])
    assert any(line.startswith('"Confidential Information') for line in report.lines[-4:])
    made = int(re.search(r"\d{13}", report.name)[0])  # type: ignore[index]
    assert dt.datetime.fromtimestamp(made / 1000, dt.UTC).isoformat()[:10] == "2026-05-27"
    for row in report.rows:
        assert len(row["Opportunity ID"]) == 15
        assert re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", row["Close Date"])


def test_pipedrive_has_the_status_twice(written: WrittenCompany) -> None:
    (deals,) = written.of("pipedrive", "deals")
    first, second = [at for at, name in enumerate(deals.header) if name == "Deal - Status"]
    for row in deals.cells[1:]:
        assert row[first] == row[second]
        assert row[first] in {"Open", "Won", "Lost"}


def test_workbooks_of_dynamics(written: WrittenCompany) -> None:
    for file in (f for f in written.files if f.system == "dynamics"):
        with zipfile.ZipFile(file.outer) as archive:
            sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        (column,) = sheet.iter(f"{SPREADSHEET}col")
        assert (column.get("min"), column.get("max"), column.get("hidden")) == ("1", "3", "1")
        for row in file.rows:
            assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", row[file.key])
            assert isinstance(row["Created On"], dt.datetime)
            assert isinstance(row["(Do Not Modify) Modified On"], dt.datetime)
    true = {one["id"]: one for one in written.part("leads", "dynamics")}
    for name, row in written.record("dynamics", "leads").items():
        seconds = dt.datetime.fromisoformat(true[name]["created_at"]) - row["Created On"]
        assert abs(seconds.total_seconds()) <= 1
    for row in written.record("dynamics", "opportunities").values():
        assert (row["Actual Close Date"] == "") == (row["Status"] == "Open")


def test_shopify_rows(written: WrittenCompany) -> None:
    files = written.of("shopify", "orders")
    assert len(files) == 3
    assert all(len(file.header) == 79 for file in files)
    shops = [row for file in files for row in file.rows]
    assert all(re.fullmatch(r"#\d{4,}", row["Name"]) for row in shops)
    assert all(row["Created at"].endswith(" +0200") for row in shops)
    firsts = [row for row in shops if row["Id"]]
    assert 0.5 < len(firsts) / len(shops) < 0.9
    assert all(re.fullmatch(r"\d{13}", row["Id"]) for row in firsts)
    assert all(row["Shipping Zip"].startswith("'") for row in firsts)


def test_taobao_headers_keep_their_trailing_blanks(written: WrittenCompany) -> None:
    for file in written.of("taobao", "orders"):
        blanks = [name for name in file.header if name.endswith(" ")]
        assert blanks == [
            "收货地址 ",
            "联系电话 ",
            "订单付款时间 ",
            "宝贝标题 ",
            "宝贝种类 ",
            "物流单号 ",
        ]
        assert all(re.fullmatch(r"\d{18}", row["订单编号"]) for row in file.rows)


def test_zendesk_has_dashes_for_nothing(written: WrittenCompany) -> None:
    for row in written.record("zendesk", "tickets").values():
        assert "" not in row.values()
        assert (row["Solved at"] == "-") == (row["Status"] == "Open")


def test_preamble_and_totals_of_google_ads(written: WrittenCompany) -> None:
    for file in written.of("google_ads", "campaign_days"):
        assert [file.dirt.get(line) for line in (1, 2, 3)] == ["preamble", "preamble", None]
        assert file.lines[0] == "Campaign report"
        assert re.fullmatch(r'"?\w+ \d\d, \d{4} - \w+ \d\d, \d{4}"?', file.lines[1])
        assert [file.dirt.get(at) for at in range(len(file.lines) - 3, len(file.lines) + 1)] == [
            None, "total", "total", "total",
        ]  # fmt: skip
        assert all(line.startswith("Total: ") for line in file.lines[-3:])
        assert any("," in row["Impr."] for row in file.rows)
        assert all(row["CTR"].endswith("%") and row["Budget name"] == " --" for row in file.rows)


def test_first_row_of_meta_ads_is_the_total(written: WrittenCompany) -> None:
    for file in written.of("meta_ads", "campaign_days"):
        assert [line for line, kind in file.dirt.items() if kind == "total"] == [2]
        assert (
            '"2024-04-02","2026-04-01","","",""' in file.lines[1] or "2026-06-30" in file.lines[1]
        )
        assert {row["Reporting ends"] for row in file.rows} == {max(r["Day"] for r in file.rows)}


def test_second_header_row_of_surveymonkey(written: WrittenCompany) -> None:
    for file in written.of("surveymonkey", "responses"):
        assert file.dirt[2] == "header_row"
        assert file.lines[1].endswith("Response,Response,Open-Ended Response")
        assert any("," in name for name in file.header)
        for row in file.rows:
            assert re.fullmatch(r"\d{11,12}", row["Respondent ID"])
            assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d [AP]M", row["End Date"])
    comments = {row["What should we do better, or keep as it is?"]
                for row in written.record("surveymonkey", "responses").values()}  # fmt: skip
    assert any("\n" in comment for comment in comments)
    assert any('"' in comment for comment in comments)


def test_hubspot_names_times_and_links(written: WrittenCompany) -> None:
    contacts = written.record("hubspot", "contacts")
    companies = written.record("hubspot", "companies")
    for row in written.record("hubspot", "deals").values():
        assert row["Associated Contact IDs"] in contacts
        assert row["Associated Company IDs (Primary)"] in companies
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row["Create Date"])
    for row in written.record("hubspot", "feedback_submissions").values():
        score = int(row["Rating"])
        expected = "Promoter" if score > 8 else "Passive" if score > 6 else "Detractor"
        assert row["Sentiment"] == expected
