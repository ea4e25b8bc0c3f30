"""The documents are true: every command, setting, source, mart and page is in them."""

import re
import shlex
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from typer.main import get_command

from pipeline.cli import app
from tests.command_line import ROOT, WAREHOUSE, environment, rows, run_here, value
from tests.questions import questions

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ABOUT_EXCEPTIONS = {44, 50}  # late tickets, days that stand out: where all goes well there are none
MARKDOWN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def verbs() -> dict[str, set[str]]:
    """The verbs of the command line with their long options, and those of their own commands."""
    return {name: options(command) for name, command in get_command(app).commands.items()}


def options(command) -> set[str]:
    """The options of a command, and of those under it."""
    own = {option for parameter in command.params for option in parameter.opts}
    return own.union(*(options(each) for each in getattr(command, "commands", {}).values()))


def test_every_verb_is_documented_and_every_documented_one_exists():
    rows = [line for line in OPERATIONS.splitlines() if line.startswith("| `warehouse ")]
    documented = {re.match(r"\| `warehouse (\w+)", row)[1]: row for row in rows}
    assert documented.keys() == verbs().keys()
    for verb, row in documented.items():
        told = set(re.findall(r"--[a-z-]+", row.split("|")[1]))
        assert told <= verbs()[verb], verb


def test_every_published_table_is_documented_with_its_grain():
    text = (ROOT / "docs" / "marts.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", text, flags=re.MULTILINE))
    described = {
        model["name"]: " ".join(model["description"].split()).partition(". ")[0] + "."
        for layer in ("core", "marts", "restricted")
        for path in (ROOT / "dbt_project" / "models" / layer).rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    }
    assert documented == described


@pytest.mark.slow
def test_the_queries_of_the_documents_run(demo_home):
    text = (ROOT / "docs" / "marts.md").read_text(encoding="utf-8")
    statements = re.search(r"```sql\n(.*?)```", text, flags=re.DOTALL)[1].split(";")
    found = [rows(demo_home, statement) for statement in statements if statement.strip()]
    assert len(found) == 3
    assert all(found)


@pytest.mark.slow
def test_other_tools_connect_as_the_document_says(demo_home, tmp_path):
    text = (ROOT / "docs" / "connecting.md").read_text(encoding="utf-8")
    # a process that has the file open otherwise, as a test of pages does, cannot open it like this
    home = tmp_path / "crm"
    run_id = (demo_home / "current").resolve().name
    shutil.copytree(demo_home / "published" / run_id, home / "published" / run_id)
    (home / "current").symlink_to(Path("published") / run_id)
    found: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL):
        exec(block.replace("/srv/crm", str(home)), found)
    found["mine"].close()
    assert found["segments"]["customers"].sum() == value(
        demo_home, "select count(*) from marts.customer_rfm"
    )
    assert found["as_of"] == value(demo_home, "select as_of_date from core.as_of")
    assert len(found["best"]) == 10
    assert all(name for _, name, _ in found["best"])
    for command in commands(text):
        *words, output = shlex.split(command)[1:]
        run_here(home, *words, tmp_path / output)
    customers = duckdb.read_parquet(str(tmp_path / "customer_360.parquet")).count("*").fetchone()
    assert customers == (value(demo_home, "select count(*) from marts.customer_360"),)
    days = duckdb.read_csv(str(tmp_path / "kpi_daily.csv")).count("*").fetchone()
    assert days == (value(demo_home, "select count(*) from marts.kpi_daily"),)


def test_fifty_questions_are_asked_in_both_languages_and_answered_in_a_few_lines():
    asked = questions()
    assert [one.number for one in asked] == list(range(1, 51))
    for one in asked:
        assert one.english.endswith("?")
        assert one.chinese.endswith("？")
        assert one.statement.count(";") == 1
        assert len(one.statement.splitlines()) <= 15
        assert "marts." in one.statement


@pytest.mark.slow
@pytest.mark.parametrize("question", questions(), ids=lambda one: str(one.number))
def test_each_question_has_a_statement_that_runs_on_the_demo(demo_home, question):
    found = rows(demo_home, question.statement)
    assert found or question.number in ABOUT_EXCEPTIONS


def test_every_shipped_source_is_documented():
    text = README + (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    for path in (ROOT / "ingestion" / "sources").glob("*.yml"):
        assert f"`{path.stem}`" in text


def test_every_page_is_documented():
    text = (ROOT / "docs" / "dashboards.md").read_text(encoding="utf-8")
    for path in (ROOT / "dashboards" / "pages").glob("[a-z]*.py"):
        assert f"pages/{path.name}" in text


@pytest.mark.parametrize("document", MARKDOWN, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def commands(text: str) -> list[str]:
    """The `warehouse` commands of the shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("warehouse ")]


@pytest.mark.slow
def test_the_commands_of_the_readme_run(demo_home, copy_of, tmp_path):
    """In the order of the README, on a demo, with real files for its placeholders."""
    home = copy_of(demo_home)
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "sales.csv").write_text(
        "order_id,customer_id,ordered_at,product_id,quantity,unit_price\n"
        "o1,c1,2026-06-01,p1,2,9.99\n",
        encoding="utf-8",
    )
    flat = tmp_path / "CDNOW_sample.txt"
    flat.write_text(" 00004 0001 19970101  2   29.33\n", encoding="utf-8")
    found = commands(README)
    assert len(found) >= 5
    for command in found:
        real = command.replace("~/exports", str(exports)).replace("CDNOW_sample.txt", str(flat))
        arguments = shlex.split(real)[1:]
        done = subprocess.run(
            [*WAREHOUSE, *(str(ROOT / a) if a.startswith("examples/") else a for a in arguments)],
            env=environment(home) | {"PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert (tmp_path / "retention.csv").is_file()


def test_the_readme_says_the_same_in_both_languages():
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    for kind in (
        r"```sh\n.*?```",  # what is typed
        r"^#+(?= )",
        r"\]\((?!README)([^)]+)\)",  # where links lead
        r"^\| `.*?` \|",
        r"^- \*\*",
        r"(?<!`)`[^`\n]+`(?!`)",  # names
    ):
        found = [
            Counter(re.findall(kind, text, flags=re.DOTALL | re.MULTILINE))
            for text in (README, chinese)
        ]
        assert found[0] == found[1], kind


def test_the_readme_names_the_two_commands_in_its_first_screen():
    first_screen = "\n".join(README.splitlines()[:25])
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_every_make_target_is_explained():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)[1].split()
    explained = re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE)
    assert set(phony) == set(explained)


def test_the_workflow_calls_the_same_script_as_everybody():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    assert {"run": "bash .ci/run"} in steps


def test_the_locks_have_hashes_and_name_no_host():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(
            r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)+", text, re.M
        )
        assert len(pins) == len(re.findall(r"^[a-zA-Z0-9]\S*==", text, re.M)) > 50


def test_only_the_ground_floor_opens_databases():
    opening = re.compile(r"duckdb\.connect\(")
    found = {
        str(path.relative_to(ROOT))
        for room in ("warehouse", "ingestion", "expectations", "dashboards", "demo", "pipeline")
        for path in (ROOT / room).rglob("*.py")
        if opening.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"warehouse/database.py"}
