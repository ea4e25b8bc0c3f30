"""Source files: what they may say, and how a fault in one is named."""

import pytest
import yaml

from ingestion.catalog import load_catalog
from ingestion.scaffold import new_source
from tests.command_line import ROOT
from warehouse.errors import UsageError

MINIMAL = """
source: mine
tables:
  deals:
    files: ["deals*"]
    key: [id]
    required: [id]
    columns: {id: [Deal Id], amount: }
"""


@pytest.fixture
def loaded(tmp_path):
    def load(text, name="mine"):
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
        return load_catalog(tmp_path).sources[name]

    return load


def test_the_shipped_sources_load():
    sources = load_catalog().sources
    assert {"template", "zoho"} <= sources.keys()
    assert sources["zoho"].raw_table(sources["zoho"].tables["deals"]) == "zoho__deals"
    assert all(source.origin == "shipped" for source in sources.values())


def test_every_example_loads_and_maps_to_the_template():
    examples = sorted((ROOT / "examples").glob("*.yml"))
    assert [path.stem for path in examples] == ["cdnow", "maven_crm_sales", "olist"]
    given = load_catalog(None, examples).given
    assert [(source.source, source.maps_to) for source in given] == [
        (path.stem, "template") for path in examples
    ]


def test_what_is_left_out_has_a_default(loaded):
    source = loaded(MINIMAL)
    table = source.tables["deals"]
    assert (source.title, source.time_zone, source.null_marks) == ("mine", "UTC", ("",))
    assert (table.rows_per_key, table.constants, table.format.header) == ("one", {}, True)
    assert table.columns == {"id": ("Deal Id",), "amount": ()}
    assert source.staging_source == "mine"


def test_one_header_may_stand_without_a_list(loaded):
    source = loaded(MINIMAL.replace("[Deal Id]", "Deal Id"))
    assert source.tables["deals"].columns["id"] == ("Deal Id",)


def test_yaml_words_are_headers_like_any_other(loaded):
    source = loaded(
        MINIMAL.replace("[Deal Id]", "[No, on, 2026-01-01, 1.10]").replace(
            "source: mine", "source: mine\nvalue_aliases: {id: {NO: Norway, yes: y}}"
        )
    )
    assert source.tables["deals"].columns["id"] == ("No", "on", "2026-01-01", "1.10")
    assert source.value_aliases == {"id": {"NO": "Norway", "yes": "y"}}


CHILD = """
source: mine
maps_to: template
tables:
  deals:
    table: opportunities
    files: [d]
    required: [opportunity_id]
    columns: {opportunity_id: Id, created_at: [Begun, Start]}
"""


