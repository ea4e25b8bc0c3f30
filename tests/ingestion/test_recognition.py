"""A file is told by its name and header; what is not sure is said, not guessed."""

import pytest
import xlsxwriter

from warehouse.errors import UsageError

ZOHO_DEAL = (
    "Record Id,Deal Owner Id,Amount,Deal Name,Stage,Created Time\nz1,u1,5,D,Won,2026-01-01\n"
)
SALES = "customer_id,ordered_at,amount\nc1,2026-01-01,5\n"


def outcome(file):
    return (file.status, file.source_system, file.table_name)


@pytest.mark.parametrize(
    ("name", "content", "table"),
    [
        ("Deals_001.csv", ZOHO_DEAL, ("zoho", "deals")),
        ("deals_2026_02_10.CSV", ZOHO_DEAL, ("zoho", "deals")),
        ("Potentials_001.csv", ZOHO_DEAL.replace("Record Id", "Potential ID"), ("zoho", "deals")),
        ("sales.csv", SALES, ("template", "order_lines")),
        ("Sales 2026.csv", SALES, ("template", "order_lines")),
        ("orders.csv", "order_id,order_date\no1,2026-01-01\n", ("template", "orders")),
        ("deals.csv", "opportunity_id,stage\no1,Won\n", ("template", "opportunities")),
        ("Leads_001.csv", "Record Id,Created Time\nz1,2026-01-01\n", ("zoho", "leads")),
        ("leads_001.csv", "lead_id,status\nl1,new\n", ("template", "leads")),
        ("LEADS_2026_01_01.csv", "Lead Id,创建时间\nz1,2026-01-01\n", ("zoho", "leads")),
    ],
)
def test_by_name_and_header(bench, name, content, table):
    assert outcome(bench.land_one(name, content)) == ("landed", *table)


def test_look_alikes_of_zoho_are_no_deals(bench):
    """Stage history and sharing tables have names like the module's, but another header."""
    text = "Record Id,Deal Name.id,Deal Name,Stage,Moved To,Modified Time\n1,2,3,4,5,6\n"
    bench.write("Deals__2026_01_26.csv", text)
    bench.write("Deals_RecordAccess_001.csv", text.replace("1,2", "7,2"))
    assert [outcome(file) for file in bench.land()] == [
        ("skipped", None, None),
        ("landed", "zoho", "deal_stage_history"),
    ]


def test_a_composed_and_a_decomposed_name_are_one(bench):
    bench.source(
        "source: cafe\ntables: {lines: {files: ['caf\u00e9*'], key: [id], columns: {id: []}}}",
        "cafe.yml",
    )
    assert bench.land_one("cafe\u0301 1.csv", "id\n1\n").status == "landed"


def test_the_best_header_wins(bench):
    bench.source(
        "source: rich\ntables: {things: {files: ['things*'], key: [id], required: [id], "
        "columns: {id: [], name: [], note: [], colour: []}}}",
        "rich.yml",
    )
    assert bench.land_one("things.csv", "id,name,colour\n1,a,red\n").source_system == "rich"


def test_a_tie_is_an_error_that_names_both_and_the_way_out(bench):
    bench.source(
        "source: twin\ntables: {items: {files: ['things*'], key: [id], required: [id], "
        "columns: {id: [], name: [], note: []}}}",
        "twin.yml",
    )
    file = bench.land_one("things.csv", "id,name,note\n1,a,x\n")
    assert file.status == "failed"
    for word in ("things.things", "twin.items", "--source", "--table"):
        assert word in file.message
    assert not bench.things()
    assert bench.land_one("things.csv", "id,name,note\n1,a,x\n", source="twin").status == "landed"


