"""The company as a whole: the same bytes everywhere, any size, any choice of systems."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demo.company import ALL, write_company
from tests.demo.vendor_files import WrittenCompany, company
from tests.shared_data import ROOT

SMALL = 150


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> WrittenCompany:
    return company(tmp_path_factory.mktemp("small"), customers=SMALL)


def test_every_system_has_a_folder_and_the_truth_lies_beside_them(small: WrittenCompany) -> None:
    assert {path.name for path in small.folder.iterdir()} == {*ALL, "truth.json"}
    assert len(ALL) == 12


def test_returns_the_path_of_the_truth(tmp_path: Path) -> None:
    path = write_company(tmp_path / "made" / "here", customers=2, systems=["taobao"])
    assert path == tmp_path / "made" / "here" / "truth.json"
    assert json.loads(path.read_text(encoding="utf-8"))["settings"] == {
        "customers": 2,
        "seed": 7,
        "until": "2026-06-30",
        "dirt": 0.01,
        "systems": ["taobao"],
    }


@pytest.mark.parametrize(
    ("locale", "zone"), [("C", "Asia/Kolkata"), ("C.UTF-8", "America/Los_Angeles")]
)
def test_same_bytes_in_another_process_locale_and_zone(
    small: WrittenCompany, tmp_path: Path, locale: str, zone: str
) -> None:
    code = (
        "import sys; from pathlib import Path; from demo.company import write_company; "
        f"write_company(Path(sys.argv[1]), customers={SMALL})"
    )
    environment = {
        **os.environ,
        "LC_ALL": locale,
        "TZ": zone,
        "PYTHONHASHSEED": "123",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("PYTHONUTF8", None)
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "there")],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    assert digests(tmp_path / "there") == digests(small.folder)


def test_writing_again_replaces_the_files(tmp_path: Path) -> None:
    write_company(tmp_path, customers=20)
    once = digests(tmp_path)
    write_company(tmp_path, customers=20)
    assert digests(tmp_path) == once


def test_another_seed_is_another_company(small: WrittenCompany, tmp_path: Path) -> None:
    other = company(tmp_path, customers=SMALL, seed=8)
    names = {customer["name"] for customer in other.truth["customers"]}
    known = {customer["name"] for customer in small.truth["customers"]}
    assert len(names & known) < len(names) / 2
    same = digests(tmp_path).items() & digests(small.folder).items()
    empty = {file.outer.relative_to(small.folder).as_posix() for file in small.files
             if not file.rows}  # fmt: skip
    assert {name for name, _ in same} <= empty


@pytest.mark.parametrize("system", ALL)
def test_a_system_is_the_same_whichever_others_are_written(
    small: WrittenCompany, tmp_path: Path, system: str
) -> None:
    alone = company(tmp_path, customers=SMALL, systems=[system])
    assert digests(tmp_path / system) == digests(small.folder / system)
    assert {path.name for path in tmp_path.iterdir()} == {system, "truth.json"}
    for part in ("orders", "leads", "opportunities", "tickets", "responses", "spend", "dirt"):
        assert alone.truth[part] == small.part(part, system)
    assert alone.truth["totals"]["counts"].get(system) == small.truth["totals"]["counts"][system]
    assert len(alone.truth["customers"]) == SMALL
    for mine, all_of_it in zip(alone.truth["customers"], small.truth["customers"], strict=True):
        records = [record for record in all_of_it["records"] if record["system"] == system]
        assert mine == all_of_it | {
            "records": records,
            "duplicates": [each for each in all_of_it["duplicates"] if each["system"] == system],
        }


@pytest.mark.parametrize("customers", [1, 2, 7])
@pytest.mark.parametrize("dirt", [0.0, 1.0])
def test_tiny_companies_work(tmp_path: Path, customers: int, dirt: float) -> None:
    tiny = company(tmp_path, customers=customers, dirt=dirt)
    assert len(tiny.truth["customers"]) == customers
    for file in tiny.files:
        assert len(file.rows) == file.entry["good"]


def test_row_counts_scale_with_customers(small: WrittenCompany, written: WrittenCompany) -> None:
    times = 2000 / SMALL
    for part in ("customers", "orders", "leads"):
        assert times / 2 < len(written.truth[part]) / len(small.truth[part]) < times * 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"customers": 0}, "between 1 and 1,000,000"),
        ({"customers": 1_000_001}, "between 1 and 1,000,000"),
        ({"dirt": -0.1}, "dirt is a share between 0 and 1"),
        ({"dirt": 1.01}, "dirt is a share between 0 and 1"),
        ({"systems": ["zoho", "abacus"]}, "no system is called abacus; there are: zoho, fxiaoke"),
    ],
)
def test_refuses_what_makes_no_sense(
    tmp_path: Path, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_company(tmp_path / "none", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "none").exists()


def test_a_last_day_of_ones_own(tmp_path: Path) -> None:
    until = dt.date(2023, 3, 15)
    earlier = company(tmp_path, customers=200, until=until, systems=["shopify", "zoho"])
    times = [order["ordered_at"] for order in earlier.truth["orders"]]
    assert "2023-02-01" < max(times)[:10] <= "2023-03-15"
    assert (tmp_path / "shopify" / "2023-03-16" / "orders_export_1.csv").is_file()
    assert (tmp_path / "zoho" / "zoho_backup_2023_03_16.zip").is_file()


def test_no_dirt_where_none_is_wanted(tmp_path: Path) -> None:
    clean = company(tmp_path, customers=300, dirt=0)
    rejected = {"wrong_width", "unclosed_quote", "scientific_id", "missing_required"}
    assert not rejected & clean.kinds().keys()
    assert all(file.entry["rejected"] == 0 for file in clean.files)
    for file in clean.files:
        text = file.text if not file.sheet else ""
        assert "\u3000" not in text
        if file.table not in {"orders", "campaign_days", "order_lines", "deal_stage_history"}:
            ids = [row[file.key] for row in file.rows]
            assert len(set(ids)) == len(ids), f"{file.name}: a record is there twice"


def test_files_have_the_time_of_their_export(small: WrittenCompany) -> None:
    last = dt.datetime(2026, 7, 1, 6, tzinfo=dt.UTC).timestamp()
    times = {path: path.stat().st_mtime for path in small.folder.rglob("*.*") if path.is_file()}
    del times[small.folder / "truth.json"]
    assert max(times.values()) == last
    for path, time in times.items():
        day = dt.datetime.fromtimestamp(time, dt.UTC).date()
        forms = ("%Y_%m_%d", "%Y%m%d", "%Y-%m-%d", "%m-%d-%Y")
        name = path.relative_to(small.folder).as_posix()
        is_dated = any(f"{day:{form}}" in name for form in forms)
        assert is_dated or path.parent.name in {"pipedrive", "meta_ads", "salesforce"}, name


def test_nothing_points_at_anybody_real(written: WrittenCompany) -> None:
    reserved = ("example.com", "example.org", "example.cn")
    for customer in written.truth["customers"]:
        domain = customer["email"].rpartition("@")[2]
        assert any(domain == name or domain.endswith("." + name) for name in reserved)
        phone = customer["phone"]
        fictional = ("+86 100 0", "+1 ", "+44 ", "+49 ", "+33 1 99 00", "+33 6 39 98")
        assert not phone or phone.startswith(fictional)
        assert not phone.startswith("+1 ") or " 555 01" in phone
