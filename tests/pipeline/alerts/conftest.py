"""A home with one published run, and receivers that nothing else of this machine sends to."""

import pytest

from pipeline.alerts import mail, webhook
from tests.dashboards.published import point_current_at
from tests.pipeline.alerts.published import RUN, write_published
from tests.pipeline.alerts.receivers import http_receiver
from warehouse.home import Home
from warehouse.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WAREHOUSE_{name.upper()}", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Waits between tries of the same pattern, in a fraction of the time."""
    monkeypatch.setattr(webhook, "RETRY", webhook.RETRY.new(backoff_factor=0.01, retry_after_max=1))
    monkeypatch.setattr(mail, "WAITS", (0.01, 0.02))


@pytest.fixture
def soon_silent(monkeypatch):
    """Who does not answer is held for silent in a fraction of the time.

    Only for tests of the silent: on a busy machine, others may answer later than this.
    """
    monkeypatch.setattr(webhook, "TIMEOUT", (1.0, 0.3))
    monkeypatch.setattr(mail, "TIMEOUT", 1.0)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    made.root.mkdir()
    return made


@pytest.fixture
def published(home):
    folder = write_published(home, RUN)
    point_current_at(home, folder)
    return folder


@pytest.fixture
def receiver():
    with http_receiver() as opened:
        yield opened


@pytest.fixture
def settings_for(monkeypatch, home):
    """Settings as they come from the environment."""

    def make(**values: object) -> Settings:
        for name, value in values.items():
            monkeypatch.setenv(f"WAREHOUSE_{name.upper()}", str(value))
        return load_settings(home=home.root)

    return make
