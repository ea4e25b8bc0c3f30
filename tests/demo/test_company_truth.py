"""The truth against the files, read independently: records, money, overlaps, dirt."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

from tests.demo.vendor_files import Row, VendorFile, WrittenCompany, number, tidy

REJECTED = {"wrong_width", "unclosed_quote", "scientific_id", "missing_required"}
DROPPED = {"blank", "preamble", "total", "footer", "header_row", "template_row"}
ORDERS = {
    "shopify": ("Subtotal", "Currency"),
    "taobao": ("总金额", "CNY"),
    "fxiaoke": ("销售订单金额", "CNY"),
    "salesforce": ("TotalAmount", "USD"),
}
TICKETS = {
    "zoho": ("cases", "Status", "Closed"),
    "fxiaoke": ("cases", "处理状态", "已关闭"),
    "salesforce": ("cases", "Status", "Closed"),
    "hubspot": ("tickets", "Ticket status", "Closed"),
    "dynamics": ("cases", "Status", "Resolved"),
    "zendesk": ("tickets", "Status", "Solved"),
}
DEALS = {
    "zoho": ("deals", "Stage", "Amount"),
    "fxiaoke": ("opportunities", "商机阶段（必填）", "商机金额"),
    "salesforce": ("opportunities", "StageName", "Amount"),
    "hubspot": ("deals", "Deal Stage", "Amount"),
    "pipedrive": ("deals", "Deal - Stage", "Deal - Value"),
    "dynamics": ("opportunities", "Pipeline Phase", "Est. revenue"),
}
LEADS = {
    "zoho": ("Is Converted", "true"),
    "fxiaoke": ("状态", "已转换"),
    "salesforce": ("IsConverted", "1"),
    "dynamics": ("Status", "Qualified"),
}


def by_id(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {entry["id"]: entry for entry in entries}
    assert len(found) == len(entries), "a record is there twice"
    return found


def damaged(file: VendorFile, line: int) -> list[Any]:
    """A damaged row of a file, which must be readable alone."""
    if file.sheet:
        return file.grid[line - 1]
    (cells,) = csv.reader(io.StringIO(file.lines[line - 1]), delimiter=file.delimiter)
    return cells


def test_counts_of_every_table_are_those_of_the_files(written: WrittenCompany) -> None:
    counts = written.truth["totals"]["counts"]
    for system, table in written.tables():
        if table == "campaign_days":
            assert counts[system][table] == len(written.part("spend", system))
        else:
            assert counts[system].get(table, 0) == len(written.latest(system, table)), table
    known = {(system, table) for system, tables in counts.items() for table in tables}
    assert known <= set(written.tables())


def test_files_are_accounted_for(written: WrittenCompany) -> None:
    for file in written.files:
        kinds = Counter(file.dirt.values())
        rejected = sum(kinds[kind] for kind in REJECTED)
        dropped = sum(kinds[kind] for kind in DROPPED)
        assert kinds.keys() <= REJECTED | DROPPED
        assert (file.entry["rejected"], file.entry["dropped"]) == (rejected, dropped)
        assert file.entry["good"] == len(file.rows)
    on_disk = {path for path in written.folder.rglob("*") if path.is_file()}
    assert {file.outer for file in written.files} == on_disk - {written.folder / "truth.json"}


def paid_back(written: WrittenCompany, system: str, name: str, row: Row) -> float:
    """How much of an order's goods was paid back, as its files say."""
    if system == "shopify":
        return min(number(row["Refunded Amount"]), number(row["Subtotal"]))
    if system == "taobao":
        return number(row["总金额"]) if row["订单关闭原因"] == "退款" else 0
    if system == "fxiaoke":
        returns = written.record("fxiaoke", "returns").values()
        order = "销售订单编号_唯一性ID"
        return sum(number(row["退货单金额(元)"]) for row in returns if row[order] == name)
    return 0


@pytest.mark.parametrize("system", ORDERS)
def test_orders(written: WrittenCompany, system: str) -> None:
    column, currency = ORDERS[system]
    true = by_id(written.part("orders", system, "orders"))
    found = written.record(system, "orders")
    assert found.keys() == true.keys()
    assert len(true) > 5
    totals: Counter[str] = Counter()
    refunds = 0.0
    for name, row in found.items():
        refund = paid_back(written, system, name, row)
        refunds += refund
        assert f"{refund:.2f}" == true[name]["refund"]
        assert f"{number(row[column]) - refund:.2f}" == true[name]["net_amount"]
        assert true[name]["currency"] == row.get(currency, currency)
        totals[row.get(currency, currency)] += round((number(row[column]) - refund) * 100)
    assert refunds > 0 or system not in {"shopify", "taobao"}
    money = written.truth["totals"]["money"][system]
    assert {name: f"{cents / 100:.2f}" for name, cents in totals.items()} == money


