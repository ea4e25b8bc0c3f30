"""Numbers are read with the decimal mark that their column has in its file."""

from decimal import Decimal

import pytest

from tests.dbt_project.warehouses import add_rows, ask, build_models, land_files, new_home

pytestmark = pytest.mark.slow

HEADER = "order_id;order_line_id;ordered_at;customer_id;product_id;quantity;unit_price;amount"
LINES = {
    "european": [("1.000", "1.250", "1.234.567"), ("2", "1.249,99", "12,5"), ("3", "0,125", "")],
    "english": [("1.000", "1.250", "1,250"), ("2", "1,249.99", "12.5"), ("0.5", "0.125", "")],
    "unclear": [("1", "1.250", "1,250"), ("2", "3", "4")],
    "dollars": [
        ("1", "US$1,234.50", "-US$1,234.50"),
        ("2", "HK$ 1,234.50", "(CA$1,234.50)"),
        ("3", "₹1,23,456.00", "₩1,234"),
        ("4", "CN¥1,234.50", "1,234.50元"),
        ("5", "CHF 1’234.50", "1'234.50"),
        ("6", "Rs. 1,234.00", "−1,234.50"),
    ],
    "reais": [
        ("1", "R$ 1.234,50", "1.234,50 kr."),
        ("2", "1 234,50 zł", "kr 1 234,50"),
    ],
    "accounts": [
        ("1", " $ (1,234.50)", "$(40.00)"),
        ("2", "1,234.50-", " $ -   "),
        ("3", "1,234.50- USD", "(40.00 USD)"),
    ],
    "units": [
        ("1", "1.5万", "2亿"),
        ("2", "12.5 万元", "￥-1,234.5万"),
        ("3", "$1.2K", "(1.5M)"),
        ("4K", "1.2K€", "12 MIO EUR"),
        ("5", "9999 BN", "99,990亿"),
    ],
    "einheiten": [("1", "1,5 Tsd. €", "2,25 Mio. EUR"), ("2", "0,5 Mrd. €", "12,5 Mn €")],
    "wide": [("１", "１，２３４．５０", "￥１２"), ("２", "－１２３．５０", "（４０．００）")],
    "halves": [("１", "１．２３４，５０", "１，５０"), ("２", "１，５", "1.234")],
    "konten": [("1", "1.234,50-", "-   €"), ("2", "1.234,50- €", "(40,00 €)")],
}


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """Order lines of several files as staging reads them: file -> quantity, price, amount."""
    home = new_home(tmp_path_factory.mktemp("marks") / "home")
    for name, lines in LINES.items():
        rows = [
            f"{name}{n};1;2026-03-01;C1;P1;{quantity};{price};{amount}"
            for n, (quantity, price, amount) in enumerate(lines)
        ]
        path = home.root / f"order_lines_{name}.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        land_files(home, None, path)
    # as they landed before marks were decided, from a file of whose columns nothing is known
    early = {"order_id": "early", "order_line_id": "1", "ordered_at": "2026-03-01"}
    early |= {"quantity": "1.000", "unit_price": "1.249,99", "amount": "1,250"}
    add_rows(home, "template", "order_lines", [early], file="order_lines_early.csv")
    check = "assert_amounts_are_readable"
    statuses = build_models(home, "stg_template__order_lines", check, tested=True)
    assert statuses[check] == "pass"
    found = ask(
        home,
        "select split_part(split_part(source_file, '_', 3), '.', 1), quantity, unit_price, amount"
        " from staging.stg_template__order_lines order by source_id",
    )
    return {name: [row[1:] for row in found if row[0] == name] for name in {r[0] for r in found}}


def numbers(*texts):
    return tuple(None if text is None else Decimal(text) for text in texts)


def test_a_column_with_a_decimal_comma_has_it_in_every_value(staged):
    assert staged["european"] == [
        numbers("1000", "1250", "1234567"),
        numbers("2", "1249.99", "12.5"),
        numbers("3", "0.125", None),
    ]


def test_what_is_owed_or_nothing_is_read_as_bookkeepers_write_it(staged):
    assert staged["accounts"] == [
        numbers("1", "-1234.50", "-40"),
        numbers("2", "-1234.50", "0"),
        numbers("3", "-1234.50", "-40"),
    ]
    assert staged["konten"] == [numbers("1", "-1234.50", "0"), numbers("2", "-1234.50", "-40")]


def test_units_of_a_thousand_and_more_are_read(staged):
    assert staged["units"] == [
        numbers("1", "15000", "200000000"),
        numbers("2", "125000", "-12345000"),
        numbers("3", "1200", "-1500000"),
        numbers("4000", "1200", "12000000"),
        numbers("5", "9999000000000", "9999000000000"),
    ]
    assert staged["einheiten"] == [
        numbers("1", "1500", "2250000"),
        numbers("2", "500000000", "12500000"),
    ]


def test_digits_of_full_width_are_digits(staged):
    assert staged["wide"] == [numbers("1", "1234.50", "12"), numbers("2", "-123.50", "-40")]
    assert staged["halves"] == [numbers("1", "1234.50", "1.50"), numbers("2", "1.5", "1234")]


def test_a_column_with_a_decimal_point_has_it_in_every_value(staged):
    assert staged["english"] == [
        numbers("1", "1.25", "1250"),
        numbers("2", "1249.99", "12.5"),
        numbers("0.5", "0.125", None),
    ]


def test_signs_and_words_of_currencies_are_no_part_of_a_number(staged):
    assert staged["dollars"] == [
        numbers("1", "1234.50", "-1234.50"),
        numbers("2", "1234.50", "-1234.50"),
        numbers("3", "123456", "1234"),
        numbers("4", "1234.50", "1234.50"),
        numbers("5", "1234.50", "1234.50"),
        numbers("6", "1234", "-1234.50"),
    ]
    assert staged["reais"] == [
        numbers("1", "1234.50", "1234.50"),
        numbers("2", "1234.50", "1234.50"),
    ]


def test_where_nothing_shows_the_mark_each_value_is_read_by_itself(staged):
    assert staged["unclear"] == [numbers("1", "1.25", "1250"), numbers("2", "3", "4")]
    assert staged["early"] == [numbers("1", "1249.99", "1250")]
