"""Content counts once: in a source of one's own rather than in the one that it maps to."""

import pytest

LEADS = "lead_id,status,created_at\nl1,new,03/04/2026\nl2,new,05/04/2026\n"
MINE = (
    "source: mine\nmaps_to: template\ndate_order: day_first\ntables: {leads: {files: ['leads*']}}\n"
)


def landed(bench):
    return bench.rows(
        "select _source_system, _source_file, lead_id from raw.template__leads order by all"
    )


def files(bench):
    return bench.rows(
        "select source_system, file_name, status, rows_landed from ops.files order by all"
    )


def outcome(file):
    return (file.status, file.source_system, file.table_name)


def test_a_source_of_ones_own_wins_over_the_one_that_it_maps_to(bench):
    bench.source(MINE, "mine.yml")
    assert outcome(bench.land_one("leads.csv", LEADS)) == ("landed", "mine", "leads")
    file = bench.land_one("leads_x.dat", LEADS.replace("l1", "l3"), table="leads")
    assert outcome(file) == ("landed", "mine", "leads")


def test_of_a_name_that_it_does_not_claim_it_wins_nothing(bench):
    bench.source(MINE.replace("leads*", "mine*"), "mine.yml")
    assert outcome(bench.land_one("leads.csv", LEADS)) == ("landed", "template", "leads")
    file = bench.land_one("x.dat", LEADS.replace("l1", "l3"), table="leads")
    assert file.status == "failed"
    assert "template.leads and mine.leads equally well" in file.message


def test_two_of_ones_own_that_map_to_one_table_still_tie(bench):
    bench.source(MINE, "mine.yml")
    bench.source(MINE.replace("mine", "other"), "other.yml")
    file = bench.land_one("leads.csv", LEADS)
    assert file.status == "failed"
    assert "fits mine.leads and other.leads equally well" in file.message


def test_a_file_that_does_not_fit_stays_with_the_other_source_and_is_not_landed_again(bench):
    bench.source(MINE.replace("['leads*']", "['leads*'], required: [email]"), "mine.yml")
    assert outcome(bench.land_one("leads.csv", LEADS)) == ("landed", "template", "leads")
    before = bench.rows("select _loaded_at from raw.template__leads")
    assert [outcome(file) for file in bench.land()] == [("unchanged", "template", "leads")]
    assert bench.rows("select _loaded_at from raw.template__leads") == before


def test_a_misfit_is_told_of_the_source_of_ones_own(bench):
    bench.source(MINE, "mine.yml")
    file = bench.land_one("leads.csv", "status,created_at,email,phone\nnew,03/04/2026,a,b\n")
    assert outcome(file) == ("failed", "mine", "leads")


def test_what_had_landed_as_the_other_source_gives_way(bench):
    bench.build.execute("insert into ops.kept_builds values ('kept', null, null)")
    file = bench.land_one("leads.csv", LEADS)
    assert "set `date_order:`" in file.message
    assert (
        "a source file of your own that says `maps_to: template` (docs/sources.md)" in file.message
    )
    bench.source(MINE, "mine.yml")
    (again,) = bench.land()
    assert (again.status, again.source_system) == ("landed", "mine")
    assert again.message == "It takes the place of the same content, which had landed as template."
    assert landed(bench) == [("mine", "leads.csv", "l1"), ("mine", "leads.csv", "l2")]
    assert files(bench) == [("mine", "leads.csv", "landed", 2)]
    assert bench.rows("select date_form from ops.file_columns where date_form is not null") == [
        ("day_first",)
    ]
    assert bench.rows("from ops.kept_builds") == []
    assert [outcome(each) for each in bench.land()] == [("unchanged", "mine", "leads")]


