-- The tables of `ops` and the schemas of the build: what happened, to which file, with what result.
create schema if not exists raw;
create schema if not exists ops;

-- One row per run of a writing command.
create table if not exists ops.runs (
    run_id varchar primary key,
    command varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    -- running, succeeded, failed, crashed
    status varchar not null,
    as_of date,
    message varchar
);

-- the run that this one went on from, and what its build was made from
alter table ops.runs add column if not exists resumed_run_id varchar;
alter table ops.runs add column if not exists inputs_hash varchar;
alter table ops.runs add column if not exists loads_hash varchar;
-- what its build was given, as a JSON object, and the selectors of dbt where it built only a part
alter table ops.runs add column if not exists settings varchar;
alter table ops.runs add column if not exists selected varchar;

-- One row per step of a run and attempt at it.
create table if not exists ops.run_steps (
    run_id varchar not null,
    -- in the order in which they began, over all runs: clocks jump
    number bigint primary key,
    -- ingest, check raw, build, check marts, document, publish …
    step varchar not null,
    attempt integer not null,
    started_at timestamp not null,
    finished_at timestamp,
    -- by a clock that never jumps
    seconds double,
    -- running, succeeded, failed, crashed, or skipped (a night that was resumed had done it)
    status varchar not null,
    -- rows landed, expectations checked, models built and tested, rows published
    rows bigint,
    message varchar
);

-- One row per run and node of dbt: how it ended last, whatever was tried again.
create table if not exists ops.run_nodes (
    run_id varchar not null,
    node varchar not null,
    -- model, seed or test
    kind varchar not null,
    -- success, pass, warn, fail, error, skipped
    status varchar not null,
    seconds double not null,
    message varchar,
    primary key (run_id, node)
);

-- One row per file (a member of a zip and a sheet of a workbook are files) and table.
-- `load_id` is made from the source, the table, the content and how the source file reads it, so the
-- same content has the same id, and a corrected source file lands it anew in place of the old load.
-- Content that is exported again after another had taken its place is a load of its own.
create table if not exists ops.files (
    load_id varchar primary key,
    run_id varchar not null,
    source_system varchar,
    table_name varchar,
    file_name varchar not null,
    content_hash varchar,
    rows_read bigint not null,
    rows_landed bigint not null,
    rows_rejected bigint not null,
    rows_dropped bigint not null,
    -- held back after they had landed, and not released: read = landed + rejected + dropped + quarantined
    rows_quarantined bigint default 0,
    -- landed, empty, failed
    status varchar not null,
    message varchar,
    started_at timestamp not null,
    finished_at timestamp not null,
    -- as `_exported_at` of its rows; NULL of what did not land
    exported_at timestamp
);
alter table ops.files add column if not exists rows_quarantined bigint default 0;
alter table ops.files add column if not exists exported_at timestamp;

-- One row per table of a live database and the raw table that it is pulled into: where the next
-- pull goes on. Written only after the rows had landed.
create table if not exists ops.pulls (
    -- as in `ops.files`: the address of the table, without user and password
    file_name varchar not null,
    source_system varchar not null,
    table_name varchar not null,
    -- NULL where it is always pulled in full
    cursor_column varchar,
    -- the highest value that has landed, as the database writes it
    cursor_value varchar,
    -- how the source file reads it: if that changes, all rows are pulled again
    fingerprint varchar not null,
    -- of the rows of the last pull, and when rows of this hash were read first
    rows_hash varchar not null,
    exported_at timestamp not null,
    run_id varchar not null,
    pulled_at timestamp not null,
    primary key (file_name, source_system, table_name)
);

-- One row per row of a file that could not be landed.
create table if not exists ops.rejected_rows (
    load_id varchar not null,
    source_system varchar not null,
    table_name varchar not null,
    file_name varchar not null,
    -- 1-based position among the file's data records, as `_row_number` in raw
    row_number bigint not null,
    -- 1-based physical line of the file where the row begins; NULL where the format has no lines
    line_number bigint,
    -- the row as it stands in the file: may hold personal data, so it is not in `analytics.duckdb`
    line_text varchar,
    reason varchar not null,
    rejected_at timestamp not null
);

-- One row per row of a file that is no data: a blank line, what stands before the header, a total, a
-- footer.
create table if not exists ops.dropped_rows (
    load_id varchar not null,
    source_system varchar not null,
    table_name varchar not null,
    file_name varchar not null,
    -- as in rejected_rows; NULL for lines that are no record
    row_number bigint,
    line_number bigint,
    line_text varchar,
    reason varchar not null,
    dropped_at timestamp not null
);

