"""Workbooks of 纷享销客, a few rows each, in the vendor's own form, of nobody who exists."""

import datetime as dt
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

# 24 hexadecimal digits, as the vendor's ids are
ID = "65f0a1b2c3d4e5f6a7b8{:04x}".format
SYSTEM = {"负责人": "员工甲", "业务类型（必填）": "默认业务类型", "生命状态": "正常"}
VOIDED = {"生命状态": "作废"}
Row = Mapping[str, Any]


def write(folder: Path) -> None:
    """One export of each object, a second one of the customers, a template, files of the API."""
    _write_accounts(folder)
    _write_people(folder)
    _write_sales(folder)
    _write_touches(folder)
    _write_money(folder)
    (folder / "~$客户对象导出结果_20260301.xlsx").write_bytes(b"\x05user")


def _write_accounts(folder: Path) -> None:
    shop = {
        "唯一性ID（必填）": ID(1),
        "客户名称（必填）": "示例甲公司",
        "客户等级": "重要客户",
        "客户来源（必填）": "展会",
        "客户行业（必填）": "制造业",
        "电话": "021-5550100",
        "网址": "jia.example.com",
        "省": "上海市",
        "详细地址": "示例路1号\n2楼",
        "最后跟进时间": "2026-02-20 10:00",
        "成交状态": "已成交",
        "归属部门": "华东区",
        "人员-普通成员-只读": "员工乙|员工丙",
        "创建时间": dt.datetime.fromisoformat("2026-01-05T09:30"),
    } | SYSTEM
    voided = shop | VOIDED
    voided |= {"唯一性ID（必填）": ID(2), "客户名称（必填）": "示例乙公司", "网址": "--"}
    nameless = shop | {"唯一性ID（必填）": ID(3), "客户名称（必填）": ""}
    name = "客户对象导出结果_{}.xlsx"
    # row 4 stays empty
    rows = [shop, voided, {}, nameless]
    _workbook(folder / name.format("20260301"), "客户数据", list(shop), rows, lists=True)
    # the second export has no suffixes, other date texts and one customer again
    later = {
        "唯一性ID": ID(1),
        "客户名称": "示例甲公司",
        "客户级别": "核心客户",
        "负责人": "员工乙",
        "创建时间": "2026年01月05日",
        "生命状态": "正常",
    }
    newer = later | {"唯一性ID": ID(4), "客户名称": "示例丁公司", "创建时间": "2026年3月7日"}
    _workbook(folder / name.format("20260401"), "客户数据", list(later), [later, newer])
    prose = {
        "唯一性ID（必填）": "此项必填,文本字段类型,最大长度64\n65f0a1b2c3d4e5f6a7b80000",
        "客户名称（必填）": "此项必填,单行文本字段类型,最大长度100\n示例客户",
        "详细地址": "多行文本字段类型,最大长度2000",
    }
    filled = {"唯一性ID（必填）": ID(5), "客户名称（必填）": "示例戊公司"}
    # prose is looked for above the data only
    alike = {
        "唯一性ID（必填）": ID(6),
        "客户名称（必填）": "示例己公司",
        "详细地址": "字段类型,1号",
    }
    path = folder / "客户导入模版.xlsx"
    _workbook(path, "客户导入模版", list(prose), [prose, filled, alike])


def _write_people(folder: Path) -> None:
    contact = {
        "唯一性ID（必填）": ID(11),
        "联系人姓名（必填）": "联系人甲",
        "客户名称_唯一性ID": ID(1),
        "客户名称": "示例甲公司",
        "职务": "采购经理",
        "性别": "女",
        "生日": "1985-03-09",
        "关键决策人": "是",
        "手机": "13900000001",
        "电话": "021-5550101",
        "邮件": "contact@jia.example.com",
        "微信": "jia_contact",
        "人员-普通成员-读写": "员工甲|员工乙",
        "创建时间": "2026-01-06 08:00:00",
    } | SYSTEM
    other = {"唯一性ID（必填）": ID(12), "联系人姓名（必填）": "联系人乙", "关键决策人": "否"}
    _export(folder, "联系人", [contact, contact | other | {"手机": "", "客户名称_唯一性ID": ""}])
    employees = [
        {"唯一性ID（必填）": "1001", "员工姓名（必填）": "员工甲", "员工编号": "0007"}
        | {"主属部门": "华东区", "汇报对象": "员工丙", "入职日期": "2020/3/1", "员工状态": "在职"},
        {"唯一性ID（必填）": "1002", "员工姓名（必填）": "员工乙", "员工编号": "0008"}
        | {"主属部门": "华东区", "汇报对象": "员工丙", "入职日期": "2021/4/15", "员工状态": "离职"},
    ]
    _export(folder, "人员", employees)


