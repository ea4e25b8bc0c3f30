"""The walks of CONTRIBUTING.md, walked: a new CRM, and a new mart."""

import shutil

import pytest
import yaml

from tests.command_line import ROOT, run_here, value

pytestmark = pytest.mark.slow


def test_a_new_crm_is_a_yaml_and_no_sql(tmp_path):
    home = tmp_path / "home"
    run_here(home, "sources", "new", "siebel")
    source = home / "sources" / "siebel.yml"
    assert yaml.safe_load(source.read_text(encoding="utf-8"))["source"] == "siebel"
    source.write_text(
        """
source: siebel
title: Siebel
maps_to: template
time_zone: Asia/Shanghai
currency: USD
tables:
  opportunities:
    files: ["siebel opportunities*"]
    columns:
      opportunity_id: [Row Id]
      stage: [Sales Stage]
      created_at: [Created]
      closed_at: [Closed]
      amount: [Revenue]
value_aliases:
  stage: {"09 - Won": Won}
""",
        encoding="utf-8",
    )
    export = tmp_path / "Siebel Opportunities 2026-06.csv"
    export.write_text(
        "Row Id,Sales Stage,Created,Closed,Revenue,Colour\n"
        '1-A,09 - Won,2026-05-01 23:30:00,2026-06-02,"1,200.50",red\n'
        "1-B,Lost,2026-05-03,2026-06-01,80,blue\n",
        encoding="utf-8",
    )
    run_here(home, "nightly", export)
    assert (
        value(home, "select count(*) from core.fct_opportunity where source_system = 'siebel'") == 2
    )
    assert (
        value(
            home,
            "select won_amount::varchar from marts.win_rate where period_start is null "
            "and definition = 'closed' and cut_name = 'all'",
        )
        == "1200.50"
    )


def test_a_new_mart_is_a_model_and_its_yaml(demo_home, copy_of, tmp_path, monkeypatch):
    from pipeline import building, dbt_runner, steps
    from pipeline.running import run
    from warehouse.settings import load_settings

    home = copy_of(demo_home)
    project = tmp_path / "project"
    shutil.copytree(ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    folder = project / "models" / "marts"
    (folder / "customer_country.sql").write_text(
        "with\n    customers as (select * from {{ ref('dim_customer') }}),\n\n"
        "    final as (\n        select coalesce(country, 'unknown') as country,\n"
        "            count(*) as customers\n        from customers group by 1\n    )\n\n"
        "select *\nfrom final\n",
        encoding="utf-8",
    )
    (folder / "customer_country.yml").write_text(
        """
version: 2
models:
  - name: customer_country
    description: One row per country.
    columns:
      - name: country
        description: Country, or unknown.
        data_type: varchar
        data_tests: [unique, not_null]
      - name: customers
        description: How many customers it has.
        data_type: bigint
        data_tests: [not_null]
""",
        encoding="utf-8",
    )
    for module in (building, dbt_runner):
        monkeypatch.setattr(module, "PROJECT", project)
    with run(load_settings(home=home), "build") as this:
        built = steps.run_build(this, select=["customer_country"])
        assert (built.models, built.tests) == (1, 3)
        steps.run_check(this, "marts")
        steps.run_publish(this)
    assert value(home, "select sum(customers) from marts.customer_country") == value(
        home, "select count(*) from core.dim_customer"
    )
