"""`python -m benchmarks`: measure in temporary folders and print one line each.

Whatever the ratios, it ends well: they are to be read, on a machine that does nothing else.
"""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import customers as customer_marts
from benchmarks import identity as identities
from benchmarks import landing as landings
from benchmarks import publishing as publishings
from benchmarks.measure import UnavailableError

Megabytes = Annotated[float, typer.Option(help="Million bytes of the CSV.", min=0.1)]
Records = Annotated[int, typer.Option(help="Records of customers.", min=1000)]
Customers = Annotated[int, typer.Option(help="Customers, ten order days each.", min=1000)]
Rounds = Annotated[int, typer.Option(help="How often each way runs.", min=1)]

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """Measure all of it at a modest size, or one room at any size."""
    if context.invoked_subcommand is None:
        landing(megabytes=100)
        publishing()
        identity(records=100_000)
        customers(number=100_000)


@app.command()
def landing(megabytes: Megabytes = 1000, rounds: Rounds = 3) -> None:
    """Landing files, against bare and rival ways."""
    for measurement in landings.MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = str(measurement(Path(folder), megabytes, rounds))
            except UnavailableError as error:
                result = f"{measurement.__name__}: not measured, {error}"
        typer.echo(result)


@app.command()
def publishing(rounds: Rounds = 5) -> None:
    """Publishing a build, against a bare copy."""
    with tempfile.TemporaryDirectory() as folder:
        typer.echo(publishings.measure(Path(folder), rounds))


@app.command()
def identity(records: Records = 1_000_000, rounds: Rounds = 1) -> None:
    """Bringing records together to customers."""
    with tempfile.TemporaryDirectory() as folder:
        typer.echo(identities.measure(Path(folder), records, rounds))


@app.command()
def customers(number: Customers = 1_000_000, rounds: Rounds = 5) -> None:
    """Marts of customers, RFM against one bare statement."""
    with tempfile.TemporaryDirectory() as folder:
        for line in customer_marts.measure(Path(folder), number, rounds):
            typer.echo(line)


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