def test_a_mapped_table_inherits_what_it_does_not_say(loaded):
    source = loaded(CHILD)
    table = source.tables["deals"]
    parent = load_catalog().sources["template"].tables["opportunities"]
    assert source.raw_table(table) == "template__opportunities"
    assert (table.files, table.required, table.key) == (("d",), ("opportunity_id",), parent.key)
    assert table.columns.keys() == parent.columns.keys()
    assert table.description == parent.description
    assert source.null_marks == load_catalog().sources["template"].null_marks
    # the parent's aliases stay, behind the child's own, which come before the canonical name
    assert table.columns["created_at"] == ("Begun", "Start", "opened_at")
    assert table.headers_of()["created_at"] == ("Begun", "Start", "opened_at", "created_at")
    assert table.headers_of()["closed_at"] == ("closed_at",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("source: mine", "source: Mine", "source: String should match"),
        ("source: mine", "source: my__crm", "source: String should match"),
        ("source: mine", "source: mine\nzone: UTC", "zone: Extra inputs"),
        ("source: mine", "source: mine\ntime_zone: Mars/Base", "time_zone: 'Mars/Base'"),
        ("source: mine", "source: mine\ncurrency: dollars", "currency: "),
        ("source: mine", "source: mine\ndate_order: either", "date_order: "),
        ("source: mine", "source: mine\nencoding: utf-99", "encoding: 'utf-99'"),
        ("source: mine", "source: mine\nencoding: base64", "encoding: 'base64'"),
        ("source: mine", "source: mine\nnull_marks: [0]", "null_marks.0: "),
        ("source: mine", "source: mine\nsource: other", "line 3: 'source' stands twice"),
        ("source: mine", "source: mine\nmaps_to: nowhere", "maps_to: 'nowhere'"),
        ("source: mine", "source: mine\nvalue_aliases: {colour: {a: b}}", "value_aliases.colour"),
        ("source: mine", "source: mine\nvalue_aliases: {id: {1: b}}", "value_aliases.id"),
        ("key: [id]", "key: [other]", "tables.deals.key: 'other'"),
        ("    key: [id]\n", "", "tables.deals.key: is missing"),
        ("required: [id]", "required: [other]", "tables.deals.required: 'other'"),
        ("required: [id]", "may_be_blank: [other]", "tables.deals.may_be_blank: 'other'"),
        ("required: [id]", "constants: {other: x}", "tables.deals.constants: 'other'"),
        ("required: [id]", "table: deals", "tables.deals.table: is only for"),
        ("required: [id]", "rows_per_key: two", "tables.deals.rows_per_key: "),
        ("required: [id]", "format: {delimiter: ';;'}", "tables.deals.format.delimiter: "),
        ("required: [id]", "format: {delimiter: '\"'}", "delimiter cannot be a quote"),
        ("required: [id]", "format: {fixed_width: {id: [5, 2]}}", "fixed_width.id must be"),
        ("required: [id]", "format: {fixed_width: {id: [0, 2]}}", "fixed_width.id must be"),
        ("required: [id]", "format: {fixed_width: {}}", "needs at least one column"),
        ("[Deal Id]", "['']", "tables.deals.columns.id: a header is empty"),
        ("{id: [Deal Id]", "{Id: [Deal Id]", "tables.deals.columns.Id"),
        ("tables:", "table:", "table: Extra inputs"),
        (MINIMAL, "source: mine\n", "`tables:` is missing"),
        (MINIMAL, "source: mine\nmaps_to: template\ntables: {}\n", "`tables:` is missing or empty"),
        ("source: mine", "source: [mine", "no usable YAML"),
        (MINIMAL, "- a\n- b\n", "must be a mapping"),
        (MINIMAL, "", "must be a mapping"),
    ],
)
def test_a_fault_names_the_file_and_the_field(loaded, old, new, said):
    assert old in MINIMAL
    with pytest.raises(UsageError) as caught:
        loaded(MINIMAL.replace(old, new, 1))
    assert "mine.yml" in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table: opportunities", "table: dreams", "tables.deals: 'template' has no table 'dreams'"),
        ("created_at:", "born_at:", "columns.born_at: 'template' has no such column"),
        ("maps_to: template", "maps_to: mine", "maps_to: 'mine'"),
    ],
)
def test_a_fault_in_a_mapping_names_the_field(loaded, old, new, said):
    with pytest.raises(UsageError, match=r"mine\.yml") as caught:
        loaded(CHILD.replace(old, new))
    assert said in str(caught.value)


def test_a_file_that_is_no_text_or_is_missing_is_named(tmp_path):
    path = tmp_path / "mine.yml"
    with pytest.raises(UsageError, match=r"Cannot read the source file .*mine\.yml"):
        load_catalog(None, [path])
    path.write_bytes("source: 客户".encode("gb18030"))
    with pytest.raises(UsageError, match=r"mine\.yml is not UTF-8"):
        load_catalog(None, [path])