def test_lines_of_shopify_orders_add_up(written: WrittenCompany) -> None:
    true = by_id(written.part("orders", "shopify"))
    for name, rows in written.latest("shopify", "orders").items():
        assert len(rows) == true[name]["lines"]
        net = sum(
            number(row["Lineitem price"]) * int(row["Lineitem quantity"])
            - number(row["Lineitem discount"])
            for row in rows
        )
        before_refund = float(true[name]["net_amount"]) + float(true[name]["refund"])
        assert f"{net:.2f}" == f"{before_refund:.2f}"
        first, *others = rows
        assert first["Id"] and first["Total"] and first["Currency"]
        assert all(not row["Id"] and not row["Total"] and row["Email"] for row in others)
        local = f"{first['Created at'][11:13]}"
        assert int(local) == (int(true[name]["ordered_at"][11:13]) + 2) % 24


def test_lines_of_fxiaoke_orders_add_up(written: WrittenCompany) -> None:
    sums: defaultdict[str, float] = defaultdict(float)
    lines: Counter[str] = Counter()
    for row in written.record("fxiaoke", "order_lines").values():
        order = row["销售订单编号_唯一性ID（必填）"]
        sums[order] += number(row["小计"])
        lines[order] += 1
    for order in written.part("orders", "fxiaoke"):
        assert f"{sums[order['id']] - float(order['refund']):.2f}" == order["net_amount"]
        assert lines[order["id"]] == order["lines"]
    paid = {row["销售订单编号_唯一性ID"] for row in written.record("fxiaoke", "payments").values()}
    assert paid <= sums.keys()


def test_cancelled_orders(written: WrittenCompany) -> None:
    for system, column, is_closed in (
        ("shopify", "Cancelled at", bool),
        ("taobao", "订单付款时间 ", lambda text: text == "0000-00-00 00:00:00"),
    ):
        found = written.record(system, "orders")
        cancelled = {name for name, row in found.items() if is_closed(row[column])}
        true = {one["id"] for one in written.part("orders", system) if one["is_cancelled"]}
        assert cancelled == true
        assert 0 < len(true) < len(found) / 5


@pytest.mark.parametrize("system", LEADS)
def test_leads(written: WrittenCompany, system: str) -> None:
    column, word = LEADS[system]
    true = by_id(written.part("leads", system, "leads"))
    found = written.record(system, "leads")
    assert found.keys() == true.keys()
    for name, row in found.items():
        assert (row[column] == word) == (true[name]["state"] == "converted")
    states = Counter(lead["state"] for lead in true.values())
    assert {"lost", "converted"} < states.keys()


@pytest.mark.parametrize("system", DEALS)
def test_opportunities(written: WrittenCompany, system: str) -> None:
    table, stage, amount = DEALS[system]
    true = by_id(written.part("opportunities", system, table))
    found = written.record(system, table)
    assert found.keys() == true.keys()
    assert true
    for name, row in found.items():
        assert row[stage] == true[name]["stage"]
        assert f"{number(row[amount]):.2f}" == true[name]["amount"]
        assert (true[name]["closed_at"] is None) == (true[name]["state"] == "open")


def test_stage_histories_end_with_the_stage(written: WrittenCompany) -> None:
    for system, table, deal, stage, at in (
        ("zoho", "deal_stage_history", "Deal Name.id", "Stage", "Modified Time"),
        ("salesforce", "opportunity_history", "OpportunityId", "StageName", "CreatedDate"),
    ):
        steps: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in written.record(system, table).values():
            steps[row[deal]].append((row[at], row[stage]))
        true = by_id(written.part("opportunities", system))
        assert steps.keys() == true.keys()
        for name, taken in steps.items():
            assert max(taken)[1] == true[name]["stage"]
            assert min(taken)[0] == true[name]["created_at"]


def test_the_stage_that_a_zoho_deal_is_in_has_no_duration_yet(written: WrittenCompany) -> None:
    rows = written.record("zoho", "deal_stage_history").values()
    latest = {row["Deal Name.id"]: row["Modified Time"] for row in rows}
    for row in rows:
        latest[row["Deal Name.id"]] = max(latest[row["Deal Name.id"]], row["Modified Time"])
    for row in rows:
        is_last = row["Modified Time"] == latest[row["Deal Name.id"]]
        assert (row["Stage Duration (Calendar Days)"] == "") == is_last
        assert (row["Moved To"] == "") == is_last


@pytest.mark.parametrize("system", TICKETS)
def test_tickets(written: WrittenCompany, system: str) -> None:
    table, column, word = TICKETS[system]
    true = by_id(written.part("tickets", system, table))
    found = written.record(system, table)
    assert found.keys() == true.keys()
    for name, row in found.items():
        assert (row[column] == word) == (true[name]["solved_at"] is not None)


