"""The words: the same keys in every language, and every key that the app uses."""

import ast
import csv
import re
import string
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
import yaml

import dashboards
from dashboards.components.sidebar import value_labels
from dashboards.components.table import KINDS
from dashboards.definitions import one_line
from dashboards.filters import Choice
from dashboards.language import (
    DEFINITIONS,
    LANGUAGES,
    REPORTED,
    catalogues,
    load_language,
    preferred_language,
)
from dashboards.metrics import METRICS
from dashboards.periods import GRAINS, PRESETS
from tests.command_line import rows
from tests.shared_data import ROOT

# Pick lists of advertising are of campaigns, which have the names of their groups.
_ADS = {"google_ads", "meta_ads"}
_BRANDS = {"facebook", "instagram", "linkedin", "twitter", "ebay", "*"}
SOURCES = sorted(Path(dashboards.__file__).parent.rglob("*.py"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def used_keys() -> set[str]:
    """Every key in a call `text("...")` or `view.text("...")`; `*` stands for what is computed."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in {"text", "self"}:
                continue
            parts = list(ast.walk(node.args[0]))
            pieces_of = {
                id(value)
                for part in parts
                if isinstance(part, ast.JoinedStr)
                for value in part.values
            }
            for part in parts:
                if id(part) in pieces_of:
                    continue
                if isinstance(part, ast.JoinedStr):
                    pieces = [
                        value.value if isinstance(value, ast.Constant) else "*"
                        for value in part.values
                    ]
                    found.add("".join(str(piece) for piece in pieces))
                elif isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value)
    return {key for key in found if re.fullmatch(r"[a-z_*]+(\.[a-z0-9_*]+)+", key)}


def test_all_languages_have_the_same_keys_and_places():
    english = load_language("en").words
    for code in LANGUAGES:
        words = load_language(code).words
        assert set(words) == set(english)
        for key, text in words.items():
            assert text.strip(), f"{code}: {key} is empty"
            assert places(text) == places(english[key]), f"{code}: {key}"


def test_no_language_borrows_the_words_of_another():
    chinese = load_language("zh").words
    same = {key for key, text in load_language("en").words.items() if chinese[key] == text}
    # what is written alike in both: signs, patterns, RFM
    assert same <= {"date.year", "retention.percent_unit", "column.rfm_cell"} | {
        "filter.showing",
    }


@pytest.mark.parametrize(
    ("key", "values", "one", "several"),
    [
        ("value.band_hover", {"band": "High", "stake": "$5"}, "1 customer,", "12 customers,"),
        ("service.tickets", {}, "1 ticket", "12 tickets"),
        ("drill.all", {}, "1 row.", "12 rows."),
    ],
)
def test_a_noun_agrees_with_its_number(key, values, one, several):
    text = load_language("en")
    (counted,) = places(text.words[key]) - set(values)
    assert one in text(key, **values, **{counted: "1"})
    assert several in text(key, **values, **{counted: "12"})


def test_every_counted_noun_can_be_one():
    """In English; Chinese has no plural."""
    english = load_language("en").words
    counted = {name for text in english.values() for name in re.findall(r"\{(\w+):.+?\|", text)}
    assert counted > {"count", "customers", "days", "orders"}
    for key, text in english.items():
        always_several = set(re.findall(r"\{(\w+)\} [a-z]+s\b", text))
        # a limit is never one
        assert not always_several & (counted - {"rows"}), f"{key}: {text}"
    assert not any("|" in text for text in load_language("zh").words.values())


def test_sentences_follow_each_other_as_in_the_language():
    english, chinese = load_language("en"), load_language("zh")
    assert english.sentences("One.", None, "Two (part of it).") == "One. Two (part of it)."
    assert chinese.sentences("一。", None, "二", "（不完整）") == "一。二（不完整）"
    assert chinese.sentences("8", chinese("card.partial_hover")) == "8（不完整）"
    assert chinese.sentences("全部来源系统 从未", "Zoho 从未") == "全部来源系统从未 Zoho 从未"
    assert english.sentences() == ""


def test_every_key_that_the_app_uses_exists():
    words = load_language("en").words
    keys = used_keys()
    assert len(keys) > 60
    for key in keys:
        if "*" in key:
            pattern = re.escape(key).replace(r"\*", r"[a-z0-9_]+")
            assert any(re.fullmatch(pattern, word) for word in words), key
        else:
            assert key in words


def column_kinds() -> set[str]:
    """What the pages say is in the columns of their tables."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            is_columns = isinstance(node, ast.AnnAssign) and "ColumnKind" in ast.unparse(
                node.annotation
            )
            if is_columns and isinstance(node.value, ast.Dict):
                found |= {
                    value.value for value in node.value.values if isinstance(value, ast.Constant)
                }
    return found


def test_every_kind_of_column_is_known_or_has_words():
    words = load_language("en").words
    for kind in column_kinds() - set(KINDS):
        assert any(key.startswith(f"{kind}.") for key in words), kind


def test_every_key_is_used():
    patterns = [re.escape(key).replace(r"\*", r"[a-z0-9_.]+") for key in used_keys()]
    # titles and definitions of cards are looked up by the card's own key
    cards = set()
    for source in SOURCES:
        cards |= set(re.findall(r'"([a-z]+\.[a-z_]+)"', source.read_text("utf-8")))
    patterns += [re.escape(card) + "(_definition)?" for card in cards]
    # groups that are looked up by a value of the data
    groups = tuple(f"{kind}." for kind in ("column", "source", "region", "channel", "owner"))
    groups += tuple(f"{kind}." for kind in column_kinds() - set(KINDS))
    for key in load_language("en").words:
        if not key.startswith(groups):
            assert any(re.fullmatch(pattern, key) for pattern in patterns), key


def test_every_number_has_a_label_and_a_definition():
    words = load_language("zh").words
    for name in METRICS:
        assert words[f"metric.{name}.label"]
        assert words[f"metric.{name}.definition"]
    assert all(f"preset.{preset}" in words for preset in PRESETS)
    assert all(f"grain.{grain}" in words for grain in GRAINS)


def test_segments_of_the_shipped_maps_are_translated():
    seed = ROOT / "dbt_project" / "seeds" / "rfm_segments.csv"
    if not seed.exists():
        pytest.skip("the segment maps are not here")
    words = load_language("zh")
    lines = seed.read_text("utf-8").splitlines()
    column = lines[0].split(",").index("segment")
    for segment in {line.split(",")[column] for line in lines[1:] if line} | {"Others"}:
        assert words.name("segment", segment) != segment


@pytest.mark.parametrize(
    ("seed", "column", "group"),
    [("sales_stages", "stage", "stage_name"), ("channel_groups", "exported", "channel")],
)
def test_pick_lists_of_the_shipped_sources_are_in_the_language_of_the_page(seed, column, group):
    """But for the names of networks, which are the same everywhere."""
    with (ROOT / "dbt_project" / "seeds" / f"{seed}.csv").open(encoding="utf-8") as rows:
        values = {
            row[column] for row in csv.DictReader(rows) if row.get("staging_source") not in _ADS
        }
    assert len(values) > 40
    chinese, english = load_language("zh"), load_language("en")
    named = {value for value in values if value.isascii() and value not in _BRANDS}
    assert {value for value in named if chinese.name(group, value).isascii()} == set()
    assert {value for value in values if not english.name(group, value).isascii()} == set()


def test_what_is_behind_a_touch_is_in_the_language_of_the_page():
    text = load_language("zh")
    details = ("Needs Analysis", "Trade show", "No budget", "completed", "Kitchen fair in Lyon")
    named = [text.name("touch_detail", detail) for detail in details]
    assert named == ["需求分析", "展会", "没有预算", "已完成", "Kitchen fair in Lyon"]


def test_values_of_a_filter_are_in_the_language_of_the_page_and_can_be_told_apart():
    offered = [
        Choice(value, value)
        for value in ("Advertisement", "Trade show", "Tradeshow", "Île-de-France")
    ]
    assert value_labels("channel", offered, load_language("zh")) == {
        "Advertisement": "广告",
        "Trade show": "Trade show",
        "Tradeshow": "Tradeshow",
        "Île-de-France": "Île-de-France",
    }
    owners = [Choice("id-1", "Ada"), Choice("unknown", None)]
    assert value_labels("owner", owners, load_language("zh")) == {
        "id-1": "Ada",
        "unknown": "无人负责",
    }


def test_a_segment_of_somebody_s_own_map_is_shown_as_it_is():
    text = load_language("zh")
    assert text.name("segment", "Whales & Co") == "Whales & Co"
    assert text.name("segment", "Can't Lose Them") == "不可流失"
    assert text.name("stage", None) == "未知"
    assert text.name("source", "unknown") == "未知"
    assert text.name("source", "Trade fair") == "Trade fair"
    assert text.name("source", "Plain files") == "普通文件"


def test_a_list_has_the_sign_of_its_language():
    assert load_language("en").listed(["Orders", "New leads"]) == "Orders, New leads"
    assert load_language("zh").listed(["订单数", "新线索"]) == "订单数、新线索"


def test_a_missing_key_is_an_error():
    with pytest.raises(KeyError):
        load_language("en")("no.such.key")
    with pytest.raises(ValueError, match="'fr' is not a language"):
        load_language("fr")


@pytest.mark.parametrize(
    ("locale", "code"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH-tw", "zh"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_the_browser_s_language_is_preferred_where_it_is_spoken(locale, code):
    assert preferred_language(locale) == code


def test_every_column_shown_has_a_name():
    words = load_language("en").words
    for source in SOURCES:
        tree = ast.parse(source.read_text("utf-8"))
        for node in ast.walk(tree):
            is_columns = isinstance(node, ast.AnnAssign) and "ColumnKind" in ast.unparse(
                node.annotation
            )
            if is_columns and isinstance(node.value, ast.Dict):
                # a key that is None takes over the columns of another table
                for key in filter(None, node.value.keys):
                    assert f"column.{ast.literal_eval(key)}" in words


def test_every_language_has_the_same_catalogues_and_a_key_is_in_one_of_them():
    folder = resources.files("dashboards").joinpath("i18n")
    assert {file.name for file in folder.iterdir()} == set(LANGUAGES)
    names = {}
    for code in LANGUAGES:
        found = catalogues(code)
        words = {
            name: keys
            for name, keys in found.items()
            if not name.startswith(DEFINITIONS) and name != REPORTED
        }
        names[code] = set(words)
        keys = [key for messages in words.values() for key in messages]
        assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert names["en"] == names["zh"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_message_stands_twice_in_a_catalogue(code):
    """A second one would silently take the first one's place."""
    for file in (Path(dashboards.__file__).parent / "i18n" / code).glob("*.po"):
        ids = re.findall(r'^msgid "(.+)"$', file.read_text("utf-8"), flags=re.MULTILINE)
        assert [key for key, times in Counter(ids).items() if times > 1] == [], file.name


def test_translated_descriptions_are_those_of_the_models():
    described = {one_line(text) for text in described_by_models()}
    for name, messages in catalogues("zh").items():
        if name.startswith(DEFINITIONS):
            assert [english for english in messages if english not in described] == [], name


def described_by_suites() -> set[str]:
    """What the checks that ship say of themselves, with places for what each is about."""
    texts = set()
    for file in (ROOT / "expectations" / "suites").rglob("*.yml"):
        suite = yaml.safe_load(file.read_text("utf-8"))
        texts |= {one_line(one["description"]) for one in suite["expectations"]}
    return texts


def test_every_check_that_ships_is_told_in_chinese():
    known = catalogues("zh")[REPORTED]
    assert described_by_suites() <= set(known)
    for english, chinese in known.items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese)), english


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Every lead is there once.", "每条线索只出现一次。"),
        ("At least 95 % of the values of paid_at can be read as dates.",
         "paid_at 至少 95 % 的值可读为日期。"),
        ("No paid_at is later than the landing of its file.", "paid_at 均不晚于文件的入库时间。"),
        ("18 cells, where 16 are expected", "有 18 个单元格，应为 16 个"),
        ("no value for the required {order_id}", "必填的 {order_id} 没有值"),
        ("A check of our own.", "A check of our own."),
    ],
)  # fmt: skip
def test_what_a_run_says_of_itself_is_told_in_either_language(english, chinese):
    assert load_language("zh").reported(english) == chinese
    assert load_language("en").reported(english) == english


@pytest.mark.slow
def test_checks_and_refusals_of_a_run_are_told_in_chinese(demo_home):
    text = load_language("zh")
    said = [
        row[0]
        for statement in (
            "select distinct description from ops.check_results",
            "select distinct reason from ops.rejected_rows",
        )
        for row in rows(demo_home, statement)
    ]
    assert len(said) > 100
    assert [one for one in said if text.reported(one) == one] == []


def described_by_models() -> list[str]:
    texts = []
    for file in (ROOT / "dbt_project" / "models").rglob("*.yml"):
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
            texts.append(model.get("description", ""))
            texts += [column.get("description", "") for column in model.get("columns") or []]
    return texts