def test_earlier_files_of_the_kind_come_along(bench):
    """They may be gone from the folder; their records would stand beside the newer ones."""
    bench.land_one("leads_1.csv", LEADS)
    bench.land_one("other_leads.csv", LEADS.replace("l1", "l8"), source="template")
    bench.write("leads_1.csv", "").unlink()
    bench.source(MINE.replace("files:", "key: [lead_id, status], files:"), "mine.yml")
    file = bench.land_one("leads_2.csv", LEADS.replace("05/04", "06/04"))
    assert file.message == "With it, an earlier file of this kind came from template."
    assert bench.rows(
        "select _source_system, _source_file, _record_key from raw.template__leads order by all"
    ) == [
        *(("mine", f"leads_{n}.csv", f"l{key}\x1fnew") for n in (1, 2) for key in (1, 2)),
        *(("template", "other_leads.csv", f"l{key}") for key in (2, 8)),
    ]
    assert bench.rows(
        "select file_name, date_form from ops.file_columns join ops.files using (load_id)"
        " where date_form is not null order by all"
    ) == [
        ("leads_1.csv", "day_first"),
        ("leads_2.csv", "day_first"),
        ("other_leads.csv", "undecidable"),
    ]
    # and where the file is there after all, it is read as its source says
    bench.write("leads_1.csv", LEADS)
    bench.write("other_leads.csv", "").unlink()
    assert [file.status for file in bench.land()] == ["landed", "unchanged"]
    assert len(landed(bench)) == 6


def test_rows_that_are_held_back_come_along(bench):
    bench.land_one("leads_1.csv", LEADS)
    bench.build.execute(
        "insert into ops.quarantined_rows by name select 'q' as quarantine_id,"
        " _load_id as load_id, _source_system as source_system, 'leads' as table_name,"
        " 'template__leads' as raw_table, _source_file as file_name, _row_number as row_number,"
        " to_json(leads)::varchar as record, 'x' as expectation, 'x' as reason,"
        " 'run' as quarantined_by, _loaded_at as quarantined_at"
        " from raw.template__leads as leads where lead_id = 'l1'"
    )
    bench.source(MINE, "mine.yml")
    bench.land_one("leads_2.csv", LEADS.replace("05/04", "06/04"))
    assert bench.rows(
        "select source_system, record ->> '_source_system', record ->> 'lead_id',"
        " json_type(record, '$.email') from ops.quarantined_rows"
    ) == [("mine", "mine", "l1", "NULL")]


@pytest.mark.parametrize("first", ["template", "mine"])
def test_the_same_file_counts_once_whichever_source_is_named(bench, first):
    second = "mine" if first == "template" else "template"
    bench.source(MINE.replace("leads*", "mine*"), "mine.yml")
    bench.land_one("leads.csv", LEADS, source=first)
    (file,) = bench.land(source=second)
    assert f"had landed as {first}" in file.message
    assert files(bench) == [(second, "leads.csv", "landed", 2)]
    assert {source for source, *_ in landed(bench)} == {second}
    assert [file.status for file in bench.land(source=second)] == ["unchanged"]


def test_earlier_files_stay_where_the_source_was_named_and_that_is_said(bench):
    """A second system may have files of the same name."""
    bench.source(MINE, "mine.yml")
    bench.land_one("leads_1.csv", LEADS, source="template")
    file = bench.land_one("leads_2.csv", LEADS.replace("05/04", "06/04"), source="mine")
    assert file.message == (
        "Beside it an earlier file of this kind, landed as template, counts too: if it is of the "
        "same system, land it again as mine."
    )
    assert [source for source, *_ in files(bench)] == ["mine", "template"]
    assert [file.status for file in bench.land(source="mine")] == ["landed", "unchanged"]
    assert [source for source, *_ in files(bench)] == ["mine", "mine"]


def test_files_of_two_systems_may_be_equal(bench):
    """A list of products, say; of another name, or of two sources that map to one."""
    bench.land_one("products.csv", "product_id\np1\n")
    for name in ("mine", "other"):
        text = f"source: {name}\nmaps_to: template\ntables: {{products: {{files: [none]}}}}\n"
        bench.source(text, f"{name}.yml")
        bench.land_one("their products.csv", "product_id\np1\n", source=name)
    assert [source for source, *_ in files(bench)] == ["mine", "other", "template"]


def test_what_counts_twice_already_counts_once_after_the_next_landing(bench):
    bench.land_one("leads.csv", LEADS)
    bench.source(MINE, "mine.yml")
    bench.land()
    for table in ("raw.template__leads", "ops.files"):
        bench.build.execute(f"create temp table mine as from {table}")
        for column, sign in (("load_id", "'old'"), ("source_system", "'template'")):
            there = f"_{column}" if table.startswith("raw") else column
            bench.build.execute(f"update mine set {there} = {sign}")
        bench.build.execute(f"insert into {table} from mine; drop table mine")
    assert len(files(bench)) == 2
    assert [outcome(file) for file in bench.land()] == [("landed", "mine", "leads")]
    assert files(bench) == [("mine", "leads.csv", "landed", 2)]
    assert len(landed(bench)) == 2
