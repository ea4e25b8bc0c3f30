"""Settings: the environment wins over the file, and a wrong one is a sentence."""

from pathlib import Path

import pytest

from warehouse.errors import UsageError
from warehouse.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WAREHOUSE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_order_of_precedence_is_option_environment_file_default(tmp_path, monkeypatch):
    (tmp_path / "warehouse.toml").write_text(
        'time_zone = "Asia/Shanghai"\nreporting_currency = "CNY"\nas_of = "today"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("WAREHOUSE_HOME", str(tmp_path))
    monkeypatch.setenv("WAREHOUSE_REPORTING_CURRENCY", "EUR")
    settings = load_settings(as_of="2026-03-31", time_zone=None)
    assert settings.home == tmp_path
    assert settings.as_of == "2026-03-31"
    assert settings.reporting_currency == "EUR"
    assert settings.time_zone == "Asia/Shanghai"
    assert settings.keep_published == 5


def test_the_file_is_the_one_of_the_chosen_home(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "warehouse.toml").write_text("keep_published = 9\n", encoding="utf-8")
    assert load_settings(home=other).keep_published == 9
    assert load_settings(home=tmp_path).keep_published == 5


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TIME_ZONE", "Mars/Olympus", "is not a known time zone"),
        ("TIME_ZONE", "../../etc/passwd", "is not a known time zone"),
        ("AS_OF", "yesterday", "neither latest, today nor a date"),
        ("REPORTING_CURRENCY", "dollars", "WAREHOUSE_REPORTING_CURRENCY"),
        ("KEEP_PUBLISHED", "0", "WAREHOUSE_KEEP_PUBLISHED"),
        ("BUSINESS_COUNTRY", "china", "WAREHOUSE_BUSINESS_COUNTRY"),
        ("BUSINESS_HOURS", '[["9","18:00"],[],[],[],[],[],[]]', "'9' is not a time such as 09:30"),
        ("BUSINESS_HOURS", '[["18:00","09:00"],[],[],[],[],[],[]]', "cannot open at 18:00"),
        ("BUSINESS_HOURS", '[["09:00","24:01"],[],[],[],[],[],[]]', "'24:01' is not a time"),
        ("BUSINESS_HOURS", '[["09:00","18:00"]]', "WAREHOUSE_BUSINESS_HOURS"),
        ("FISCAL_YEAR_STARTS_IN", "13", "WAREHOUSE_FISCAL_YEAR_STARTS_IN"),
        ("IDENTITY_MERGE_FROM", "0.2", "WAREHOUSE_IDENTITY_MERGE_FROM"),
        ("IDENTITY_MERGE_FROM", "0.9", "needs identity_proposals = true"),
        ("LAPSING_AFTER_DAYS", "0", "WAREHOUSE_LAPSING_AFTER_DAYS"),
        ("CHURNED_AFTER_DAYS", "soon", "WAREHOUSE_CHURNED_AFTER_DAYS"),
        ("ATTRIBUTION_WINDOW_DAYS", "0", "WAREHOUSE_ATTRIBUTION_WINDOW_DAYS"),
        ("GROSS_MARGIN", "40", "WAREHOUSE_GROSS_MARGIN"),
        ("MEMORY_LIMIT", "lots", r"\(WAREHOUSE_MEMORY_LIMIT\): 'lots' is no size of memory"),
        ("LONGEST_RUN_HOURS", "inf", "WAREHOUSE_LONGEST_RUN_HOURS"),
        ("RETRY_WAIT_SECONDS", "inf", "WAREHOUSE_RETRY_WAIT_SECONDS"),
        ("LOYALTY_POINT_VALUE", "inf", "WAREHOUSE_LOYALTY_POINT_VALUE"),
        ("BUSINESS_HOURS", "9 to 5", r"\(WAREHOUSE_BUSINESS_HOURS\): cannot be read as JSON"),
        ("KPI_TARGETS", "{a: 1}", r"\(WAREHOUSE_KPI_TARGETS\): cannot be read as JSON"),
        ("KPI_TARGETS", '{"a": NaN}', "WAREHOUSE_KPI_TARGETS"),
        ("RETRYS", "s3cret", r"there is no WAREHOUSE_RETRYS \(close to it: WAREHOUSE_RETRIES\)"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_the_setting(monkeypatch, name, value, says):
    monkeypatch.setenv(f"WAREHOUSE_{name}", value)
    with pytest.raises(UsageError, match=says) as refused:
        load_settings()
    assert "warehouse.toml" not in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        *("PULL_PASSWORD", "BUILD_PATH", "REQUIRE_BROWSER", "TEST_DATA"),
        *("PORT", "PORT_8501_TCP_ADDR", "SERVICE_HOST", "SERVICE_PORT_HTTP", "WEB_SERVICE_HOST"),
    ],
)
def test_variables_that_are_no_settings_are_not_refused(monkeypatch, name):
    monkeypatch.setenv(f"WAREHOUSE_{name}", "x")
    load_settings()


def test_an_empty_home_is_the_default_one(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_HOME", "")
    assert load_settings().home == Path("data")


def test_a_day_is_taken_in_every_form_and_given_in_one():
    assert load_settings(as_of="20260331").as_of == "2026-03-31"


def test_nobody_has_churned_before_lapsing(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_LAPSING_AFTER_DAYS", "60")
    assert load_settings(churned_after_days=61).lapsing_after_days == 60
    with pytest.raises(UsageError, match=r"churned_after_days \(60\) must be more than"):
        load_settings(churned_after_days=60)


def test_an_unknown_or_unreadable_setting_in_the_file_is_a_sentence(tmp_path):
    file = tmp_path / "warehouse.toml"
    file.write_text("time_zne = 'UTC'\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"toml: there is no time_zne \(close to it: time_zone\)"):
        load_settings(home=tmp_path)
    file.write_text("time_zone = \n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"warehouse\.toml: Invalid value \(at line 1"):
        load_settings(home=tmp_path)


def test_the_file_is_read_as_editors_save_it(tmp_path):
    file = tmp_path / "warehouse.toml"
    file.write_text("keep_published = 9\nas_of = 2026-06-30\n", encoding="utf-8-sig")
    settings = load_settings(home=tmp_path)
    assert (settings.keep_published, settings.as_of) == (9, "2026-06-30")
    file.write_text("keep_published = 9\n", encoding="utf-16")
    with pytest.raises(UsageError, match=r"warehouse\.toml is not UTF-8 text"):
        load_settings(home=tmp_path)


def test_the_file_cannot_say_where_it_lies(tmp_path):
    (tmp_path / "warehouse.toml").write_text('home = "/elsewhere"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="take home out of it"):
        load_settings(home=tmp_path)


def test_a_closed_day_is_an_empty_pair_and_an_empty_variable_is_none(tmp_path, monkeypatch):
    (tmp_path / "warehouse.toml").write_text(
        'business_hours = [["09:00", "24:00"], [], [], [], [], [], []]\n', encoding="utf-8"
    )
    monkeypatch.setenv("WAREHOUSE_BUSINESS_COUNTRY", "")
    settings = load_settings(home=tmp_path)
    assert settings.business_hours == (("09:00", "24:00"), None, None, None, None, None, None)
    assert settings.business_country is None


def test_every_setting_is_documented():
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| `")}
    assert rows == {f"`{name}`" for name in Settings.model_fields}