def test_an_unknown_file_fails_when_named_and_is_passed_over_in_a_folder(bench):
    path = bench.write("weather.csv", "day,rain\n2026-01-01,3\n")
    (named,) = bench.land(path)
    assert named.status == "failed"
    assert "--source" in named.message
    (member,) = bench.land()
    assert member.status == "skipped"
    assert bench.rows("select file_name, status, source_system from ops.files") == [
        ("weather.csv", "failed", None)
    ]


def test_a_missing_required_column_is_named_with_what_was_seen(bench):
    bench.write("Deals_001.csv", "Record Id,Amount,Created Time\nz1,5,2026-01-01\n")
    (file,) = bench.land()
    assert outcome(file) == ("failed", "zoho", "deals")
    assert "no column for stage (Stage or 阶段 or " in file.message
    assert "Record Id, Amount, Created Time" in file.message
    bench.prepare()
    assert bench.rows("select count(*) from raw.zoho__deals") == [(0,)]


def test_a_missing_key_column_is_named_with_the_headers_that_would_do(bench):
    file = bench.land_one("Deals_001.csv", "Amount,Stage,Created Time\n5,Won,2026-01-01\n")
    assert file.status == "failed"
    assert "deal_id (Record Id or Deal Id or Potential ID or " in file.message


def test_a_file_of_a_folder_that_lost_its_key_fails_where_most_headers_are_known(bench):
    bench.write("tickets.csv", "ticket_no,customer_id,order_id\nt1,c1,o1\n")
    (file,) = bench.land()
    assert outcome(file) == ("failed", "template", "tickets")
    assert "template.tickets, but it has no column for ticket_id" in file.message
    bench.write("tickets.csv", "seat,row,order_id\n1,2,o1\n")
    assert [file.status for file in bench.land()] == ["skipped"]


def test_a_file_of_a_folder_fails_where_files_of_its_kind_landed_before(bench):
    bench.write("things_2026_07_01.csv", "id,name\n1,a\n")
    bench.land()
    bench.write("things_2026_08_01.csv", "number,title\n2,b\n")
    bench.write("things_of_nobody.csv", "number,title\n3,c\n")
    assert [file.status for file in bench.land()] == ["unchanged", "failed", "skipped"]
    assert bench.rows("select file_name from ops.files where status = 'failed'") == [
        ("things_2026_08_01.csv",)
    ]


def test_names_that_several_tables_share_claim_no_file(bench):
    bench.write("report1782777600000.csv", "Account ID,Account Name\n001,a\n")
    bench.write("report1782777600001.csv", "Lead ID,Company / Account\n00Q,b\n")
    bench.write("report1782777600002.csv", "Quarter,Sum\n1,2\n")
    assert [file.status for file in bench.land()] == ["landed", "landed", "skipped"]


def test_the_second_sheet_of_a_workbook_is_not_of_the_kind_of_the_first(bench):
    with xlsxwriter.Workbook(bench.folder / "things.xlsx") as book:
        for column in (["id", 1], ["number", 2]):
            book.add_worksheet().write_column(0, 0, column)
    assert [file.status for file in bench.land()] == ["landed", "skipped"]


def test_a_header_of_several_lines_is_shown_in_one(bench):
    file = bench.land_one("things.csv", '"first\nname",note\n1,2\n')
    assert file.message.endswith("its headers are: first name, note.")


def test_only_headers_that_a_source_knows_are_shown(bench):
    """Without a header row, what stands in its place is about a person."""
    file = bench.land_one("customers.csv", "C-1,A Person,person@example.com\n")
    assert file.message.endswith("; no source knows any of its 3 headers.")
    file = bench.land_one("things.csv", "name,person@example.com,note,x\n1,2,3,4\n")
    assert file.message.endswith("; its headers are: name, note, and 2 that no source knows.")


def test_any_name_does_with_a_source_and_a_table(bench):
    file = bench.land_one("x.dat", ZOHO_DEAL, source="zoho", table="deals")
    assert outcome(file) == ("landed", "zoho", "deals")
    file = bench.land_one("y.dat", SALES, table="order_lines")
    assert outcome(file) == ("landed", "template", "order_lines")


