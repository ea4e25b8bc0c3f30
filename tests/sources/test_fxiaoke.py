"""纷享销客: every object's workbook lands and reads right."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.fxiaoke_files import ID

JIA = "示例甲公司"


def test_every_workbook_lands_and_every_row_is_accounted_for(vendors):
    def book(name, date="20260301"):
        return f"{name}对象导出结果_{date}.xlsx#{name}数据"

    expected = {
        book("客户"): ("accounts", 4, 2, 1, 1, "landed"),
        book("客户", "20260401"): ("accounts", 2, 2, 0, 0, "landed"),
        "客户导入模版.xlsx#客户导入模版": ("accounts", 3, 2, 0, 1, "landed"),
        book("联系人"): ("contacts", 2, 2, 0, 0, "landed"),
        book("销售线索"): ("leads", 3, 2, 1, 0, "landed"),
        book("商机"): ("opportunities", 1, 1, 0, 0, "landed"),
        book("商机2.0"): ("opportunities", 2, 2, 0, 0, "landed"),
        "NewOpportunityObj_1.json": ("opportunities", 1, 1, 0, 0, "landed"),
        book("销售订单"): ("orders", 2, 2, 0, 0, "landed"),
        book("订单产品"): ("order_lines", 2, 1, 1, 0, "landed"),
        book("产品"): ("products", 1, 1, 0, 0, "landed"),
        book("销售记录"): ("activities", 2, 2, 0, 0, "landed"),
        book("外勤"): ("visits", 2, 2, 0, 0, "landed"),
        book("市场活动"): ("campaigns", 1, 1, 0, 0, "landed"),
        book("工单"): ("cases", 2, 2, 0, 0, "landed"),
        book("回款"): ("payments", 2, 1, 1, 0, "landed"),
        book("退货单"): ("returns", 1, 1, 0, 0, "landed"),
        book("人员"): ("employees", 2, 2, 0, 0, "landed"),
    }
    files = vendors.files("fxiaoke").items()
    assert {Path(name).name: counts for name, counts in files} == expected


def test_what_is_rejected_or_dropped_says_why(vendors):
    rejected = dict(
        vendors.query(
            "select table_name, reason from ops.rejected_rows where source_system = 'fxiaoke'"
        )
    )
    assert rejected.keys() == {"accounts", "leads", "order_lines", "payments"}
    assert "account_name" in rejected["accounts"]
    assert "created_at" in rejected["leads"]
    assert "amount" in rejected["payments"]
    assert "scientific" in rejected["order_lines"]
    dropped = vendors.query(
        "select table_name, line_number, reason from ops.dropped_rows"
        " where source_system = 'fxiaoke' order by all"
    )
    assert dropped == [
        ("accounts", 2, "description of the fields"),
        ("accounts", 4, "blank row"),
    ]


def test_a_newer_export_of_a_customer_supersedes_it_and_the_old_row_stays_in_raw(vendors):
    assert vendors.query("select count(*) from raw.fxiaoke__accounts") == [(6,)]
    assert vendors.query(
        "select source_id, customer_name, account_level, created_at, created_date, is_deleted"
        " from staging.stg_fxiaoke__accounts order by source_id"
    ) == [
        (ID(1), JIA, "核心客户", None, dt.date(2026, 1, 5), False),
        (ID(2), "示例乙公司", "重要客户", utc("2026-01-05 01:30"), dt.date(2026, 1, 5), True),
        (ID(4), "示例丁公司", "核心客户", None, dt.date(2026, 3, 7), False),
        (ID(5), "示例戊公司", None, None, None, False),
        (ID(6), "示例己公司", None, None, None, False),
    ]


def test_members_and_null_marks_of_a_customer(vendors):
    [(members, address, website)] = vendors.query(
        "select reading_members, address, website from raw.fxiaoke__accounts"
        f" where account_id = '{ID(2)}'"
    )
    assert (members, address, website) == ("员工乙|员工丙", "示例路1号\n2楼", None)


def test_contacts(vendors):
    same = (dt.date(1985, 3, 9), utc("2026-01-06 00:00"), name_key(vendors, "员工甲"))
    columns = "account_source_id, phone, is_key_decision_maker"
    assert vendors.query(
        f"select source_id, customer_name, {columns}, birth_date, created_at, owner_source_id"
        " from staging.stg_fxiaoke__contacts order by source_id"
    ) == [
        (ID(11), "联系人甲", ID(1), "13900000001", True, *same),
        (ID(12), "联系人乙", name_key(vendors, JIA), "021-5550101", False, *same),
    ]


def test_leads(vendors):
    assert vendors.query(
        "select source_id, status, phone, disqualification_reason, created_at, created_date"
        " from staging.stg_fxiaoke__leads order by source_id"
    ) == [
        (*(ID(21), "已转换", "13900000002", None, utc("2026-01-02 02:00")), dt.date(2026, 1, 2)),
        (*(ID(22), "无效", "021-5550102", "无预算", utc("2026-01-31 15:30")), dt.date(2026, 1, 31)),
    ]
    assert vendors.query(
        "select qualified_at, converted_at, campaign_source_id, converted_customer_source_id,"
        " converted_opportunity_source_id from staging.stg_fxiaoke__leads order by source_id"
    ) == [
        (utc("2026-01-03 04:00"), utc("2026-01-05 01:30"), ID(61), ID(1), ID(31)),
        (None, None, None, None, None),
    ]


def test_old_and_new_opportunities_and_those_of_the_api_are_one_table(vendors):
    assert vendors.query(
        "select source_id, stage, stage_status, amount, probability, expected_close_date,"
        " win_loss_reason, is_deleted from staging.stg_fxiaoke__opportunities order by source_id"
    ) == [
        (
            *(ID(31), "方案/报价", "进行中", Decimal("1250000.5"), Decimal("0.3")),
            *(dt.date(2026, 4, 30), None, False),
        ),
        (ID(32), "输单", "进行中", 8000, 0, dt.date(2026, 4, 30), "价格", False),
        (ID(33), "验证客户", None, 3000, Decimal("0.1"), dt.date(2025, 12, 1), None, False),
        (ID(34), "赢单", "进行中", 5000, Decimal("0.95"), dt.date(2026, 5, 1), None, True),
    ]


def test_people_and_times_of_the_api(vendors):
    assert vendors.query(
        "select customer_source_id, customer_name, owner_source_id, owner_name, created_at"
        f" from staging.stg_fxiaoke__opportunities where source_id = '{ID(34)}'"
    ) == [(ID(4), "示例丁公司", "1002", "员工乙", utc("2026-02-01 00:00"))]


def test_orders_and_their_lines(vendors):
    ordered = (None, dt.date(2026, 1, 10))
    other = name_key(vendors, "示例乙公司")
    assert vendors.query(
        "select source_id, customer_source_id, ordered_at, ordered_date, gross_amount,"
        " discount_amount, order_amount, paid_amount, receivable_amount, currency, channel,"
        " is_deleted from staging.stg_fxiaoke__orders order by source_id"
    ) == [
        (ID(81), ID(1), *ordered, 1000, 100, 900, 500, 400, "CNY", "线下", False),
        (ID(82), other, *ordered, 900, None, 900, 500, 400, "CNY", "线下", True),
    ]
    assert vendors.query(
        "select source_id, order_source_id, product_source_id, quantity, unit_price, list_price,"
        " amount from staging.stg_fxiaoke__order_lines"
    ) == [(ID(91), ID(81), ID(101), 3, 300, Decimal("333.33"), 900)]


@pytest.mark.parametrize(
    ("columns", "table", "expected"),
    [
        (
            "source_id, product_code, category, list_price, is_active",
            "products",
            [(ID(101), None, "设备", Decimal("333.33"), True)],
        ),
        (
            "source_id, channel, start_date, end_date, budgeted_cost, actual_cost",
            "campaigns",
            [(ID(61), "展会", dt.date(2026, 1, 1), dt.date(2026, 1, 15), 50_000, 48_500)],
        ),
        (
            "source_id, order_source_id, paid_date, method, amount, currency",
            "payments",
            [(ID(111), ID(81), dt.date(2026, 1, 20), "银行转账", 500, "CNY")],
        ),
        (
            "source_id, order_source_id, returned_date, amount, quantity, reason, currency",
            "returns",
            [(ID(121), ID(81), dt.date(2026, 2, 1), 300, 1, "质量问题", "CNY")],
        ),
        (
            "source_id, employee_name, employee_number, team, hired_date, is_active",
            "employees",
            [
                ("1001", "员工甲", "0007", "华东区", dt.date(2020, 3, 1), True),
                ("1002", "员工乙", "0008", "华东区", dt.date(2021, 4, 15), False),
            ],
        ),
    ],
)
def test_values_of(vendors, columns, table, expected):
    query = f"select {columns} from staging.stg_fxiaoke__{table} order by source_id"
    assert vendors.query(query) == expected


def test_activities_and_visits(vendors):
    assert vendors.query(
        "select source_id, occurred_at, channel, customer_source_id, description, is_planned,"
        " is_completed, is_deleted from staging.stg_fxiaoke__activities order by source_id"
    ) == [
        (ID(41), utc("2026-02-20 02:00"), "电话", ID(1), "电话沟通,\n下周再谈", False, True, False),
        (ID(42), utc("2026-02-20 02:00"), "电话", ID(1), "电话沟通,\n下周再谈", False, True, True),
    ]
    assert vendors.query(
        "select source_id, occurred_at, occurred_date, customer_source_id, is_planned,"
        " is_completed, duration_seconds from staging.stg_fxiaoke__visits order by source_id"
    ) == [
        (ID(51), utc("2026-02-25 06:00"), dt.date(2026, 2, 25), ID(1), True, True, 5400),
        (ID(52), None, dt.date(2026, 2, 25), ID(1), True, False, None),
    ]


def test_cases(vendors):
    same = ("GD-0001", "投诉", "高", "已关闭", utc("2026-03-01 01:30"))
    same += (utc("2026-03-01 02:00"), utc("2026-03-02 01:00"), 1)
    assert vendors.query(
        "select source_id, ticket_number, kind, priority, status, opened_at, first_response_at,"
        " resolved_at, reopen_count, closed_at, csat, employee_name"
        " from staging.stg_fxiaoke__cases order by source_id"
    ) == [
        (ID(71), *same, utc("2026-03-03 01:00"), 4, "员工乙"),
        (ID(72), *same, None, None, "员工甲"),
    ]


def name_key(vendors, name):
    """The key by which a reference without an id finds its record."""
    [(key,)] = vendors.query(f"select 'name:' || md5('{name}')")
    return key


def utc(text):
    return dt.datetime.fromisoformat(text)
