"""`python -m benchmarks ROOM`: measure in a temporary folder, print a line each, keep the results.

Whatever the ratios, it ends well: they are to be read, on a machine that does nothing else.
"""

import tempfile
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import customers as customer_marts
from benchmarks import dashboards as boards
from benchmarks import dbt_itself
from benchmarks import faults as fault_suite
from benchmarks import growth as growths
from benchmarks import identity as identities
from benchmarks import landing as landings
from benchmarks import night as nights
from benchmarks import one_percent as one_percents
from benchmarks import publishing as publishings
from benchmarks.exports import made_home
from benchmarks.measure import Ratio, UnavailableError, Verdict
from benchmarks.page import PAGE, write_page
from benchmarks.results import RESULTS, save
from benchmarks.rivals import measuring as all_rivals

Megabytes = Annotated[float, typer.Option(help="Million bytes of the CSV.", min=0.1)]
Records = Annotated[int, typer.Option(help="Records of customers.", min=1000)]
Customers = Annotated[int, typer.Option(help="Customers, ten order days each.", min=200)]
Rounds = Annotated[int, typer.Option(help="How often each way runs.", min=1)]
Sizes = Annotated[list[int] | None, typer.Argument(help="By default those of the page.")]
Follow = Annotated[bool, typer.Option("--sizes", help="Says that what follows are sizes.")]
Only = Annotated[
    list[str] | None,
    typer.Option(help="Build such models in place of whole nights: to see whether this works."),
]

KEPT = ContextVar("folder of what is kept", default=RESULTS)

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def here(
    results: Annotated[Path, typer.Option(help="Folder for what is kept.")] = RESULTS,
) -> None:
    """Measure a room, or everything, and write the page of it."""
    KEPT.set(results)


def keep(room: str, measured: Iterable[Ratio | Verdict]) -> None:
    """Print what was measured of a room and keep it, in place of what was kept of it before."""
    lines = list(measured)
    for line in lines:
        typer.echo(line)
    save(KEPT.get(), room, lines)


@app.command()
def everything(
    tiny: Annotated[bool, typer.Option("--tiny", help="Only to see that all of it works.")] = False,
) -> None:
    """Measure every room, at its real size: a day's work of the machine."""
    failed = []
    for room, sizes in TINY.items():
        if tiny and sizes is None:
            continue
        typer.echo(f"# {room.__name__}")
        try:
            room(**(sizes if tiny and sizes else {}))
        except UnavailableError as error:
            typer.echo(f"{room.__name__}: not measured, {error}")
        except Exception as error:  # the other rooms are measured all the same
            failed.append(room.__name__)
            typer.echo(f"{room.__name__}: failed, {type(error).__name__}: {error}")
    if failed:
        typer.echo(f"failed: {', '.join(failed)}")
        raise typer.Exit(1)


@app.command()
def page(
    to: Annotated[Path, typer.Option(help="Where to write it; plots go beside it.")] = PAGE,
) -> None:
    """Write docs/benchmarks.md and its plots from what is kept."""
    for file in write_page(KEPT.get(), to):
        typer.echo(file)


@app.command()
def landing(megabytes: Megabytes = 1000, rounds: Rounds = 5, dlt: bool = True) -> None:
    """Landing files, against bare and rival ways."""
    measured: list[Ratio | Verdict] = []
    for measurement in landings.MEASUREMENTS:
        if not dlt and measurement in landings.BY_DLT:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                measured.append(measurement(Path(folder), megabytes, rounds))
            except UnavailableError as error:
                measured.append(Verdict(measurement.__name__, None, "", str(error)))
    keep("landing", measured)


@app.command()
def publishing(sizes: Sizes = None, follow: Follow = False, rounds: Rounds = 5) -> None:
    """Publishing a build, against a bare copy, and how both grow."""
    del follow
    with tempfile.TemporaryDirectory() as folder:
        keep("publishing", publishings.measure(Path(folder), rounds, sizes or publishings.SIZES))


@app.command()
def identity(records: Records = 1_000_000, rounds: Rounds = 5) -> None:
    """Bringing records together to customers."""
    with tempfile.TemporaryDirectory() as folder:
        keep("identity", identities.measure(Path(folder), records, rounds))