-- One row per row that an expectation held back from raw, released ones included.
create table if not exists ops.quarantined_rows (
    quarantine_id varchar not null,
    load_id varchar not null,
    source_system varchar not null,
    -- as in ops.files
    table_name varchar not null,
    -- where the row was and goes back to
    raw_table varchar not null,
    file_name varchar not null,
    -- as `_row_number` in raw
    row_number bigint not null,
    -- all columns of the row as they were in raw, as a JSON object: it may hold personal data, so it
    -- is not in `analytics.duckdb`
    record varchar,
    -- which expectation held it, and what it asks for
    expectation varchar not null,
    reason varchar not null,
    quarantined_by varchar not null,
    quarantined_at timestamp not null,
    -- the run that put it back, when and why; NULL while it is held
    released_by varchar,
    released_at timestamp,
    release_reason varchar
);

-- One row per column that a landed file has, and per column that it lacks.
create table if not exists ops.file_columns (
    load_id varchar not null,
    -- as in raw
    column_name varchar not null,
    -- as in the file; NULL where the file has none for the column
    header varchar,
    -- of a column of dates: how its text is read (`day_first`, `excel_serial` …), or `undecidable`
    date_form varchar,
    -- against the file of the same kind that landed before: new, missing or NULL
    change varchar,
    -- of a column of numbers with parts or groups of thousands: point, comma, or `undecidable`
    decimal_mark varchar,
    primary key (load_id, column_name)
);
alter table ops.file_columns add column if not exists decimal_mark varchar;

-- One row per source system that has landed anything: what staging must know to read its text.
create table if not exists ops.sources (
    source_system varchar primary key,
    -- the staging models that read it: its own name, or the source it maps to
    staging_source varchar not null,
    title varchar not null,
    time_zone varchar not null,
    currency varchar,
    -- day_first, month_first or NULL: how 03/04/2026 is read
    date_order varchar,
    -- point, comma or NULL: how 1,234 is read
    decimal_mark varchar,
    -- first of the hundred years that two digits mean, or NULL
    two_digit_years_from integer
);
alter table ops.sources add column if not exists decimal_mark varchar;
alter table ops.sources add column if not exists two_digit_years_from integer;

-- One row per spelling that a source maps to another one (`GTXPro` is `GTX Pro`).
create table if not exists ops.value_aliases (
    source_system varchar not null,
    column_name varchar not null,
    from_value varchar not null,
    to_value varchar not null,
    primary key (source_system, column_name, from_value)
);

-- The hash of the settings and the code of the last whole build: as long as it is the same, staging
-- reads only what has landed since. No row where everything has to be read again. As long as the hash
-- of the loads is the same, too, all that `run_id` built stands; null since another build began.
create table if not exists ops.kept_builds (
    inputs_hash varchar not null
);
alter table ops.kept_builds add column if not exists loads_hash varchar;
alter table ops.kept_builds add column if not exists run_id varchar;

-- One row per line of `customer_decisions.csv` in the home: which records somebody knows to be the
-- same customer, or different ones. Written anew before each build.
create table if not exists ops.customer_decisions (
    source_system varchar not null,
    source_table varchar not null,
    source_id varchar not null,
    other_source_system varchar not null,
    other_source_table varchar not null,
    other_source_id varchar not null,
    -- same or different
    decision varchar not null,
    note varchar
);

-- One row per expectation and run.
create table if not exists ops.check_results (
    run_id varchar not null,
    -- raw or marts
    stage varchar not null,
    table_name varchar not null,
    expectation varchar not null,
    column_name varchar,
    description varchar not null,
    -- critical or warning
    severity varchar not null,
    success boolean not null,
    rows_checked bigint,
    rows_failed bigint,
    observed varchar,
    checked_at timestamp not null,
    -- of the failing rows, those that were held back from raw
    rows_quarantined bigint
);
alter table ops.check_results add column if not exists rows_quarantined bigint;

-- One row per figure and part of each published run, to compare the next one with.
create table if not exists ops.reported_figures (
    run_id varchar not null,
    as_of_date date not null,
    -- such as `rows`, or `net_revenue (USD)`
    figure varchar not null,
    -- such as `core.fct_order`, or `2026-05`
    part varchar not null,
    value decimal(38, 2) not null
);

-- One row per table of the build and table, model or seed that it is made from, as of the last build.
create table if not exists ops.lineage (
    -- schema.name
    table_name varchar not null,
    made_from varchar not null,
    primary key (table_name, made_from)
);