def _write_sales(folder: Path) -> None:
    lead = {
        "唯一性ID（必填）": ID(21),
        "姓名（必填）": "线索甲",
        "公司": "示例己公司",
        "手机": "13900000002",
        "来源": "官网",
        "线索阶段": "MQL",
        "状态": "已转换",
        "市场活动_唯一性ID": ID(61),
        "市场活动": "春季展会",
        "转MQL时间": "2026-01-03 12:00",
        "转换时间": "2026-01-05 09:30",
        "客户_唯一性ID": ID(1),
        "客户": "示例甲公司",
        "商机2.0_唯一性ID": ID(31),
        "商机2.0": "甲公司采购",
        "是否超时": "否",
        "创建时间": "2026-01-02 10:00",
    } | SYSTEM
    closed = {
        "唯一性ID（必填）": ID(22),
        "姓名（必填）": "线索乙",
        "手机": "021-5550102",
        "状态": "无效",
        "线索无效原因": "无预算",
        "创建时间": "2026-01-31 23:30",
    } | SYSTEM
    undated = closed | {"唯一性ID（必填）": ID(23), "创建时间": ""}
    _export(folder, "销售线索", [lead, closed, undated])
    deal = {
        "唯一性ID（必填）": ID(31),
        "商机名称（必填）": "甲公司采购",
        "客户名称_唯一性ID（必填）": ID(1),
        "客户名称（必填）": "示例甲公司",
        "商机金额": "¥1,250,000.50",
        "预计成交日期": dt.date(2026, 4, 30),
        "销售流程": "标准流程",
        "商机阶段（必填）": "方案/报价",
        "商机状态": "进行中",
        "赢率": "30%",
        "创建时间": dt.datetime.fromisoformat("2026-01-05T09:31"),
    } | SYSTEM
    lost = deal | {"唯一性ID（必填）": ID(32), "商机阶段（必填）": "输单", "赢率": "0"}
    lost |= {"商机名称（必填）": "甲公司扩容", "商机金额": 8000, "输单原因": "价格"}
    _export(folder, "商机2.0", [deal, lost])
    old = {
        "唯一性ID（必填）": ID(33),
        "商机名称（必填）": "旧商机",
        "客户名称（必填）": "示例乙公司",
        "预计成交金额": "￥3,000",
        "预计成交日期": "2025年12月1日",
        "阶段": "验证客户",
        "赢率": 10,
        "创建时间": "2025年11月1日",
    } | SYSTEM
    _export(folder, "商机", [old])
    made = _milliseconds(2026, 2, 1, 8)
    api = [
        {"_id": ID(34), "name": "接口商机", "account_id": ID(4), "account_id__r": "示例丁公司"}
        | {"amount": "5000.00", "close_date": _milliseconds(2026, 5, 1), "sales_stage": "5"}
        | {"sales_status": "1", "probability": "95.0", "create_time": made, "owner": ["1002"]}
        | {"owner__r": {"id": "1002", "name": "员工乙"}, "life_status": "invalid"},
    ]
    text = json.dumps(api, ensure_ascii=False)
    (folder / "NewOpportunityObj_1.json").write_text(text, encoding="utf-8")


def _write_touches(folder: Path) -> None:
    call = {
        "唯一性ID（必填）": ID(41),
        "编号": "XSJL-0001",
        "跟进内容": "电话沟通,\n下周再谈",
        "互动方式": "电话",
        "客户名称_唯一性ID": ID(1),
        "客户名称": "示例甲公司",
        "创建时间": "2026-02-20 10:00",
    } | SYSTEM
    _export(folder, "销售记录", [call, call | VOIDED | {"唯一性ID（必填）": ID(42)}])
    visit = {
        "唯一性ID（必填）": ID(51),
        "名称": "拜访甲公司",
        "外勤类型名称": "客户拜访",
        "客户_唯一性ID": ID(1),
        "客户": "示例甲公司",
        "计划开始时间": "2026-02-25",
        "签到时间": "2026-02-25 14:00",
        "完成时间": "2026-02-25 15:30",
        "创建时间": "2026-02-24 18:00",
    } | SYSTEM
    planned = visit | {"唯一性ID（必填）": ID(52), "签到时间": "", "完成时间": ""}
    _export(folder, "外勤", [visit, planned])
    fair = {
        "唯一性ID（必填）": ID(61),
        "活动名称（必填）": "春季展会",
        "活动类型": "展会",
        "状态": "已结束",
        "开始时间": "2026-01-01",
        "结束时间": "2026-01-15",
        "预计成本": "¥50,000.00",
        "实际成本": "¥48,500.00",
    } | SYSTEM
    _export(folder, "市场活动", [fair])
    case = {
        "唯一性ID（必填）": ID(71),
        "工单编号": "GD-0001",
        "主题": "到货破损",
        "问题描述": "外箱破损",
        "客户名称_唯一性ID": ID(1),
        "客户名称": "示例甲公司",
        "工单类型": "投诉",
        "优先级": "高",
        "工单来源": "电话",
        "状态": "已关闭",
        "处理人": "员工乙",
        "首次响应时间": "2026-03-01 10:00",
        "解决时间": "2026-03-02 09:00",
        "关闭时间": "2026-03-03 09:00",
        "重开次数": 1,
        "满意度": "满意",
        "创建时间": "2026-03-01 09:30",
    } | SYSTEM
    opened = {"唯一性ID（必填）": ID(72), "关闭时间": "", "满意度": "无", "处理人": ""}
    _export(folder, "工单", [case, case | opened])


