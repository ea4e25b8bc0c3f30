"""Taobao: orders in GBK, one row each; the buyer is known by a name of the platform."""

from __future__ import annotations

from itertools import count

from demo.desk import Desk
from demo.exporting import Row
from demo.life import Customer, Order
from demo.papers import Style
from demo.people import Person
from demo.truth import decimal
from demo.vendors.crm import at_or_none

_NEVER = "0000-00-00 00:00:00"


class Taobao:
    """The shop of China."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._orders = desk.texts(Style(encoding="gbk"), desk.windows)("orders")
        self._ids = count(260_118_400_000_000_123, 1_000_037)

    def order(self, customer: Customer, person: Person, order: Order) -> None:
        """Write an order; the buyer's e-mail address is not told."""
        order_id, buyer = str(next(self._ids)), f"tb{customer.number:08d}"
        customer.on_record("taobao", "orders", buyer)
        net, end = order.net, self._desk.whole.end

        def rows(at: int) -> tuple[Row]:
            is_closed = at_or_none(order.cancelled, at) is not None
            is_back = at_or_none(order.refunded, at) is not None
            paid = "0.00" if is_closed else decimal(net)
            created = self._desk.time(order.created, 8)
            return ({
                "订单编号": order_id,
                "买家会员名": buyer,
                "买家应付货款": decimal(net),
                "买家应付邮费": "0.00",
                "总金额": decimal(net),
                "买家实际支付金额": paid,
                "订单状态": "交易关闭" if is_closed or is_back else "交易成功",
                "收货人姓名": person.full_name,
                "收货地址 ": f"{person.province} {person.city} {person.street}",
                "运送方式": "快递",
                "联系手机": person.phone,
                "订单创建时间": created,
                "订单付款时间 ": _NEVER if is_closed else created,
                "宝贝标题 ": "，".join(line.goods.name for line in order.lines),
                "宝贝种类 ": len(order.lines),
                "宝贝总数量": sum(line.quantity for line in order.lines),
                "店铺Id": "0",
                "店铺名称": "演示店铺",
                "订单关闭原因": "退款" if is_back else "买家取消" if is_closed else "",
                "是否手机订单": "是",
            },)  # fmt: skip

        self._orders.write([order.created, order.cancelled, order.refunded], rows)
        self._desk.truth.order(
            "taobao", order.currency, net, table="orders", id=order_id,
            refund=0 if at_or_none(order.refunded, end) is None else net,
            customer_id=customer.customer_id, ordered_at=self._desk.time(order.created),
            lines=1, is_cancelled=at_or_none(order.cancelled, end) is not None,
        )  # fmt: skip
