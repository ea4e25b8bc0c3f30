"""What every model must have, checked on the files."""

import re

import pytest
import yaml

from pipeline.dbt_runner import PROJECT

MODELS = sorted((PROJECT / "models").rglob("*.sql"))
MAXIMUM_LINES = 120


def described(path):
    [model] = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["models"]
    return model


def test_there_are_models():
    assert len(MODELS) > 60


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
class TestEveryModel:
    def test_says_its_grain_first_and_describes_each_column(self, path):
        model = described(path)
        assert model["name"] == path.stem
        assert model["description"].startswith("One row")
        assert all(column["description"].strip() for column in model["columns"])

    def test_has_at_least_three_rules(self, path):
        rules = 0
        for test in described(path)["data_tests"]:
            [(name, body)] = test.items()
            arguments = body["arguments"]
            rules += len(arguments.get("statements", [])) + len(arguments.get("references", []))
            rules += name in {"grain", "counts_each_record_once"} or bool(arguments.get("key"))
        assert rules >= 3

    def test_is_lower_case_and_short(self, path):
        text = path.read_text(encoding="utf-8")
        code = re.sub(r"'[^']*'|--.*|\{#.*?#\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
        assert not re.search(r"\b(SELECT|FROM|WHERE|JOIN|CASE|WHEN|AND|OR)\b", code)
        assert len(text.splitlines()) <= MAXIMUM_LINES

    def test_ends_with_the_final_cte(self, path):
        text = path.read_text(encoding="utf-8").strip()
        # a mart and its cuts are one macro
        assert text.endswith("select *\nfrom final") or re.fullmatch(r"\{\{ \w+\(.*\) \}\}", text)

    def test_imports_are_named_for_their_ref(self, path):
        text = path.read_text(encoding="utf-8")
        for name, ref in re.findall(
            r'^    (\w+) as \(select \* from \{\{ ref\("(\w+)"\)', text, re.M
        ):
            assert ref in {name, "stg_ops__source_settings"}

    def test_never_reads_the_clock(self, path):
        text = path.read_text(encoding="utf-8").lower()
        assert not re.search(r"\b(now|today|current_date|current_timestamp|getdate)\b", text)

    def test_compares_no_rank_with_a_fraction(self, path):
        # a dense rank compared with 0.2, 0.4 … gives everybody the highest score
        text = path.read_text(encoding="utf-8").lower()
        assert not re.search(r"rank\(\)[^,]*[<>]=?\s*0?\.\d", text)

    def test_is_rebuilt_whole_or_says_what_makes_a_row_unique(self, path):
        text = path.read_text(encoding="utf-8")
        assert "incremental" not in text or "unique_key" in text


def test_the_median_model_is_short():
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODELS)
    assert lengths[len(lengths) // 2] <= 40


def test_core_and_marts_have_enforced_contracts_with_a_type_for_each_column():
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    for layer in ("core", "marts", "restricted"):
        assert project["models"]["crm_warehouse"][layer]["+contract"] == {"enforced": True}
        for path in (PROJECT / "models" / layer).glob("*.sql"):
            assert all(column["data_type"] for column in described(path)["columns"])


def test_singular_tests_say_what_why_and_what_a_row_means():
    for path in sorted((PROJECT / "tests").glob("*.sql")):
        assert path.name.startswith("assert_")
        text = path.read_text(encoding="utf-8")
        for word in ("-- What:", "-- Why:", "-- A row:"):
            assert word in text, (path.name, word)


def test_rates_are_never_percent_and_never_divide_by_an_unguarded_zero():
    for path in [*MODELS, *(PROJECT / "macros").rglob("*.sql")]:
        code = re.sub(r"\{#.*?#\}|--.*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "* 100" not in code, path.name
        for divisor in re.findall(r"(?<![\w/'\]-])/\s*([a-z_]+|\d+)\b", code):
            is_number = divisor.isdigit() and int(divisor) > 0
            assert divisor == "nullif" or is_number, (path.name, divisor)


def test_no_setting_is_read_where_the_project_is_parsed():
    """It is parsed once for all settings, see `pipeline/dbt_runner.py`."""
    described = [*PROJECT.glob("*.yml"), *(PROJECT / "models").rglob("*.yml")]
    code = [*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "tests").rglob("*.sql")]
    code += (PROJECT / "macros").rglob("*.sql")
    assert [path.name for path in described if re.search(r"\bvar\(", path.read_text())] == []
    configs = r"\{\{[^}]*\bconfig\([^}]*\bvar\("
    assert [path.name for path in code if re.search(configs, path.read_text())] == []


NUMBERS = "parsed_number|parsed_count|parsed_quantity|parsed_rate|inverted_rate|probability"
NUMBERS += "|percentage|spent|seconds_of_clock|number_in_text"
READ = r'\b({})\(\s*(?:without_blanks\()?(?:value_alias\()?"(?:latest\.)?(\w+)"'


def told_of(test: str) -> tuple[set[tuple[str, str]], set[str]]:
    """The raw columns that a test of readable values looks at, by their names and endings."""
    text = (PROJECT / "tests" / f"{test}.sql").read_text(encoding="utf-8")
    named = re.findall(r'"(\w+__\w+)": ("[^:]*"),\n', text)
    by_name = {
        (table, column)
        for table, columns in named
        for column in re.sub(r'["~\s]+', " ", columns).split()
    }
    [endings] = re.findall(r"set endings = \[(.*?)\]", text, re.DOTALL) or [""]
    return by_name, set(re.findall(r'"(\w+)"', endings))


@pytest.mark.parametrize(
    ("macros", "tests"),
    [
        (NUMBERS, ["assert_amounts_are_readable", "assert_counts_and_scores_are_readable"]),
        ("parsed_boolean|is_not", ["assert_yes_and_no_are_readable"]),
    ],
)
def test_no_column_is_read_without_telling_of_what_is_unreadable(macros, tests):
    looked_at = [told_of(test) for test in tests]
    untold = []
    for path in (PROJECT / "models" / "staging").rglob("*.sql"):
        model = path.stem.removeprefix("stg_").removesuffix("_versions")
        # lines of a shop's orders are rows of the same export
        table = "shopify__orders" if model == "shopify__order_lines" else model
        for _, column in re.findall(READ.format(macros), path.read_text(encoding="utf-8")):
            if not any(
                (table, column) in by_name or column.rpartition("_")[2] in endings
                for by_name, endings in looked_at
            ):
                untold.append((table, column))
    # whoever is employed is known by the status where this column says nothing
    assert set(untold) <= {("fxiaoke__employees", "is_active")}
