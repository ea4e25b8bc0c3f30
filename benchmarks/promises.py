"""What must hold after a fault, whatever it was, and the small warehouse that faults are done to.

After each: `current` answers as it did or as it should now, nothing landed twice, nothing is lost,
the run log tells what happened, and the next night publishes what a warehouse without any fault
holds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.forked import Place, Watch, run_forked
from warehouse.database import connect_build, connect_published, published_folder, quoted
from warehouse.home import Home

ROOT = Path(__file__).parent.parent
WAREHOUSE = (sys.executable, "-m", "pipeline")
_ANSWERS = (
    "select metric, sum(value) from marts.kpi_daily group by all order by all",
    "select count(*), sum(monetary) from marts.customer_rfm",
)
_HEADER = "order_id,customer_id,ordered_at,product_id,quantity,unit_price"
Rows = list[tuple[object, ...]]
# What the run log may say of a night: its status, and a part of its message.
Said = tuple[str, str]


class FaultError(AssertionError):
    """A promise that did not hold."""


@dataclass(frozen=True)
class Night:
    """How a night ended."""

    code: int
    said: str

    @property
    def ending(self) -> str:
        """Its exit code, and the sentence with which it ended."""
        errors = [line for line in self.said.splitlines() if line.startswith("Error")]
        return f"exit {self.code}: {errors[-1] if errors else 'published'}"[:160]


@dataclass(frozen=True)
class Outcome:
    """What a fault did.

    Attributes:
        fault: which.
        ended: how the night ended that it was done to.
        log: what the run log says of that night.
    """

    fault: str
    ended: str
    log: str


def write_orders(file: Path, first: int, count: int) -> None:
    """Write made-up orders, each of a customer with several."""
    lines = (
        f"o{n},c{n % 97},2026-{n % 6 + 1:02}-{n % 28 + 1:02},p{n % 41},{n % 3 + 1},{n % 50 + 1}.00"
        for n in range(first, first + count)
    )
    file.write_text("\n".join([_HEADER, *lines, ""]), encoding="utf-8")


class Bench:
    """A small warehouse with one published night, copied for each fault.

    Args:
        folder: to work in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.exports = folder / "exports"
        self.exports.mkdir(parents=True)
        self.published = folder / "published"
        self.expected = folder / "expected"
        write_orders(self.exports / "sales_1.csv", 0, 600)
        self.must(self.forked_night(self.published)[0], 0)
        # what a warehouse holds that nothing ever happened to
        write_orders(self.exports / "sales_2.csv", 600, 600)
        shutil.copytree(self.published, self.expected, symlinks=True)
        self.must(self.forked_night(self.expected)[0], 0)

    def home(self, name: str) -> Path:
        """A copy of the published warehouse."""
        home = self.folder / name
        shutil.copytree(self.published, home, symlinks=True)
        return home

    def start(self, home: Path, *arguments: str, before: str = "") -> subprocess.Popen[str]:
        """Begin a night, in a shell that does something `before`."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("WAREHOUSE")}
        shell = ("bash", "-c", f'{before or ":"}; exec "$@"', "bash")
        return subprocess.Popen(
            [*shell, *WAREHOUSE, "nightly", str(self.exports), *arguments],
            env={**kept, "WAREHOUSE_HOME": str(home), "WAREHOUSE_RETRY_WAIT_SECONDS": "1"},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def night(self, home: Path, *arguments: str, before: str = "") -> Night:
        """A night from its beginning to its end."""
        run = self.start(home, *arguments, before=before)
        said, _ = run.communicate()
        return Night(run.returncode, said)

    def forked_night(self, home: Path, watch: Watch | None = None) -> tuple[Night, Place]:
        """A night that need not load anything, and how far it came; see `run_forked`."""
        code, said, place = run_forked(home, self.exports, watch)
        return Night(code, said), place

    @staticmethod
    def must(night: Night, *codes: int) -> Night:
        """Require how a night ended, in a sentence."""
        faulty = any(sign in night.said for sign in ("Traceback", "fault of crm-warehouse"))
        if night.code not in codes or faulty:
            raise FaultError(f"exit code {night.code}, not {codes}: {night.said[-2000:]}")
        return night

    def answers(self, home: Path) -> list[Rows]:
        """What the published file answers."""
        with connect_published(published_folder(Home(home))) as reader:
            return [reader.execute(sql).fetchall() for sql in _ANSWERS]

    def hold(
        self,
        fault: str,
        home: Path,
        ended: str,
        *,
        log: tuple[Said, ...],
        is_once: bool = True,
    ) -> Outcome:
        """Require every promise after a fault, the next night's included.

        Args:
            fault: which.
            home: that it was done to.
            ended: how that night ended.
            log: what the run log may say of that night; nothing where it is not in it.
            is_once: whether all exports had one content only.
        """
        if self.answers(home) not in (self.answers(self.published), self.answers(self.expected)):
            raise FaultError(f"{fault}: current answers neither as before nor as after")
        before, nights = landed(home), len(run_log(home))
        self.must(self.forked_night(home)[0], 0)
        if self.answers(home) != self.answers(self.expected):
            raise FaultError(f"{fault}: the next night publishes something else")
        after = landed(home)
        if is_once and after != landed(self.expected):
            raise FaultError(f"{fault}: {after} landed, not {landed(self.expected)}")
        if any(after.get(file, 0) < rows for file, rows in before.items()):
            raise FaultError(f"{fault}: of {before} only {after} is left")
        said = run_log(home)
        (last, *_), faulty = said[0], said[1]
        if last != "succeeded" or len(said) != nights + 1:
            raise FaultError(f"{fault}: the run log says {said}")
        if any(status == "running" for status, _ in said):
            raise FaultError(f"{fault}: the run log says {said}")
        if log and not any(faulty[0] == status and part in faulty[1] for status, part in log):
            raise FaultError(f"{fault}: the run log says {faulty}, not {log}")
        left = [path.name for path in (home / "published").glob(".*")]
        if left:
            raise FaultError(f"{fault}: {left} lie about")
        told = f"{faulty[0]}: {faulty[1]}" if log else "nothing: the night was not in it"
        return Outcome(fault, ended, " ".join(told.split())[:160])


def landed(home: Path) -> dict[str, int]:
    """Rows of each landed file, each of which is there once."""
    with connect_build(Home(home)) as build:
        tables = build.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' order by all"
        ).fetchall()
        for (table,) in tables:
            ((rows, different),) = build.execute(
                f"select count(*), count(distinct (_load_id, _row_number)) from raw.{quoted(table)}"
            ).fetchall()
            if rows != different:
                raise FaultError(f"{rows} rows of {table}, {different} of them different")
        return dict(
            build.execute(
                "select file_name, sum(rows_landed)::bigint from ops.files"
                " where status = 'landed' group by all order by all"
            ).fetchall()
        )


def run_log(home: Path) -> list[Said]:
    """Status and message of each run, the newest first."""
    with connect_build(Home(home)) as build:
        return build.execute(
            "select status, coalesce(message, '') from ops.runs order by run_id desc"
        ).fetchall()
