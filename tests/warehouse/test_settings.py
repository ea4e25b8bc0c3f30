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
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_the_setting(monkeypatch, name, value, says):
    monkeypatch.setenv(f"WAREHOUSE_{name}", value)
    with pytest.raises(UsageError, match=says):
        load_settings()


def test_nobody_has_churned_before_lapsing(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_LAPSING_AFTER_DAYS", "60")
    assert load_settings(churned_after_days=61).lapsing_after_days == 60
    with pytest.raises(UsageError, match=r"churned_after_days \(60\) must be more than"):
        load_settings(churned_after_days=60)


def test_an_unknown_or_unreadable_setting_in_the_file_is_a_sentence(tmp_path):
    file = tmp_path / "warehouse.toml"
    file.write_text("time_zne = 'UTC'\n", encoding="utf-8")
    with pytest.raises(UsageError, match="time_zne"):
        load_settings(home=tmp_path)
    file.write_text("time_zone = \n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"warehouse\.toml: Invalid value \(at line 1"):
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