def test_no_source_replaces_another_in_silence(tmp_path):
    (tmp_path / "a.yml").write_text(MINIMAL.replace("mine", "zoho"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"Two source files describe 'zoho'.*a\.yml"):
        load_catalog(tmp_path)


def test_a_source_file_given_from_the_user_folder_is_one_source(tmp_path):
    path = tmp_path / "mine.yml"
    path.write_text(MINIMAL, encoding="utf-8")
    catalog = load_catalog(tmp_path, [path])
    assert [source.source for source in catalog.given] == ["mine"]


def test_the_fingerprint_follows_the_reading_only(loaded):
    def fingerprint(text):
        source = loaded(text)
        return source.fingerprint(source.tables["deals"])

    same = fingerprint(MINIMAL)
    assert fingerprint(MINIMAL.replace('["deals*"]', '["other*"]')) == same
    assert fingerprint(MINIMAL.replace("source: mine", "source: mine\ntitle: Mine")) == same
    assert fingerprint(MINIMAL.replace("Deal Id", "Deal No")) != same
    assert fingerprint(MINIMAL.replace("source: mine", "source: mine\nnull_marks: ['-']")) != same


def test_a_scaffold_loads_at_once(tmp_path):
    folder = tmp_path / "sources"
    path = new_source(folder, "my_crm")
    assert path == folder / "my_crm.yml"
    source = load_catalog(folder).sources["my_crm"]
    assert (source.maps_to, list(source.tables)) == ("template", ["sales", "deals"])
    # every line that is commented out is usable too
    text = path.read_text(encoding="utf-8")
    enabled = "\n".join(
        line.replace("# ", "", 1) if line.lstrip().startswith("# ") and _is_setting(line) else line
        for line in text.splitlines()
    )
    assert yaml.safe_load(enabled)["date_order"] == "day_first"
    path.write_text(enabled, encoding="utf-8")
    source = load_catalog(folder).sources["my_crm"]
    assert source.tables["sales"].format.delimiter == ";"
    assert source.tables["deals"].constants == {"pipeline": "Default"}
    assert source.value_aliases == {"stage": {"Closed Won": "Won"}}


def _is_setting(line):
    setting = line.lstrip().removeprefix("# ")
    names = ("date_order", "encoding", "value_aliases", "  stage", "    Closed Won", "format",
             "  delimiter", "  sheet", "constants", "  pipeline")  # fmt: skip
    return setting.startswith(tuple(f"{name}:" for name in names))


@pytest.mark.parametrize("name", ["My CRM", "1st", "a__b", "", "../up", "a-b"])
def test_a_scaffold_refuses_a_name_that_is_not_usable(tmp_path, name):
    with pytest.raises(UsageError, match="cannot name a source"):
        new_source(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_scaffold_never_overwrites(tmp_path):
    new_source(tmp_path, "my_crm")
    with pytest.raises(UsageError, match="already"):
        new_source(tmp_path, "my_crm")
    with pytest.raises(UsageError, match="already"):
        new_source(tmp_path, "zoho")
    (tmp_path / "taken.yml").write_text(MINIMAL, encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        new_source(tmp_path, "taken")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="Cannot write"):
        new_source(tmp_path / "file", "other")


def test_a_source_that_says_only_one_setting_is_as_the_one_that_it_maps_to(loaded):
    source = loaded("source: mine\nmaps_to: surveymonkey\ndate_order: day_first\n")
    parent = load_catalog().sources["surveymonkey"]
    assert (source.date_order, parent.date_order) == ("day_first", "month_first")
    assert source.value_aliases == parent.value_aliases
    assert list(source.tables) == list(parent.tables)
    for name, table in source.tables.items():
        assert (table.files, table.format) == (
            parent.tables[name].files,
            parent.tables[name].format,
        )


def test_a_source_has_the_settings_of_the_one_that_it_maps_to(loaded):
    source = loaded("source: mine\nmaps_to: taobao\ntables: {orders: {}}\nencoding:\n")
    assert (source.time_zone, source.currency, source.encoding) == (
        "Asia/Shanghai",
        "CNY",
        "gb18030",
    )
    source = loaded("source: mine\nmaps_to: salesforce\ntime_zone: Europe/Berlin\n")
    assert (source.time_zone, source.identifiers, source.ignore_nul) == (
        "Europe/Berlin",
        "salesforce",
        True,
    )
