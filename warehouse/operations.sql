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

-- One row per file (a member of a zip and a sheet of a workbook are files) and table.
-- `load_id` is made from the source, the table, the content and how the source file reads it, so the
-- same content has the same id, and a corrected source file lands it anew in place of the old load.
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
    -- landed, empty, failed
    status varchar not null,
    message varchar,
    started_at timestamp not null,
    finished_at timestamp not null
);

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
    primary key (load_id, column_name)
);

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
-- reads only what has landed since. No row where everything has to be read again.
create table if not exists ops.kept_builds (
    inputs_hash varchar not null
);

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
    checked_at timestamp not null
);
