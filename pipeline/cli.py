"""The `warehouse` command line: reads arguments, calls the verb, prints what it did.

Exit codes: 0 done, 1 a run or check failed, 2 wrong usage, 75 another run is writing. A fault is
one sentence on standard error; its traceback is in the run's log file.
"""

from __future__ import annotations

import atexit
import gc
import io
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from pipeline.commands import quarantine, schedule
from pipeline.commands.backups import backup, restore
from pipeline.commands.options import HomeOption
from pipeline.commands.options import settings_of as _settings
from pipeline.commands.report import report
from pipeline.commands.watchdog import watchdog
from pipeline.interrupts import remember_interrupts
from pipeline.reporting import ConsoleReporter, make_console
from warehouse.errors import LandingError, UsageError, WarehouseError, explained_by_system
from warehouse.home import Home

# What only one verb needs is imported in that verb: `--help` must not wait for dbt.
# ruff: noqa: PLC0415

app = typer.Typer(
    help="crm-warehouse: CRM exports in, a published DuckDB warehouse and dashboards out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(schedule.app, name="schedule")
app.add_typer(quarantine.app, name="quarantine")

AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="latest, today, or a date such as 2026-06-30 (WAREHOUSE_AS_OF)."),
]
SourceOption = Annotated[
    str | None, typer.Option("--source", help="The source the files belong to.")
]
SourceFileOption = Annotated[
    list[Path] | None,
    typer.Option("--source-file", help="A source file (YAML) to use for these files."),
]
FullRefreshOption = Annotated[
    bool, typer.Option("--full-refresh", help="Rebuild incremental models from nothing.")
]
app.command()(backup)
app.command()(report)
app.command()(restore)
app.command()(watchdog)


@app.callback()
def settings_for_all(context: typer.Context, home: HomeOption = None) -> None:
    """Take `--home` before the verb as well as after it."""
    context.obj = home


@app.command()
def demo(
    context: typer.Context,
    customers: Annotated[
        int, typer.Option(min=50, max=1_000_000, help="How many customers.")
    ] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same exports.")] = 7,
    home: HomeOption = None,
) -> None:
    """Write demo exports, then run the whole night on them."""
    from pipeline import nightly as nights
    from pipeline.summary import print_night

    settings = _settings(context, home)
    console = make_console()
    night = nights.demo(settings, customers=customers, seed=seed, reporter=ConsoleReporter(console))
    print_night(night, settings, console)
    _refuse(night.fault)