def test_responses(written: WrittenCompany) -> None:
    for system, table, columns in (
        ("hubspot", "feedback_submissions", {"nps": "Rating"}),
        ("surveymonkey", "responses", {
            "nps": "How likely is it that you would recommend us to a friend or colleague?",
            "csat": "Overall, how satisfied are you with your order?",
        }),
    ):  # fmt: skip
        found = written.record(system, table)
        true = written.part("responses", system, table)
        assert {response["id"] for response in true} == found.keys()
        assert len(true) == len(found) * len(columns)
        for response in true:
            assert found[response["id"]][columns[response["kind"]]] == str(response["score"])


def test_spend_is_that_of_the_latest_report(written: WrittenCompany) -> None:
    for system, campaign, cost in (
        ("google_ads", "Campaign", "Cost"),
        ("meta_ads", "Campaign name", "Amount spent (USD)"),
    ):
        found: dict[tuple[str, str], Row] = {}
        before = Counter[str]()
        for file in written.of(system, "campaign_days"):
            shown = {(row[campaign], row["Day"]): row for row in file.rows}
            assert len(shown) == len(file.rows)
            for key in shown.keys() & found.keys():
                before["same" if shown[key][cost] == found[key][cost] else "corrected"] += 1
            found |= shown
        true = {(one["campaign"], one["day"]): one for one in written.part("spend", system)}
        assert found.keys() == true.keys()
        for key, row in found.items():
            assert f"{number(row[cost]):.2f}" == true[key]["amount"]
        assert before["same"] > before["corrected"] > 0


def test_totals_of_reports_are_those_of_their_rows(written: WrittenCompany) -> None:
    for file in [f for f in written.files if f.table == "campaign_days"]:
        column = "Cost" if "Cost" in file.header else "Amount spent (USD)"
        spent = sum(number(row[column]) for row in file.rows)
        totals = [line for line, kind in file.dirt.items() if kind == "total"]
        assert len(totals) == (3 if file.system == "google_ads" else 1)
        for line in totals:
            total = dict(zip(file.header, damaged(file, line), strict=True))[column]
            assert number(total) == pytest.approx(spent)


def test_overlapping_exports_repeat_a_month_and_the_later_one_differs(
    written: WrittenCompany,
) -> None:
    for system, table in (
        ("shopify", "orders"),
        ("taobao", "orders"),
        ("zendesk", "tickets"),
        ("fxiaoke", "opportunities"),
        ("dynamics", "leads"),
        ("zoho", "leads"),
    ):
        files = written.of(system, table)
        assert len(files) >= 2
        shared = changed = 0
        for earlier, later in pairwise(files):
            columns = [name for name in earlier.header if name in later.header]
            old = {row[earlier.key]: row for row in reversed(earlier.rows)}
            new = {row[later.key]: row for row in reversed(later.rows)}
            both = old.keys() & new.keys()
            shared += len(both)
            changed += sum(
                any(tidy(old[name][column]) != tidy(new[name][column]) for column in columns)
                for name in both
            )
            assert new.keys() - old.keys(), "the later export brings nothing new"
        assert 0 < changed <= shared, (system, table)


def test_exports_that_overlap_leave_nothing_out(written: WrittenCompany) -> None:
    for system, table in written.tables():
        ids = [{row[file.key] for row in file.rows} for file in written.of(system, table)
               if not file.is_report]  # fmt: skip
        if system in {"salesforce", "hubspot", "surveymonkey"} and table not in {
            "accounts",
            "tasks",
        }:
            assert all(earlier <= later for earlier, later in pairwise(ids))


def test_a_report_shows_what_the_export_has(written: WrittenCompany) -> None:
    (report,) = [file for file in written.files if file.is_report]
    exported = {name[:15] for name in written.record("salesforce", "opportunities")}
    shown = {row["Opportunity ID"] for row in report.rows}
    assert shown
    assert shown <= exported
    assert len({name.casefold() for name in exported}) < len(exported) or len(exported) < 40


def test_one_customer_is_seen_from_several_systems(written: WrittenCompany) -> None:
    together: Counter[tuple[str, ...]] = Counter()
    for customer in written.truth["customers"]:
        together[tuple(sorted({record["system"] for record in customer["records"]}))] += 1
    assert together["hubspot", "shopify", "surveymonkey", "zendesk"] > 0
    assert together["dynamics", "salesforce"] > 0
    assert sum(times for systems, times in together.items() if len(systems) > 1) > 600