def test_any_name_does_with_a_source_if_the_header_tells_the_table(bench):
    assert outcome(bench.land_one("x.dat", ZOHO_DEAL, source="zoho")) == ("landed", "zoho", "deals")


def test_a_name_still_decides_between_tables_of_a_given_source(bench):
    """A deal's and a lead's required columns are both in this header."""
    text = (
        "Record Id,Stage,Created Time,Lead Status,Company,Email,City\nz1,Won,2026-01-01,n,c,e,x\n"
    )
    assert bench.land_one("Deals_001.csv", text, source="zoho").table_name == "deals"


def test_an_unknown_source_or_table_names_the_known_ones(bench):
    path = bench.write("things.csv", "id\n1\n")
    with pytest.raises(UsageError, match=r"'siebel'; there are: .*template, things, zendesk, zoho"):
        bench.land(path, source="siebel")
    with pytest.raises(UsageError, match=r"'dreams'; there are: leads, accounts"):
        bench.land(path, source="zoho", table="dreams")
    assert bench.rows("select count(*) from ops.files") == [(0,)]


ONE_TABLE = """
source: flat
maps_to: template
tables:
  sales:
    table: order_lines
    files: ["flat*"]
    key: []
    format: {header: false, fixed_width: {customer: [1, 2], day: [4, 11]}}
    columns: {customer_id: customer, ordered_at: day}
"""


def test_a_source_file_with_one_table_takes_any_name(bench):
    given = bench.folder.parent / "flat.yml"
    given.write_text(ONE_TABLE, encoding="utf-8")
    file = bench.land_one("any name.dat", "c1 20260101\nc1 20260101\n", source_files=(given,))
    assert (*outcome(file), file.rows_landed) == ("landed", "flat", "order_lines", 2)
    assert bench.rows(
        "select distinct _source_system, _record_key, customer_id, ordered_at "
        "from raw.template__order_lines"
    ) == [("flat", None, "c1", "20260101")]


def test_a_given_source_file_is_the_only_one_that_counts(bench):
    given = bench.folder.parent / "flat.yml"
    given.write_text(
        ONE_TABLE + "  leads:\n    files: [flat_leads]\n    columns: {lead_id: No}\n",
        encoding="utf-8",
    )
    bench.write("flat_leads.csv", "No\n1\n")
    bench.write("things.csv", "id,name,note\n1,a,x\n")
    files = {file.file_name: file.status for file in bench.land(source_files=(given,))}
    assert files == {"flat_leads.csv": "landed", "things.csv": "skipped"}


def test_a_table_may_be_named_as_in_the_source_or_as_in_the_warehouse(bench):
    bench.source(ONE_TABLE, "flat.yml")
    for number, table in enumerate(("sales", "order_lines")):
        file = bench.land_one(f"x{number}", f"c{number} 20260101\n", source="flat", table=table)
        assert outcome(file) == ("landed", "flat", "order_lines")


def test_a_header_that_fits_is_worth_more_than_a_file_without_one(bench):
    """Any text fits columns of fixed width, so a pattern that matches both must not decide."""
    given = bench.folder.parent / "flat.yml"
    leads = "  leads:\n    files: [flat_leads]\n    columns: {lead_id: No}\n"
    given.write_text(ONE_TABLE + leads, encoding="utf-8")
    path = bench.write("flat_leads.csv", "No\n1\n")
    assert [outcome(file) for file in bench.land(path, source_files=(given,))] == [
        ("landed", "flat", "leads")
    ]


# --- the header styles of Zoho's own exports ------------------------------------------------