def _write_money(folder: Path) -> None:
    order = {
        "唯一性ID（必填）": ID(81),
        "销售订单编号": "SO-20260110-001",
        "客户名称_唯一性ID（必填）": ID(1),
        "客户名称（必填）": "示例甲公司",
        "下单日期": dt.date(2026, 1, 10),
        "产品合计": "¥1,000.00",
        "销售订单金额（元）": "¥900.00",
        "已回款金额": "¥500.00",
        "待回款金额": "¥400.00",
        "来源": "线下",
        "订单状态": "已确认",
    } | SYSTEM
    # this one names its customer only, and is void
    void = order | VOIDED | {"唯一性ID（必填）": ID(82), "客户名称_唯一性ID（必填）": ""}
    void |= {"客户名称（必填）": "示例乙公司", "产品合计": "", "销售订单编号": "SO-20260110-002"}
    path = folder / "销售订单对象导出结果_20260301.xlsx"
    _workbook(path, "销售订单数据", list(order), [order, void], last_column=16_383)
    line = {
        "唯一性ID（必填）": ID(91),
        "销售订单编号_唯一性ID（必填）": ID(81),
        "销售订单编号（必填）": "SO-20260110-001",
        "产品名称_唯一性ID（必填）": ID(101),
        "产品名称（必填）": "示例产品A",
        "数量": 3,
        "价格（元）": "¥333.33",
        "销售单价（元）": "¥300.00",
        "小计": "¥900.00",
        "生命状态": "正常",
    }
    cut = line | {"唯一性ID（必填）": "6.5E+23"}
    _export(folder, "订单产品", [line, cut])
    product = {
        "唯一性ID（必填）": ID(101),
        "产品名称（必填）": "示例产品A",
        "产品编码": "",
        "分类": "设备",
        "标准价格": "¥333.33",
        "单位": "台",
        "上下架": "已上架",
    } | SYSTEM
    _export(folder, "产品", [product])
    payment = {
        "唯一性ID（必填）": ID(111),
        "回款编号": "HK-0001",
        "客户名称（必填）": "示例甲公司",
        "销售订单编号_唯一性ID": ID(81),
        "销售订单编号": "SO-20260110-001",
        "回款日期": "2026-01-20",
        "回款方式": "银行转账",
        "本次回款金额": "¥500.00",
    } | SYSTEM
    _export(folder, "回款", [payment, payment | {"唯一性ID（必填）": ID(112), "本次回款金额": "-"}])
    sent_back = {
        "唯一性ID（必填）": ID(121),
        "退货单编号": "TH-0001",
        "客户名称（必填）": "示例甲公司",
        "销售订单编号_唯一性ID": ID(81),
        "退货日期": "2026-02-01",
        "退货金额": "¥300.00",
        "退货数量": 1,
        "退货原因": "质量问题",
        "币种": "人民币",
        "创建时间": "2026-02-01 09:00",
    } | SYSTEM
    _export(folder, "退货单", [sent_back])


def _export(folder: Path, name: str, rows: Sequence[Row]) -> None:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    _workbook(folder / f"{name}对象导出结果_20260301.xlsx", f"{name}数据", headers, rows)


def _workbook(
    path: Path,
    sheet: str,
    headers: Sequence[str],
    rows: Sequence[Row],
    *,
    lists: bool = False,
    last_column: int | None = None,
) -> None:
    """Write a workbook that states a wrong `dimension`, as damaged ones do.

    Args:
        path: where.
        sheet: the sheet with the data.
        headers: of its columns.
        rows: by header.
        lists: add a hidden sheet with the choices of a field.
        last_column: up to which every row has empty cells.
    """
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.write_row(0, 0, headers)
        for number, row in enumerate(rows, start=1):
            for column, header in enumerate(headers):
                value = row.get(header, "")
                if isinstance(value, dt.date):
                    form = moment if isinstance(value, dt.datetime) else day
                    page.write_datetime(number, column, value, form)
                elif value != "":
                    page.write(number, column, value)
            if last_column is not None:
                page.write_blank(number, last_column, None, day)
        if lists:
            choices = book.add_worksheet("hiddenSheet1")
            choices.write_column(0, 0, ["普通客户", "重要客户"])
            choices.hide()
    _damage_dimension(path)
    made = dt.datetime(2026, 4 if "0401" in path.name else 3, 1, tzinfo=dt.UTC).timestamp()
    os.utime(path, (made, made))


def _damage_dimension(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    page = "xl/worksheets/sheet1.xml"
    before, _, rest = members[page].partition(b'<dimension ref="')
    members[page] = before + b'<dimension ref="A1"' + rest.partition(b'"')[2]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _milliseconds(year: int, month: int, day: int, hour: int = 0) -> int:
    zone = dt.timezone(dt.timedelta(hours=8))
    return int(dt.datetime(year, month, day, hour, tzinfo=zone).timestamp()) * 1000
