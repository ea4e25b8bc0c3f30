"""Customers by the clusters that their buying falls into, in words."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards import format as fmt
from dashboards.cards.customers_behind import customers_behind
from dashboards.cards.customers_value import share_bars
from dashboards.charts.simple import Point, horizontal_bars
from dashboards.components.card import card
from dashboards.components.empty import no_data
from dashboards.components.plain import plain
from dashboards.components.table import ColumnKind
from dashboards.components.tiles import Tile, tiles
from dashboards.data import Row
from dashboards.view import View

# Below it clusters are hardly apart, as the description of `cluster_profile.silhouette` says.
LEAST_SILHOUETTE = 0.25

_COLUMNS: dict[str, ColumnKind] = {
    "cluster": "count",
    "label": "text",
    "customers": "count",
    "customer_share": "rate",
    "net_amount": "money",
    "net_share": "rate",
    "median_recency_days": "number",
    "median_frequency": "number",
    "median_monetary": "money",
}


def clusters(view: View) -> None:
    """The cards of this section."""
    text = view.text
    found = view.rows("customer_clusters")
    if not found:
        no_data(view, ever=bool(view.rows("rfm_ever")))
        return
    rows = [
        {**row, "label": row["label_zh"] if text.code == "zh" else row["label"]}
        for row in found
        if row["cluster"] is not None
    ]
    if not rows:
        st.info(text("customers.no_clusters"), icon=":material/scatter_plot:")
        return
    silhouette = rows[0]["silhouette"]
    tiles(view, _tiles(view, rows, silhouette))
    drill = customers_behind(lambda row: {"cluster": row["cluster"]}, _name(view))
    left, right = st.columns(2)
    is_apart = silhouette is None or silhouette >= LEAST_SILHOUETTE
    with left:
        card(
            view,
            "customers.clusters",
            share_bars(view, rows, _name(view)),
            rows,
            _COLUMNS,
            about="marts.cluster_profile.label",
            note=_legend(view, rows) + ("" if is_apart else " " + text("customers.hardly_apart")),
            drill=drill,
        )
    with right:
        card(
            view,
            "customers.cluster_value",
            _medians(view, rows),
            rows,
            _COLUMNS,
            about="marts.cluster_profile.median_monetary",
            note=_told(view, rows, lambda row: _median_words(view, row)),
            drill=drill,
        )


def _name(view: View) -> Callable[[Row], str]:
    return lambda row: view.text("customers.cluster", number=row["cluster"])


def _legend(view: View, rows: list[Row]) -> str:
    """What each cluster is like, in the words of the data."""
    return _told(view, rows, lambda row: plain(row["label"]))


def _told(view: View, rows: list[Row], words: Callable[[Row], str]) -> str:
    """The clusters one after the other, each with its words."""
    names = _name(view)
    told = (view.text("customers.told", name=names(row), words=words(row)) for row in rows)
    return " · ".join(told)


def _median_words(view: View, row: Row) -> str:
    """How often and when the median customer of a cluster bought."""
    often = fmt.number(row["median_frequency"], view.text.locale)
    days = fmt.number(row["median_recency_days"], view.text.locale)
    return view.text("customers.median_customer", often=often, days=days)


def _medians(view: View, rows: list[Row]) -> dict[str, object]:
    """The median customer of each cluster: what it has brought, how often and when it bought."""
    points, texts = [], []
    for row in rows:
        amount = view.show("money", row["median_monetary"])
        words = _median_words(view, row)
        hover = f"{_name(view)(row)}: {amount} · {words}"
        points.append(Point(_name(view)(row), row["median_monetary"], hover))
        texts.append(amount)
    return horizontal_bars(points, texts)


def _tiles(view: View, rows: list[Row], silhouette: float | None) -> list[Tile]:
    text = view.text
    best = max(rows, key=lambda row: row["net_amount"])
    return [
        Tile(
            text("customers.customers"),
            view.show("count", sum(row["customers"] for row in rows), compact=True),
            text("customers.customers_definition"),
            "marts.customer_cluster",
        ),
        Tile(
            text("customers.cluster_count"),
            view.show("count", len(rows)),
            text("customers.cluster_count_definition"),
            "marts.cluster_profile",
        ),
        Tile(
            text("customers.best_cluster", number=best["cluster"]),
            view.show("rate", best["net_share"]),
            text("customers.best_cluster_definition"),
            "marts.cluster_profile.net_share",
        ),
        Tile(
            text("customers.silhouette"),
            fmt.number(silhouette, text.locale, digits=2),
            text("customers.silhouette_definition"),
            "marts.cluster_profile.silhouette",
        ),
    ]