UI_LEADS = (
    "Record Id,Lead Owner.id,Lead Owner,Is Converted,Company,First Name,Last Name,Email,Phone,"
    "Mobile,Lead Source,Lead Status,Created By.id,Created By,Modified By.id,Modified By,"
    "Created Time,Modified Time,Lead Name,Street,City,State,Zip Code,Email Opt Out,Salutation,"
    "Last Activity Time,Tag,Converted Date Time,Converted Account.id,Converted Account,"
    "Converted Contact.id,Converted Contact,Converted Deal.id,Converted Deal,Locked"
)
UI_CONTACTS = (
    "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,"
    "Account Name,Email,Title,Phone,Fax,Mobile,Date of Birth,Created By.id,Created By,"
    "Modified By.id,Modified By,Created Time,Modified Time,Contact Name,Mailing Street,"
    "Mailing City,Mailing State,Mailing Zip,Email Opt Out,Salutation,Currency,Exchange Rate,Tag"
)
UI_DEALS = (
    "Deal Id,Deal Owner.id,Deal Owner,Deal Name,Company Name.id,Company Name,Contact Name.id,"
    "Contact Name,Sub-Pipeline,Amount,Stage,Closing Date,Description,Created By.id,Created By,"
    "Modified By.id,Modified By,Created Time,Modified Time,Last Activity Time,Pipeline.id,Pipeline"
)
UI_CAMPAIGNS = (
    "Record Id,Campaign Name,Type,Status,Start Date,End Date,Budgeted Cost,Actual Cost,Created Time"
)


@pytest.mark.parametrize(
    ("name", "header", "table", "fed"),
    [
        (
            "Leads_2026_02_10.csv",
            UI_LEADS,
            "leads",
            {
                "lead_id": "Record Id",
                "owner_id": "Lead Owner.id",
                "owner_name": "Lead Owner",
                "full_name": "Lead Name",
                "converted_deal_id": "Converted Deal.id",
                "has_opted_out_of_email": "Email Opt Out",
                "converted_deal": "Converted Deal",
            },
        ),
        (
            "Contacts_2026_02_10.csv",
            UI_CONTACTS,
            "contacts",
            {
                "contact_id": "Record Id",
                "account_id": "Account Name.id",
                "account_name": "Account Name",
                "birth_date": "Date of Birth",
                "postal_code": "Mailing Zip",
            },
        ),
        (
            "Deals_2026_05_28.csv",
            UI_DEALS,
            "deals",
            {
                "deal_id": "Deal Id",
                "account_id": "Company Name.id",
                "account_name": "Company Name",
                "pipeline": "Pipeline",
                "sub_pipeline": "Sub-Pipeline",
                "pipeline_id": "Pipeline.id",
                "closing_date": "Closing Date",
            },
        ),
        (
            "Campaigns_2026_05_28.csv",
            UI_CAMPAIGNS,
            "campaigns",
            {"campaign_id": "Record Id", "campaign_type": "Type", "actual_cost": "Actual Cost"},
        ),
    ],
)
def test_module_exports_of_zoho(bench, name, header, table, fed):
    """Each cell holds its own header in brackets, so that a column shows which header fed it."""
    row = ",".join(f"[{cell}]" for cell in header.split(","))
    file = bench.land_one(name, f"{header}\n{row}\n")
    assert outcome(file) == ("landed", "zoho", table)
    columns = ", ".join(f'"{column}"' for column in fed)
    assert bench.rows(f"select {columns} from raw.zoho__{table}") == [
        tuple(f"[{cell}]" for cell in fed.values())
    ]


def test_localised_labels_of_zoho(bench):
    text = (
        "Record Id,线索所有者,公司,姓,邮件,线索来源,线索状态,创建时间\n"
        "z1,王伟,某公司,李,a@example.com,广告,已联系,2026-01-01 08:00:00\n"
    )
    bench.land_one("Leads_2026_02_10.csv", text.encode("gb18030"))
    assert bench.rows(
        "select owner_name, company_name, last_name, lead_source, created_at from raw.zoho__leads"
    ) == [("王伟", "某公司", "李", "广告", "2026-01-01 08:00:00")]
