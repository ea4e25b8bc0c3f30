"""纷享销客: one workbook per object, times in China, amounts in yuan.

Accounts, opportunities and the orders' objects are exported twice; the product file is an import
template that somebody filled in, so its second row describes the columns.
"""

from __future__ import annotations

from itertools import count

from demo.crm import Deal, Lead, User
from demo.desk import Desk, once
from demo.exporting import History, Row
from demo.life import Activity, Customer, Line, Ticket
from demo.papers import Cell
from demo.rhythm import DAY
from demo.truth import decimal
from demo.vendors.crm import (
    Company,
    Crm,
    Known,
    at_or_none,
    deal_events,
    deal_state,
    latest,
    lead_events,
    lead_state,
)

_REQUIRED = "（必填）"
_ID = "唯一性ID"
_KINDS = {"call": "电话", "task": "微信", "note": "邮件"}
_TWICE = (
    "accounts", "contacts", "leads", "opportunities", "orders", "order_lines", "payments", "cases",
)  # fmt: skip
_SOURCES = ("展会", "官网", "转介绍", "广告")


class Fxiaoke(Crm):
    """纷享销客."""

    def __init__(self, desk: Desk, company: Company) -> None:
        super().__init__(desk, company)
        self._ids = count(1_000)
        self._histories: dict[str, History] = {}
        for table in desk.forms:
            shown = desk.windows if table in _TWICE else [desk.whole]
            files = [
                (window, desk.sheet(table, window, hidden_sheet="hidden_options"))
                for window in shown
            ]
            self._histories[table] = desk.history(table, files)
            if table == "products":
                file = files[0][1]
                prose = "此项必填,单行文本字段类型,最大长度100\n示例"
                file.told("template_row", file.paper.row([prose] * len(desk.forms[table].columns)))
        for user in company.staff:
            self._write("employees", user.user_id, [0], {
                "员工姓名": user.person.full_name,
                "员工编号": f"E{int(user.user_id):04d}",
                "主属部门": user.team,
                "汇报对象_唯一性ID": _id(user.manager_id) if user.manager_id else "",
                "邮箱": user.person.email,
                "员工状态": "启用" if user.is_active else "停用",
            })  # fmt: skip
        for campaign in company.campaigns:
            self._write("campaigns", campaign.campaign_id, [0], {
                "活动名称": campaign.name,
                "活动类型": campaign.kind,
                "状态": "已结束",
                "开始日期": desk.date(campaign.first_day * DAY),
                "结束日期": desk.date(campaign.last_day * DAY),
                "预计费用": decimal(campaign.budget * 100),
                "实际费用": decimal(campaign.cost * 100),
                **self._owned(company.staff[0], 0, 0),
            })  # fmt: skip
        for goods in company.goods:
            self._write("products", 600 + goods.number, [0], {
                "产品名称": goods.name,
                "产品编码": goods.code,
                "分类": goods.category,
                "产品线": goods.line,
                "标准价格": decimal(goods.price * 7),
                "单位": "个",
                "上下架": "已上架",
                "生命状态": "正常",
                **self._owned(company.staff[0], 0, 0),
            })  # fmt: skip

    def know(self, customer: Customer, lead: Lead, since: int) -> Known:
        """Write the account and the contact of an organisation."""
        person, common = lead.person, self._owned(lead.owner, since, since)
        account_id = self._write("accounts", next(self._ids), [since], {
            "客户名称": lead.company.name,
            "客户来源": _SOURCES[customer.number % 4],
            "客户行业": lead.industry,
            "电话": person.phone,
            "邮件": person.email,
            "成交状态": "未成交",
            "国家": person.country.name,
            "省": person.province,
            "市": person.city,
            "详细地址": person.street,
            "人员-普通成员-读写": "|".join(
                user.person.full_name for user in self.company.staff[:2]
            ),
            **common,
        })  # fmt: skip
        contact_id = self._write("contacts", next(self._ids), [since], {
            "联系人姓名": person.full_name,
            **_lookup("客户名称", account_id, lead.company.name),
            "性别": "女" if person.gender == "female" else "男",
            "关键决策人": "是" if customer.number % 3 else "否",
            "手机": person.phone,
            "邮件": person.email,
            **common,
        })  # fmt: skip
        self.on_record(customer, accounts=account_id, contacts=contact_id)
        return Known(account_id, contact_id)

    def lead(
        self, customer: Customer, lead: Lead, known: Known | None, first_deal: tuple[str, str]
    ) -> None:
        """Write a lead."""
        lead_id, person = _id(next(self._ids)), lead.person
        self.tell_lead(customer, lead_id, lead)
        words = self.desk.traits.lead_words["fxiaoke"]

        def rows(at: int) -> tuple[Row]:
            state = lead_state(lead, at)
            changed = latest(lead_events(lead), at)
            row: dict[str, Cell] = {
                _ID: lead_id,
                "姓名": person.full_name,
                "公司": lead.company.name,
                "手机": person.phone,
                "邮件": person.email,
                "来源": _SOURCES[customer.number % 4],
                "状态": getattr(words, state),
                "最后跟进时间": self._time(changed),
                **self._owned(lead.owner, lead.created, changed),
            }
            if lead.campaign:
                campaign = lead.campaign
                row |= _lookup("市场活动", _id(campaign.campaign_id), campaign.name)
            if state == "converted" and known and lead.converted is not None:
                row |= {
                    "转换时间": self._time(lead.converted),
                    **_lookup("客户", known.account_id, lead.company.name),
                    **_lookup("联系人", known.contact_id, person.full_name),
                    **_lookup("商机2.0", *first_deal),
                }
            return (self._labelled("leads", row),)

        self._histories["leads"].write(lead_events(lead), rows)

    def deal(
        self, customer: Customer, lead: Lead, known: Known, deal: Deal, lines: list[Line]
    ) -> tuple[str, str]:
        """Write an opportunity; a won one has an order."""
        deal_id, name = _id(next(self._ids)), f"{lead.company.name}-{lines[0].goods.name}"
        self.tell_deal(customer, "opportunities", deal_id, deal)
        status = {"open": "进行中", "won": "赢单", "lost": "输单"}

        def rows(at: int) -> tuple[Row]:
            state = deal_state(deal, at, self.stages)
            closing = deal.expected if state.outcome == "open" else state.changed
            return (self._labelled("opportunities", {
                _ID: deal_id,
                "商机名称": name,
                **_lookup("客户名称", known.account_id, lead.company.name),
                "商机金额": f"{deal.amount:.2f}",
                "预计成交日期": self.desk.date(closing, 8),
                "销售流程": "标准流程",
                "商机阶段": state.stage,
                "阶段状态": status[state.outcome],
                "赢率": f"{state.probability}%",
                "预测金额": f"{deal.amount * state.probability / 100:.2f}",
                "丢单原因": deal.reason if state.outcome == "lost" else "",
                **self._owned(lead.owner, deal.created, state.changed),
            }),)  # fmt: skip

        self._histories["opportunities"].write(deal_events(deal), rows)
        closed = at_or_none(deal.closed, self.desk.whole.end)
        if closed is not None and not deal.reason:
            related = {
                **_lookup("客户名称", known.account_id, lead.company.name),
                **_lookup("商机名称", deal_id, name),
            }
            self._order(customer, lead, related, lines, closed)
        return deal_id, name

    def ticket(self, customer: Customer, lead: Lead, known: Known, ticket: Ticket) -> None:
        """Write a case."""
        number = next(self._ids)
        self.tell_ticket(customer, "cases", _id(number), ticket)

        def rows(at: int) -> tuple[Row]:
            solved = at_or_none(ticket.solved, at)
            replied = at_or_none(ticket.replied, at)
            is_rated = solved is not None and ticket.is_good is not None
            return (self._labelled("cases", {
                _ID: _id(number),
                "工单编号": f"GD{number:08d}",
                "主题": ticket.subject,
                **_lookup("客户名称", known.account_id, lead.company.name),
                **_lookup("联系人", known.contact_id, lead.person.full_name),
                "优先级": ("低", "中", "高", "紧急")[ticket.priority],
                "来源": "电话",
                "处理状态": "处理中" if solved is None else "已关闭",
                "首次响应时间": "" if replied is None else self._time(replied),
                "解决时间": "" if solved is None else self._time(solved),
                "关闭时间": "" if solved is None else self._time(solved),
                "满意度": ("满意" if ticket.is_good else "不满意") if is_rated else "",
                **self._owned(lead.owner, ticket.opened, solved or ticket.opened),
            }),)  # fmt: skip

        self._histories["cases"].write([ticket.opened, ticket.replied, ticket.solved], rows)

    def activity(self, lead: Lead, known: Known, activity: Activity) -> None:
        """Write a visit for a meeting, and a record of anything else."""
        second = activity.second
        row = {
            **_lookup("客户", known.account_id, lead.company.name),
            **self._owned(lead.owner, second, second),
        }
        if activity.kind == "meeting":
            row |= {
                "外勤类型名称": "客户拜访",
                "名称": f"拜访{lead.company.name}",
                "状态": "已完成",
                "完成时间": self._time(second + activity.seconds),
            }
            self._write("visits", next(self._ids), [second], row)
            return
        row |= {"跟进内容": "沟通需求，约定报价", "互动方式": _KINDS[activity.kind],
                **_lookup("联系人", known.contact_id, lead.person.full_name)}  # fmt: skip
        self._write("activities", next(self._ids), [second], row)

    def _order(
        self, customer: Customer, lead: Lead, related: Row, lines: list[Line], closed: int
    ) -> None:
        number, total = next(self._ids), sum(line.net for line in lines)
        order_id, order_name = _id(number), f"XSDD{number:08d}"
        paid = closed + DAY * (3 + number % 40)
        is_paid = paid < self.desk.whole.end
        is_back = is_paid and number % 25 == 0

        def rows(at: int) -> tuple[Row]:
            received = total if paid < at else 0
            return (self._labelled("orders", {
                _ID: order_id,
                "销售订单编号": order_name,
                **related,
                "下单日期": self.desk.date(closed, 8),
                "销售订单金额": decimal(total),
                "产品合计": decimal(total),
                "累计回款金额": decimal(received),
                "待回款金额": decimal(total - received),
                "回款状态": "已回款" if received else "未回款",
                **self._owned(lead.owner, closed, paid if received else closed),
            }),)  # fmt: skip

        self._histories["orders"].write([closed, paid], rows)
        self.desk.truth.order(
            "fxiaoke", self.currency, total, table="orders", id=order_id,
            refund=lines[0].net if is_back else 0,
            customer_id=customer.customer_id, ordered_at=self.desk.date(closed, 8),
            lines=len(lines), is_cancelled=False,
        )  # fmt: skip
        order = {**related, **_lookup("销售订单编号", order_id, order_name)}
        for place, line in enumerate(lines, start=1):
            self._write("order_lines", next(self._ids), [closed], {
                **order,
                "订单产品编号": f"{order_name}-{place}",
                **_lookup("产品名称", _id(600 + line.goods.number), line.goods.name),
                "数量": line.quantity,
                "价格(元)": decimal(line.goods.price * 7),
                "销售单价(元)": decimal(line.price),
                "小计": decimal(line.net),
                "单位": "个",
                **self._owned(lead.owner, closed, closed),
            })  # fmt: skip
        if is_paid:
            self._write("payments", next(self._ids), [paid], {
                **order,
                "回款编号": f"HK{number:08d}",
                "回款日期": self.desk.date(paid, 8),
                "回款方式": "银行转账",
                "回款金额(元)": decimal(total),
                **self._owned(lead.owner, paid, paid),
            })  # fmt: skip
        if is_back:
            self._write("returns", next(self._ids), [paid], {
                **order,
                "退货单编号": f"TH{number:08d}",
                "退货时间": self._time(paid),
                "退货单金额(元)": decimal(lines[0].net),
                "退货原因": "质量问题",
                "状态": "已确认",
                **self._owned(lead.owner, paid, paid),
            })  # fmt: skip

    def _owned(self, user: User, created: int, changed: int) -> dict[str, Cell]:
        name = user.person.full_name
        return {
            "业务类型": "预设业务类型",
            "生命状态": "正常",
            "锁定状态": "未锁定",
            "负责人": name,
            "负责人主属部门": user.team,
            "归属部门": user.team,
            "创建人": name,
            "创建时间": self._time(created),
            "最后修改人": name,
            "最后修改时间": self._time(changed),
        }

    def _time(self, second: int) -> str:
        return self.desk.time(second, 8)[:16]

    def _write(self, table: str, number: int | str, events: list[int], row: Row) -> str:
        record_id = _id(number)
        labelled = self._labelled(table, {_ID: record_id, **row})
        self._histories[table].write(events, once(labelled))
        return record_id

    def _labelled(self, table: str, row: Row) -> Row:
        """A row by the headers of a table, some of which say that they are required."""
        columns = self.desk.forms[table].columns
        return {name: row.get(name.removesuffix(_REQUIRED), "") for name in columns}


def _id(number: int | str) -> str:
    return f"64c8{int(number) * 2_654_435_761 % (1 << 32):08x}bd00{int(number):08x}"


def _lookup(label: str, record_id: str, name: str) -> dict[str, Cell]:
    return {f"{label}_唯一性ID": record_id, label: name}
