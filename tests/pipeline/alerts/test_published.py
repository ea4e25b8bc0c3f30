"""What alerts say of what the models give."""

from tests.shared_data import ROOT


def test_every_verdict_of_an_anomaly_has_its_words():
    model = (ROOT / "dbt_project/models/marts/kpi_anomaly.yml").read_text("utf-8")
    assert "is_anomaly = (verdict in ('high', 'low'))" in model
