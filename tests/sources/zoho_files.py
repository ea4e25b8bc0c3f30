"""Exports of Zoho CRM, a few rows each, in the vendor's own form, of nobody who exists."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ID = "zcrm_5550000000000{:05d}".format
_STAMPS = {
    "Created By.id": ID(1),
    "Created By": "Ada Example",
    "Created Time": "2026-01-02 10:00:00",
    "Modified Time": "2026-01-03 11:00:00",
}
Row = Mapping[str, str]


def write(folder: Path) -> None:
    """A backup, an export of each module, renamed modules, and labels in two other languages."""
    _write_backup(folder / "zoho_backup_2026_02_01.zip")
    _write_modules(folder)
    _write_deals(folder)
    _write_activities(folder)
    _write_languages(folder)


def _write_backup(path: Path) -> None:
    stamps = {"Created By Id": ID(1), "Created Time": "2026-01-02 10:00:00"}
    lead = {
        "Record Id": ID(11),
        "Lead Owner Id": ID(1),
        "Company": "Example Works",
        "Last Name": "Meyer (Sample)",
        "Email Opt Out": "false",
        "Lead Source": "-None-",
        "Is Converted": "true",
        "Converted Date Time": "2026-01-05 08:00:00",
        "Converted Deal Id": ID(41),
        **stamps,
    }
    account = {
        "Record Id": ID(21),
        "Account Owner Id": ID(1),
        "Account Name": "Example Works",
        "Parent Account Id": "",
        "Annual Revenue": "250000.0",
        "Billing Code": "01099",
        **stamps,
    }
    deal = {
        "Record Id": ID(41),
        "Deal Owner Id": ID(1),
        "Amount": "250000.0",
        "Deal Name": "Works, first order",
        "Closing Date": "2026-03-14",
        "Account Id": ID(21),
        "Stage": "Needs Analysis",
        "Probability (%)": "20",
        **stamps,
    }
    user = {"Record Id": ID(1), "First Name": "Ada", "Last Name": "Example"}
    user |= {"Email": "ada@example.com", "Reporting To Id": "", "User Status": "ACTIVE"}
    unowned = lead | {"Record Id": ""}
    access = {"Entity Id": ID(21), "User Id": ID(1), "Permission": "RW"}
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in {
            "Leads": [lead, unowned],
            "Accounts": [account],
            "Deals": [deal],
            "Users": [user],
            "Accounts_RecordAccess": [access],
        }.items():
            # every file of a backup ends with a blank line
            archive.writestr(f"Data/{name}_001.csv", _text(rows) + "\n")


def _write_modules(folder: Path) -> None:
    contact = {
        "Record Id": ID(31),
        "Contact Owner.id": ID(1),
        "Contact Owner": "Ada Example",
        "First Name": "Kim",
        "Last Name": "Sample",
        "Account Name.id": ID(21),
        "Account Name": "Example Works",
        "Email": "kim@example.com",
        "Mobile": "+49 30 5550100",
        "Date of Birth": "1985-03-09",
        "Email Opt Out": "true",
        **_STAMPS,
    }
    _csv(folder / "Contacts_2026_02_10.csv", [contact])
    campaign = {"Record Id": ID(51), "Campaign Name": "Spring Fair", "Type": "Trade Show"}
    campaign |= {"Status": "Complete", "Start Date": "2026-01-01", "End Date": "2026-01-15"}
    campaign |= {"Budgeted Cost": "$5,000.00", "Actual Cost": "$4,850.00", **_STAMPS}
    _csv(folder / "Campaigns_2026_02_10.csv", [campaign])
    product = {"Record Id": ID(61), "Product Name": "Example A", "Product Code": "0042"}
    product |= {"Product Active": "true", "Unit Price": "$ 1,333.30", **_STAMPS}
    _csv(folder / "Products_2026_02_10.csv", [product])
    note = {
        "Record Id": ID(71),
        "Associated_Id": ID(31),
        "Created By.id": ID(1),
        "Created By": "Ada Example",
        "Created Time": "2026-01-02 10:00:00",
        "Modified Time": "2026-01-03 11:00:00",
        "Note Content": 'Asked for "A",\nand a price',
        "Note Owner.id": ID(1),
        "Note Owner": "Ada Example",
        "Note Title": "First call",
        "Parent ID.id": ID(31),
        "Parent ID": "Kim Sample",
    }
    _csv(folder / "Notes_Contacts_2026_02_10.csv", [note, note | {"Record Id": ID(72)}])
    case = {
        "Record Id": ID(81),
        "Case Number": "1001",
        "Case Owner.id": ID(1),
        "Case Owner": "Ada Example",
        "Account Name.id": ID(21),
        "Account Name": "Example Works",
        "Related To.id": ID(31),
        "Related To": "Kim Sample",
        "Product Name.id": ID(61),
        "Product Name": "Example A",
        "Subject": "Broken on arrival",
        "Type": "Problem",
        "Case Reason": "Product",
        "Case Origin": "Email",
        "Status": "Closed",
        "Priority": "High",
        "Solution": "Replaced",
        **_STAMPS,
    }
    _csv(folder / "Cases_2026_02_10.csv", [case])


def _write_deals(folder: Path) -> None:
    renamed = {
        "Deal Id": ID(42),
        "Deal Owner.id": ID(1),
        "Deal Owner": "Ada Example",
        "Deal Name": "Second order",
        "Company Name.id": ID(21),
        "Company Name": "Example Works",
        "Sub-Pipeline": "Renewals",
        "Amount": "$ 12,500.50",
        "Stage": "Closed Won",
        "Closing Date": "Oct 7, 2025",
        "Created Time": "Oct 7, 2025 6:55 PM",
    }
    _csv(folder / "Deals_2026_05_28.csv", [renamed])
    transaction = {
        "Record Id": ID(43),
        "Transaction Owner.id": ID(1),
        "Transaction Owner": "Ada Example",
        "Transaction Name": "Third order",
        "Account Name.id": ID(21),
        "Account Name": "Example Works",
        "Amount": "900",
        "Stage": "Qualification",
        "Probability (%)": "10",
        "Closing Date": "10/31/2026",
        **_STAMPS,
    }
    _csv(folder / "Transactions_2026_05_28.csv", [transaction])
    # a report repeats a label that it has of two modules
    headers = ["Record Id", "Potential Name", "Stage", "Created Time(Created Time)", "Amount"]
    rows = [[ID(44), "Fourth order", "Value Proposition", "Nov 3, 2025 9:05 AM", "1"]]
    text = _lines([headers, *rows])
    (folder / "Potentials_2026_06_01.csv").write_text(text, encoding="utf-8")
    step = {
        "Record Id": ID(91),
        "Deal Name.id": ID(41),
        "Deal Name": "Works, first order",
        "Stage": "Qualification",
        "Stage Duration (Calendar Days)": "3",
        "Probability (%)": "10",
        "Moved To": "Needs Analysis",
        "Amount": "200000",
        "Expected Revenue": "20000",
        "Closing Date": "2026-03-14",
        "Modified By.id": ID(1),
        "Modified By": "Ada Example",
        "Modified Time": "2026-01-02 10:00:00",
    }
    still = step | {"Record Id": ID(92), "Stage": "Needs Analysis", "Moved To": ""}
    still |= {"Stage Duration (Calendar Days)": "", "Probability (%)": "20"}
    still |= {"Amount": "250000", "Modified Time": "2026-01-05 12:00:00"}
    undated = still | {"Record Id": ID(93), "Modified Time": ""}
    _csv(folder / "Deals__2026_05_28.csv", [still, step, undated])


def _write_activities(folder: Path) -> None:
    about = {
        "Contact Name.id": ID(31),
        "Contact Name": "Kim Sample",
        "Related To.id": ID(41),
        "Related To": "Works, first order",
    }
    call = {
        "Record Id": ID(101),
        **about,
        "Subject": "Call Kim",
        "Call Type": "Outbound",
        "Call Purpose": "Prospecting",
        "Call Start Time": "2026-01-03 14:00:00",
        "Call Duration (in seconds)": "95",
        "Call Result": "Interested",
        "Call Status": "Completed",
        "Call Owner.id": ID(1),
        "Call Owner": "Ada Example",
        **_STAMPS,
    }
    planned = {"Record Id": ID(102), "Call Status": "Scheduled", "Call Result": ""}
    planned |= {"Call Duration (in seconds)": "", "Call Start Time": "2026-01-30 14:00:00"}
    _csv(folder / "Calls_2026_02_10.csv", [call, call | planned])
    task = {
        "Record Id": ID(111),
        "Subject": "Send offer",
        "Due Date": "2026-01-20",
        "Status": "Completed",
        "Priority": "High",
        "Closed Time": "2026-01-19 16:00:00",
        **about,
        "Task Owner.id": ID(1),
        "Task Owner": "Ada Example",
        **_STAMPS,
    }
    waiting = {"Status": "Waiting for input", "Closed Time": ""}
    _csv(folder / "Tasks_2026_02_10.csv", [task, task | waiting | {"Record Id": ID(112)}])
    meeting = {
        "Record Id": ID(121),
        "Title": "Visit, with demo",
        "From": "2026-01-25 09:00:00",
        "To": "2026-01-25 10:30:00",
        "Location": "Example Street 1",
        "Host.id": ID(1),
        "Host": "Ada Example",
        **about,
        **_STAMPS,
    }
    _csv(folder / "Meetings_2026_02_10.csv", [meeting])


def _write_languages(folder: Path) -> None:
    chinese = {
        "记录ID": ID(12),
        "线索所有者": "员工甲",
        "公司": "示例甲公司",
        "姓": "线索甲",
        "手机": "13900000002",
        "线索来源": "展会",
        "线索状态": "已联系",
        "邮件选择退出": "false",
        "创建时间": "2026-01-02 10:00:00",
    }
    text = _text([chinese])
    (folder / "线索_2026_02_10.csv").write_text(text, encoding="gb18030")
    account = {"记录ID": ID(22), "客户名称": "示例甲公司", "客户所有者": "员工甲", "行业": "制造业"}
    _csv(folder / "客户_2026_02_10.csv", [account | {"创建时间": "2026-01-02 10:00:00"}])
    deal = {"记录ID": ID(45), "商机名称": "甲公司采购", "客户名称": "示例甲公司", "金额": "8,000"}
    deal |= {"阶段": "谈判", "创建时间": "2026-01-02 10:00:00"}
    _csv(folder / "商机_2026_02_10.csv", [deal])
    contact = {"记录ID": ID(32), "姓": "联系人甲", "客户名称": "示例甲公司", "电话": "021-5550101"}
    _csv(folder / "联系人_2026_02_10.csv", [contact])
    _csv(
        folder / "产品_2026_02_10.csv", [{"记录ID": ID(62), "产品名称": "示例产品A", "单价": "12"}]
    )
    _csv(
        folder / "宣传_2026_02_10.csv",
        [{"记录ID": ID(52), "宣传名称": "春季展会", "状态": "已完成"}],
    )
    spanish = {
        "Record Id": ID(13),
        "Propietario de Posible cliente": "Ada Example",
        "Empresa": "Ejemplo",
        "Apellidos": "Muestra",
        "Correo electrónico": "muestra@example.com",
        "Fuente de Posible cliente": "Publicidad",
        "Estado de Posible cliente": "Contactado",
        "Hora de creación": "2026-01-02 10:00:00",
        "Hora de modificación": "2026-01-03 11:00:00",
    }
    _csv(folder / "Posibles_clientes_2026_02_10.csv", [spanish])


def _csv(path: Path, rows: Sequence[Row]) -> None:
    path.write_text(_text(rows), encoding="utf-8", newline="")


def _text(rows: Sequence[Row]) -> str:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return _lines([headers, *([row.get(header, "") for header in headers] for row in rows)])


def _lines(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
