"""Settings of alerts and the report: secrets only from the environment, and never told."""

import pytest

from warehouse.errors import UsageError
from warehouse.settings import Settings, load_settings

SECRETS = {
    "slack_webhook": "https://hooks.example.com/services/T0/B0/topsecret",
    "teams_webhook": "https://teams.example.com/workflows/topsecret",
    "wecom_webhook": "https://wecom.example.com/send?key=topsecret",
    "dingtalk_webhook": "https://dingtalk.example.com/send?access_token=topsecret",
    "dingtalk_secret": "SECtopsecret",
    "feishu_webhook": "https://feishu.example.com/hook/topsecret",
    "feishu_secret": "topsecret",
    "json_webhook": "https://user:topsecret@example.com/",
    "smtp_password": "topsecret",
}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WAREHOUSE_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_that_holds_a_secret_is_refused_without_repeating_it(tmp_path, name):
    (tmp_path / "warehouse.toml").write_text(f'{name} = "{SECRETS[name]}"\n', encoding="utf-8")
    with pytest.raises(
        UsageError, match=f"holds {name}, and secrets.*WAREHOUSE_{name.upper()}"
    ) as e:
        load_settings(home=tmp_path)
    assert "topsecret" not in str(e.value)


def test_secrets_and_addresses_are_in_no_printed_form(monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"WAREHOUSE_{name.upper()}", value)
    further = {"smtp_host": "mail", "smtp_from": "a@example.com", "smtp_user": "robot@example.com"}
    for name, value in (further | {"alert_to": "b@example.com, c@example.com"}).items():
        monkeypatch.setenv(f"WAREHOUSE_{name.upper()}", value)
    settings = load_settings()
    assert settings.alert_to == ("b@example.com", "c@example.com")
    assert settings.smtp_password.get_secret_value() == "topsecret"
    for printed in (str(settings), repr(settings), settings.model_dump_json(include={*SECRETS})):
        assert "topsecret" not in printed
    assert "@example.com" not in str(settings)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"SLACK_WEBHOOK": "hooks.example.com/topsecret"}, "SLACK_WEBHOOK.*no address"),
        ({"JSON_WEBHOOK": "ftp://example.com/topsecret"}, "JSON_WEBHOOK.*no address"),
        ({"JSON_WEBHOOK": "https://[topsecret"}, "JSON_WEBHOOK.*no address"),
        ({"DASHBOARDS_URL": "javascript:alert(1)"}, "no address that begins with https"),
        ({"ALERT_TO": "ops@example.com"}, "need smtp_host and smtp_from"),
        ({"REPORT_TO": "everybody"}, "REPORT_TO.*no mail address"),
        ({"SMTP_FROM": "a@b.c\nBcc: d@e.f"}, "SMTP_FROM.*no mail address"),
        ({"SMTP_USER": "robot"}, "go together"),
        (
            {"SMTP_USER": "robot", "SMTP_PASSWORD": "topsecret", "SMTP_SECURITY": "none"},
            "in the clear",
        ),
        ({"SMTP_SECURITY": "ssl3"}, "SMTP_SECURITY"),
        ({"SMTP_PORT": "99999"}, "SMTP_PORT"),
        ({"DINGTALK_SECRET": "topsecret"}, "dingtalk_secret needs dingtalk_webhook"),
        ({"FEISHU_SECRET": "topsecret"}, "feishu_secret needs feishu_webhook"),
        ({"LANGUAGE": "fr"}, "WAREHOUSE_LANGUAGE"),
        ({"ALERT_REPEAT_HOURS": "0"}, "WAREHOUSE_ALERT_REPEAT_HOURS"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(monkeypatch, given, says):
    for name, value in given.items():
        monkeypatch.setenv(f"WAREHOUSE_{name}", value)
    with pytest.raises(UsageError, match=says) as refused:
        load_settings()
    assert "topsecret" not in str(refused.value)
    assert "topsecret" not in str(refused.value.__cause__)


def test_an_empty_variable_is_no_setting_and_the_file_may_list_addresses(tmp_path, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_SLACK_WEBHOOK", "")
    monkeypatch.setenv("WAREHOUSE_SMTP_PORT", "")
    (tmp_path / "warehouse.toml").write_text(
        'report_to = ["a@example.com", "b@example.com"]\nsmtp_host = "mail"\n'
        'smtp_from = "warehouse@example.com"\nlanguage = "zh"\n',
        encoding="utf-8",
    )
    settings = load_settings(home=tmp_path)
    assert settings.slack_webhook is None
    assert settings.smtp_port is None
    assert settings.report_to == ("a@example.com", "b@example.com")
    assert settings.language == "zh"