@app.command()
def customers(number: Customers = 1_000_000, rounds: Rounds = 5) -> None:
    """Marts of customers, RFM against one bare statement."""
    with tempfile.TemporaryDirectory() as folder:
        keep("customers", customer_marts.measure(Path(folder), number, rounds))


@app.command()
def dashboards(
    home: Annotated[
        Path | None, typer.Option(help="With a published run; else one is made.")
    ] = None,
    number: Customers = 1_000_000,
    reruns: Annotated[int, typer.Option(help="Of each page.")] = 20,
    sessions: Annotated[int, typer.Option(help="Readers at once.")] = 20,
    rounds: Annotated[int, typer.Option(help="Looks of each reader.")] = 12,
) -> None:
    """Pages run again, readers at once, memory of a session, a cold browser."""
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            home = made_home(Path(folder), number)
        keep("dashboards", boards.measure(home, reruns, sessions, rounds))


@app.command()
def faults(
    kills: Annotated[int, typer.Option(help="SIGKILLs at random moments.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the moments.")] = 7,
) -> None:
    """What becomes of a night that something happens to."""
    with tempfile.TemporaryDirectory() as folder:
        keep("faults", fault_suite.measure(Path(folder), kills, seed))


@app.command()
def growth(
    sizes: Sizes = None,
    follow: Follow = False,
    long: Annotated[
        float, typer.Option(help="Seconds from which a model's growth is told.")
    ] = growths.LONG,
    rounds: Rounds = 5,
    only: Only = None,
) -> None:
    """Whole nights at several sizes: how seconds and memory grow; one with little memory."""
    del follow
    with tempfile.TemporaryDirectory() as folder:
        measured = growths.measure(Path(folder), sizes or growths.SIZES, only or (), long, rounds)
        keep("growth", measured)


@app.command("one_percent")
def one_percent(
    number: Annotated[int, typer.Option("--customers", min=200)] = 1_000_000,
    rounds: Rounds = 5,
    only: Only = None,
) -> None:
    """A night after one in a hundred records was touched, against a full refresh."""
    with tempfile.TemporaryDirectory() as folder:
        keep("one_percent", one_percents.measure(Path(folder), number, rounds, only or ()))


@app.command()
def dbt(
    number: Annotated[int, typer.Option("--customers", help="Of the demo.", min=200)] = 2000,
    rounds: Rounds = 5,
    only: Only = None,
) -> None:
    """What dbt costs, and a night of the demo without a change."""
    with tempfile.TemporaryDirectory() as folder:
        keep("dbt", dbt_itself.measure(Path(folder), number, rounds, only or ()))


@app.command()
def night(
    sizes: Sizes = None,
    follow: Follow = False,
    rounds: Rounds = 5,
    once_from: Annotated[
        int, typer.Option(help="Customers from which on each way runs once, as it takes long.")
    ] = 1_000_000,
) -> None:
    """A whole night, against hand-written SQL for the same tables."""
    del follow
    measured: list[Ratio | Verdict] = []
    for size in sizes or nights.SIZES:
        with tempfile.TemporaryDirectory() as folder:
            measured += nights.measure(Path(folder), size, 1 if size >= once_from else rounds)
    keep("night", measured)


@app.command()
def rivals(number: Customers = 1_000_000, rounds: Rounds = 5) -> None:
    """Other ways to the same answers: dlt and dbt, pandas, OpenRetailScience, lifetimes."""
    with tempfile.TemporaryDirectory() as folder:
        keep("rivals", all_rivals.measure(Path(folder), number, rounds))


_FEW: dict[str, Any] = {"only": ["+stg_template__order_lines"], "rounds": 1}
# Rooms in the order of `everything`, and how tiny each is; None where it needs more than one whole
# night even then, so that tests look after it.
TINY: dict[Callable[..., None], dict[str, Any] | None] = {
    landing: {"megabytes": 0.1, "rounds": 1, "dlt": False},
    publishing: {"sizes": [100, 1000], "rounds": 1},
    identity: {"records": 1000, "rounds": 1},
    customers: {"number": 2000, "rounds": 1},
    dbt: {"number": 200, **_FEW},
    one_percent: {"number": 1000, **_FEW},
    growth: {"sizes": [200, 400], "long": 0.02, **_FEW},
    night: None,
    rivals: None,
    faults: None,
    dashboards: None,
}

if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