@app.command()
def nightly(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Exports; by default the folder `exports` in the home."),
    ] = None,
    source: SourceOption = None,
    source_file: SourceFileOption = None,
    as_of: AsOfOption = None,
    full_refresh: FullRefreshOption = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where the last night broke off.")
    ] = False,
    first_day: Annotated[
        str | None, typer.Option("--from", help="Build as of each day from this one on …")
    ] = None,
    last_day: Annotated[
        str | None, typer.Option("--to", help="… up to this one, and publish that.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Ingest, check raw, build, check marts, publish: one lock, one run id."""
    from pipeline import nightly as nights
    from pipeline.days import days_between
    from pipeline.summary import print_night

    days = days_between(first_day, last_day)
    if days and as_of:
        raise UsageError("--as-of is one day, --from and --to are several: give one or the other.")
    settings = _settings(context, home, as_of=as_of)
    console = make_console()
    night = nights.nightly(
        settings,
        paths or (),
        source=source,
        source_files=source_file or (),
        full_refresh=full_refresh,
        resume=resume,
        days=days,
        reporter=ConsoleReporter(console),
    )
    print_night(night, settings, console)
    _refuse(night.fault)


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zips.")],
    source: SourceOption = None,
    source_file: SourceFileOption = None,
    table: Annotated[
        str | None, typer.Option("--table", help="The table the files belong to.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Land export files; each lands whole or not at all."""
    from pipeline import steps
    from pipeline.running import run
    from pipeline.summary import print_files

    console = make_console()
    with run(_settings(context, home), "ingest", ConsoleReporter(console)) as this:
        files = steps.ingest(
            this, paths, source=source, table=table, source_files=source_file or ()
        )
        print_files(files, console)
        steps.refuse_failed(files)


@app.command()
def pull(
    context: typer.Context,
    address: Annotated[
        str, typer.Argument(help="postgresql://user@host/database or mysql://user@host/database.")
    ],
    table: Annotated[list[str], typer.Option("--table", help="A table: its name, or schema.name.")],
    source: Annotated[
        str | None, typer.Option("--source", help="The source the tables belong to.")
    ] = None,
    source_file: Annotated[
        list[Path] | None,
        typer.Option("--source-file", help="A source file (YAML) to use for these tables."),
    ] = None,
    as_table: Annotated[
        str | None, typer.Option("--as", help="The table of the source, or of raw, to land in.")
    ] = None,
    cursor: Annotated[
        str | None,
        typer.Option("--cursor", help="Only rows whose value in this column is new or higher."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="All rows, whatever --cursor says.")] = False,
    home: HomeOption = None,
) -> None:
    """Land tables of a live database; each lands whole or not at all."""
    from ingestion.pulling import Wanted
    from pipeline import pull as pulls
    from pipeline import steps
    from pipeline.running import run
    from pipeline.summary import print_files

    console = make_console()
    with run(_settings(context, home), "pull", ConsoleReporter(console)) as this:
        pulled = pulls.pull(
            this,
            address,
            Wanted(table, source, as_table, cursor, full),
            source_files=source_file or (),
        )
        print_files(pulled, console)
        steps.refuse_failed(pulled)


@app.command()
def build(
    context: typer.Context,
    select: Annotated[list[str] | None, typer.Option(help="dbt selectors.")] = None,
    full_refresh: FullRefreshOption = False,
    as_of: AsOfOption = None,
    home: HomeOption = None,
) -> None:
    """Build the models with dbt and run their tests."""
    from pipeline import steps
    from pipeline.running import run
    from pipeline.summary import print_built

    console = make_console()
    settings = _settings(context, home, as_of=as_of)
    with run(settings, "build", ConsoleReporter(console)) as this:
        built = steps.run_build(this, select=select or (), full_refresh=full_refresh)
        if not select:
            steps.run_document(this)
    print_built(built, console)


@app.command()
def check(
    context: typer.Context,
    stage: Annotated[
        Literal["raw", "marts"] | None, typer.Argument(help="raw or marts; by default both.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Run the expectations; a critical one that fails gives exit code 1."""
    from pipeline import steps
    from pipeline.running import run
    from pipeline.summary import print_checks

    console = make_console()
    stages: tuple[Literal["raw", "marts"], ...] = (stage,) if stage else ("raw", "marts")
    with run(_settings(context, home), "check", ConsoleReporter(console)) as this:
        results = [result for each in stages for result in steps.run_check(this, each)]
    print_checks(results, console)


@app.command()
def publish(context: typer.Context, home: HomeOption = None) -> None:
    """Publish the checked build: move `current` to it."""
    from pipeline import steps
    from pipeline.running import run

    console = make_console()
    with run(_settings(context, home), "publish", ConsoleReporter(console)) as this:
        folder = steps.run_publish(this)
    console.print(f"Published: {folder}")


@app.command()
def rollback(
    context: typer.Context,
    run_id: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="By default the run before the current.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Move `current` back to an earlier published run."""
    from pipeline.running import run
    from warehouse import publishing

    console = make_console()
    with run(_settings(context, home), "rollback", ConsoleReporter(console)) as this:
        before, now = publishing.rollback(this.home, run_id)
        this.did(f"current moved from {before} to {now}")
    console.print(f"Current moved from {before} to {now}.")


# what begins with a comment is no option; a mistyped one leaves an argument too many
@app.command(context_settings={"ignore_unknown_options": True})
def sql(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(help="One SELECT, SHOW, DESCRIBE or EXPLAIN.")],
    output_format: Annotated[
        Literal["table", "csv", "json", "parquet"], typer.Option("--format")
    ] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", help="A file instead of standard output.")
    ] = None,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="Read the file with direct identifiers.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Query the published file."""
    from pipeline.query import Format, run_sql

    run_sql(
        Home(_settings(context, home).home),
        statement,
        Format(output_format),
        output,
        restricted=restricted,
    )


@app.command()
def status(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Option("--file", help="A file's name or a pattern: each row that did not land."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
    home: HomeOption = None,
) -> None:
    """Show the last runs, freshness, row counts and failing checks; or what became of a file."""
    from pipeline import file_status as files
    from pipeline.status import print_status, read_status

    where = Home(_settings(context, home).home)
    if file is not None:
        found = files.read_file_status(where, file, limit=None if as_json else files.ROWS_SHOWN)
        if as_json:
            _print_json(found)
        else:
            files.print_file_status(found, make_console())
        return
    read = read_status(where)
    if as_json:
        _print_json(read)
    else:
        print_status(read, make_console())


@app.command()
def trace(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="OBJECT", help="customer, order, opportunity, lead …")
    ],
    key: Annotated[str, typer.Argument(metavar="ID", help="Its id in core, or the vendor's.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
    home: HomeOption = None,
) -> None:
    """Show the files and rows behind a row of core."""
    from pipeline.trace import print_trace, read_trace

    found = read_trace(Home(_settings(context, home).home), name, key)
    if as_json:
        _print_json(found)
    else:
        print_trace(found, make_console())


@app.command()
def sources(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A source, or `new` to scaffold one.")] = None,
    new_name: Annotated[
        str | None, typer.Argument(metavar="[NEW NAME]", help="With `new`: its name.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Show the known CRMs, their files, tables and columns; `sources new NAME` makes one."""
    from pipeline.sources import create_source, print_source, print_sources

    where = Home(_settings(context, home).home)
    console = make_console()
    if name == "new":
        create_source(where, new_name, console)
    elif new_name is not None:
        raise UsageError(f"{new_name} is one too many: give one source, or `sources new NAME`.")
    elif name is None:
        print_sources(where, console)
    else:
        print_source(where, name, console)


@app.command()
def dashboards(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    home: HomeOption = None,
) -> None:
    """Open the dashboards on this machine."""
    from dashboards.serve import serve

    sys.exit(serve(Home(_settings(context, home).home).root, port))


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _refuse(fault: str) -> None:
    """End with a fault that the run has gone on from."""
    if fault:
        raise LandingError(fault)


def main() -> NoReturn:
    """Run the command line; what goes wrong is one sentence."""
    # a run makes millions of objects that live until it ends: looking for garbage among them as
    # often as Python does takes a tenth of its time, and a last look at the end takes seconds
    gc.set_threshold(200_000, 50, 50)
    atexit.register(gc.freeze)
    _show_every_letter()
    _have_a_home()
    remember_interrupts()
    try:
        app()
    except WarehouseError as error:
        make_console(stderr=True).print(f"Error: {error}", soft_wrap=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        if sentence := explained_by_system(error, Path.cwd()):
            make_console(stderr=True).print(f"Error: {sentence}", soft_wrap=True)
            sys.exit(sentence.exit_code)
        make_console(stderr=True).print(
            f"Error: unexpected {type(error).__name__}: {error}. This is a fault of "
            f"crm-warehouse; please report it with {_write_crash(error)}.",
            soft_wrap=True,
        )
        sys.exit(1)
    sys.exit(0)


def _show_every_letter() -> None:
    """A letter that the terminal's encoding lacks is shown by its number: no work ends for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _have_a_home() -> None:
    """Libraries look for settings of theirs in the user's home, and a container's user has none."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = "/nonexistent"


def _write_crash(error: Exception) -> str:
    """Keep the traceback where it can be reported from."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", prefix="warehouse-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.writelines(traceback.format_exception(error))
    return file.name
