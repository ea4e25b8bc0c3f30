"""Files that are called .xls and are a web page or text, as many systems write them."""

import pytest

import ingestion.web_page
from tests.ingestion.conftest import Bench

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<style>td {{mso-number-format:"\\@";}}</style></head><body><table border="1">
<tr><th>Thing Id</th><th>name</th><th>note</th></tr>
<tr><td>007</td><td>Café &amp; Söhne</td><td>one<br>two</td></tr>
<tr><td>008</td><td>&nbsp;</td><td> 1,234.50
 </td></tr>
</table></body></html>"""
LANDED = [("007", "Café & Söhne", "one\ntwo"), ("008", None, "1,234.50")]


@pytest.mark.parametrize("name", ["things.xls", "things.xlsx", "things.html", "things.csv"])
def test_a_web_page_is_read_whatever_its_suffix_says(bench, name):
    file = bench.land_one(name, PAGE.format(charset="UTF-8"))
    assert (file.status, file.rows_landed, file.rows_rejected) == ("landed", 2, 0)
    assert file.message == "Read as a web page, which it is."
    assert bench.things() == LANDED


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("ISO-8859-1", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-8", "utf-8-sig"),
        ("no-such", "utf-8"),
    ],
)
def test_a_page_says_itself_which_encoding_it_is_in(bench, charset, encoding):
    bench.land_one("things.xls", PAGE.format(charset=charset).encode(encoding))
    assert bench.things() == LANDED


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_chinese_page_is_read_whatever_it_says(bench, charset):
    page = PAGE.format(charset=charset).replace("Café &amp; Söhne", "张三贸易有限公司")
    file = bench.land_one("things.xls", page.encode("gb18030"))
    assert file.message.endswith("Decoded as gb18030.")
    assert bench.things()[0][1] == "张三贸易有限公司"


def test_every_row_of_a_page_is_accounted_for(bench):
    file = bench.land_one(
        "things.xls",
        "<table><tr><td colspan=3>All things</td></tr></table>\n"
        "<p>printed today</p><table><thead><tr><th>id<th>name<th>note<tbody>"
        "<tr><td>1<td>a<td>x<tr><td></td></tr><tr><td>2<td>b<td>y<td>surplus"
        "<tr><td>3<td colspan=2>c</table><script>var row = '<tr><td>4</td></tr>';</script>",
    )
    assert (file.rows_landed, file.rows_rejected, file.rows_dropped) == (2, 1, 2)
    assert bench.things() == [("1", "a", "x"), ("3", "c", None)]
    assert [(line, reason) for _, line, _, reason in bench.drops()] == [
        (1, "before the header"),
        (4, "blank row"),
    ]
    assert [(line, reason) for _, line, _, reason in bench.rejects()] == [
        (5, "4 cells, where 3 are expected")
    ]


def test_merged_cells_keep_the_others_in_their_columns(bench):
    bench.land_one(
        "things.xls",
        "<table><tr><td>id<td>name<td>note</tr><tr><td>1<td rowspan=2>both<td>x</tr>"
        "<tr><td>2<td>y</tr><tr><td>3<td>c<td>z</tr></table>",
    )
    assert bench.things() == [("1", "both", "x"), ("2", None, "y"), ("3", "c", "z")]


def test_a_table_within_a_cell_is_rows_of_its_own(bench):
    bench.land_one(
        "things.xls",
        "<body><table><tr><td>menu</td><td><table><tr><td>id</td><td>name</td></tr>"
        "<tr><td>1</td><td>a</td></tr></table></td></tr></table></body>",
    )
    assert bench.rows("select id, name from raw.things__things") == [("1", "a")]


def test_a_long_page_is_read_in_batches(bench, monkeypatch):
    monkeypatch.setattr(ingestion.web_page, "_BATCH_CELLS", 30)
    monkeypatch.setattr(ingestion.web_page, "BLOCK", 64)
    rows = "".join(f"<tr><td>{at}</td><td>name {at}</td></tr>" for at in range(200))
    page = f"<html><table><tr><td>id</td><td>name</td></tr>{rows}</table></html>"
    assert bench.land_one("things.xls", page).rows_landed == 200
    assert bench.rows("select count(distinct name) from raw.things__things") == [(200,)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body>Please sign in</body></html>", "a web page without a table"),
        ("<table><tr>" + "<td colspan=9000>id" * 3 + "</table>", "more than 2,000 columns"),
        ("<table><tr>" + "<td>x" * 2100 + "</table>", "2,100 columns"),
        ("<html><![nonsense[ <table><tr><td>id</table>", "web page"),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "an XML Spreadsheet 2003, which is not read here: open it in a spreadsheet",
        ),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\nid", "a web archive (MHTML)"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(bench, content, said):
    file = bench.land_one("things.xls", content)
    assert file.status == "failed"
    assert said in file.message


def test_a_salesforce_report_in_the_form_of_excel_lands_without_its_footer(bench):
    rows = [
        ("Opportunity ID", "Opportunity Name", "Amount", "Close Date", "Stage"),
        ("0068d00000AbCdE", "Rack", "1,250.00", "3/31/2026", "Closed Won"),
        ("Acme Sales",),
        ("Confidential Information - Do Not Distribute",),
    ]
    text = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    file = bench.land_one("report1772600000000.xls", f"<html><table>{text}</table></html>")
    assert (file.table_name, file.rows_landed, file.rows_dropped) == ("opportunities", 1, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_that_is_called_a_workbook_is_read_as_text(bench: Bench, encoding):
    text = "Thing Id\tname\tnote\n007\t张三贸易有限公司\t一\n008\t李四\t二\n"
    file = bench.land_one("things.xls", text.encode(encoding))
    assert (file.status, file.rows_landed) == ("landed", 2)
    assert bench.things() == [("007", "张三贸易有限公司", "一"), ("008", "李四", "二")]


@pytest.mark.parametrize("span", ["²", "9" * 5000, "two", "", "-1", "0", "1"])
def test_a_span_that_is_no_number_is_one(span):
    assert ingestion.web_page._count(span) == 1


def test_a_span_is_a_number():
    count = ingestion.web_page._count
    assert (count(" 3 "), count(None)) == (3, 1)