def test_every_record_of_a_customer_is_in_its_table(written: WrittenCompany) -> None:
    known: dict[tuple[str, str], set[str]] = {}
    for system, table in written.tables():
        known[system, table] = set(written.latest(system, table))
    known["taobao", "orders"] = {
        row["买家会员名"] for row in written.record("taobao", "orders").values()
    }
    known["zendesk", "tickets"] = {
        row["Requester id"] for row in written.record("zendesk", "tickets").values()
    }
    known["surveymonkey", "responses"] = {
        row["Email Address"].casefold()
        for row in written.record("surveymonkey", "responses").values()
    }
    owner: dict[tuple[str, str, str], str] = {}
    for customer in written.truth["customers"]:
        for record in customer["records"]:
            place = (record["system"], record["table"])
            name = record["id"].casefold() if place[0] == "surveymonkey" else record["id"]
            assert name in known[place]
            assert (
                owner.setdefault((*place, record["id"]), customer["customer_id"])
                == (customer["customer_id"])
            ), "a record of two customers"
    for system, table in (("shopify", "customers"), ("hubspot", "contacts"), ("zoho", "accounts"),
                          ("pipedrive", "persons"), ("dynamics", "contacts"),
                          ("salesforce", "leads"), ("fxiaoke", "accounts")):  # fmt: skip
        of_customers = {key[2] for key in owner if key[:2] == (system, table)}
        assert of_customers == known[system, table]


def test_people_are_written_with_the_small_differences_of_life(written: WrittenCompany) -> None:
    contacts = written.record("hubspot", "contacts")
    differences: Counter[str] = Counter()
    for customer in written.truth["customers"]:
        for record in customer["records"]:
            if (record["system"], record["table"]) != ("hubspot", "contacts"):
                continue
            row = contacts[record["id"]]
            email = row["Email"].casefold()
            assert email in {"", customer["email"]}
            differences["missing email"] += email == ""
            differences["other phone"] += tidy(row["Phone Number"]) not in {"", customer["phone"]}
            differences["missing phone"] += row["Phone Number"] == "" != customer["phone"]
            differences["all"] += 1
    assert all(
        0 < differences[kind] < differences["all"] / 3 for kind in differences if kind != "all"
    )


def test_duplicates_are_two_records_of_one_customer(written: WrittenCompany) -> None:
    pairs = 0
    for customer in written.truth["customers"]:
        ids = {(record["system"], record["id"]) for record in customer["records"]}
        for duplicate in customer["duplicates"]:
            pairs += 1
            first, second = duplicate["ids"]
            assert first != second
            assert {(duplicate["system"], first), (duplicate["system"], second)} <= ids
    assert 5 < pairs < len(written.truth["customers"]) / 20


def test_every_kind_of_dirt_is_there_at_the_stated_rate(written: WrittenCompany) -> None:
    kinds = written.kinds()
    assert kinds.keys() == REJECTED | DROPPED
    good = sum(file.entry["good"] for file in written.files)
    injected = sum(kinds[kind] for kind in (*REJECTED, "blank")) - kinds["footer"]
    assert 0.7 < injected / (0.03 * good) < 1.1  # some of the share are repeated rows
    assert all(kinds[kind] > 20 for kind in REJECTED)


def test_dirt_is_what_the_truth_says(written: WrittenCompany) -> None:
    required = written.truth["required"]
    for file in written.files:
        width = len(file.header)
        for line, kind in file.dirt.items():
            match kind:
                case "blank":
                    assert not any(file.grid[line - 1]) if file.sheet else not file.lines[line - 1]
                case "wrong_width":
                    assert len(damaged(file, line)) == width + 1
                case "unclosed_quote":
                    assert file.lines[line - 1].count('"') % 2 == 1
                case "scientific_id":
                    cells = damaged(file, line)
                    assert len(cells) == width
                    assert any(re.fullmatch(r"\d\.\d{5}E\+\d{2}", cell) for cell in cells)
                case "missing_required":
                    cells = damaged(file, line)
                    assert len(cells) == width
                    name = file.key if file.is_report else required[f"{file.system}.{file.table}"]
                    assert cells[file.header.index(name)] == ""
                    assert any(cells)


def test_dirt_stands_between_good_rows(written: WrittenCompany) -> None:
    for file in written.files:
        bad = [line for line, kind in file.dirt.items() if kind in REJECTED]
        count = len(file.grid) if file.sheet else len(file.lines)
        good = sorted(set(range(1, count + 1)) - file.dirt.keys())
        assert all(good[1] < line < good[-1] for line in bad), file.name


def test_sloppy_values_mean_the_same(written: WrittenCompany) -> None:
    found: Counter[str] = Counter()
    for file in written.files:
        for row in file.rows:
            for value in map(str, row.values()):
                found["blanks around"] += value.startswith("\u3000")
                found["full-width digits"] += bool(re.search("[０-９]", value))
                found["money with a sign"] += bool(re.fullmatch(r"[$￥][\d,]+\.\d\d", value))
                found["mixed case"] += bool(re.fullmatch(r"[A-Z]\S+@\S+\.(Com|Org|Cn)", value))
    assert all(found[kind] > 5 for kind in found), found
    assert len(found) == 4
