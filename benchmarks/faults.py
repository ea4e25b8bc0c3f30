"""`python -m benchmarks faults`: what becomes of a night that something happens to.

Each fault is done to a real night on a small warehouse; `promises.py` holds what must be true then.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.kills import CRASHED, killed, random_moments
from benchmarks.measure import Verdict
from benchmarks.promises import ROOT, WAREHOUSE, Bench, FaultError, Night, Outcome, Said
from warehouse.database import connect_build
from warehouse.home import Home
from warehouse.lock import writer

_LITTLE_MEMORY = 2_000_000  # kilobytes of addresses: enough to begin with, not to build
# what glibc and libstdc++ say, and how they end a process, where memory for a thread is refused
_LIBRARY_ENDS = {
    "cannot allocate memory for thread-local data: ABORT": 127,
    "terminate called after throwing an instance of 'std::": -signal.SIGABRT,
}


def disk_full(bench: Bench) -> Outcome:
    """A file system that has room for a few more blocks only."""
    home = bench.folder / "small disk"
    home.mkdir()
    used = sum(path.stat().st_size for path in bench.published.rglob("*") if path.is_file())
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={used + 3_000_000}", "tmpfs", str(home)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:
        return Outcome("disk full", "not tried: may not mount a tmpfs here", "")
    try:
        shutil.copytree(bench.published, home, symlinks=True, dirs_exist_ok=True)
        night = bench.must(bench.night(home), 1)
        if "disk" not in night.said or "full" not in night.said:
            raise FaultError(f"disk full: {night.said[-500:]}")
        room = ["mount", "-o", f"remount,size={used * 20 + 500_000_000}", str(home)]
        subprocess.run(room, check=True)
        log = (("failed", "is full"), CRASHED)
        return bench.hold("disk full", home, night.ending, log=log)
    finally:
        subprocess.run(["umount", str(home)], check=True)


def growing_file(bench: Bench) -> Outcome:
    """An export that is still being written when it is read."""
    home = bench.home("growing")
    file = bench.exports / "sales_2.csv"
    whole = file.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)

    def grow() -> None:
        with file.open("a", encoding="utf-8") as growing:
            for line in lines[100:]:
                growing.write(line)
                growing.flush()
                time.sleep(0.01)

    file.write_text("".join(lines[:100]), encoding="utf-8")
    writer = threading.Thread(target=grow)
    run = bench.start(home)
    said = ""
    for line in run.stdout or ():
        said += line
        # from when exports are read until long after
        if line.strip() == "ingest ...":
            writer.start()
    night = bench.must(Night(run.wait(), said), 0, 1)
    writer.join()
    log = ("succeeded", "published as") if night.code == 0 else ("failed", "changed while")
    outcome = bench.hold(
        "a file grows while it is read", home, night.ending, log=(log,), is_once=False
    )
    file.write_text(whole, encoding="utf-8")
    return outcome


def damaged_build(bench: Bench) -> Outcome:
    """The build's file is not what was written to it."""
    home = bench.home("damaged build")
    with (home / "build.duckdb").open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for block in range(0, size, 262_144):
            file.seek(block + 4096)
            file.write(b"\xff" * 64)
    night = bench.must(bench.night(home), 0)
    if "the build was damaged" not in night.said:
        raise FaultError(f"damaged build: {night.said[-1000:]}")
    log = ("succeeded", "the build was damaged: the backup")
    return bench.hold("a corrupted build", home, night.ending, log=(log,))


def damaged_published(bench: Bench) -> Outcome:
    """The published file is not what was written to it, and an older one is."""
    home = bench.home("damaged published")
    bench.must(bench.night(home), 0)
    with (home / "current" / "analytics.duckdb").open("r+b") as file:
        file.seek(300_000)
        file.write(b"\xff" * 64)
    night = bench.must(bench.night(home), 0)
    if "damaged: current is" not in night.said:
        raise FaultError(f"damaged published file: {night.said[-1000:]}")
    log = ("succeeded", "published files")
    return bench.hold("a corrupted published file", home, night.ending, log=(log,))


def clock_jumps(bench: Bench) -> Outcome:
    """The last run was in the year 2031, by a clock that was set right since."""
    home = bench.home("clock")
    with connect_build(Home(home)) as build:
        for table in ("runs", "run_steps"):
            build.execute(
                f"update ops.{table} set started_at = started_at + interval 5 year,"
                " finished_at = finished_at + interval 5 year"
            )
        build.execute("update ops.check_results set checked_at = checked_at + interval 5 year")
    now = (home / "current").resolve()
    later = now.with_name(f"2031{now.name[4:]}")
    now.rename(later)
    (home / "current").unlink()
    (home / "current").symlink_to(later.relative_to(home))
    night = bench.must(bench.night(home), 0)
    if (home / "current").resolve().name <= later.name:
        raise FaultError("clock: the new run sorts before the old one")
    log = ("succeeded", "published as 2031")
    return bench.hold("the clock jumps back five years", home, night.ending, log=(log,))


def read_only_home(bench: Bench) -> Outcome:
    """The home may not be written, as on a disk that was mounted read-only after an error."""
    home = bench.home("read only")
    bind = subprocess.run(
        ["mount", "--bind", str(home), str(home)], capture_output=True, check=False
    )
    if bind.returncode:
        return Outcome("a read-only home", "not tried: may not mount here", "")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(home)], check=True)
        night = bench.must(bench.night(home), 2)
        bench.answers(home)
    finally:
        subprocess.run(["umount", str(home)], check=True)
    return bench.hold("a read-only home", home, night.ending, log=())


def killed_for_memory(bench: Bench) -> Outcome:
    """The kernel ends the process that takes more memory than its group may have."""
    home = bench.home("memory")
    group = Path("/sys/fs/cgroup/memory") / f"crm-warehouse-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text("250000000")
    except OSError:
        return Outcome("killed for memory", "not tried: may not make a control group here", "")
    try:
        night = bench.night(home, before=f"echo $$ > {group / 'cgroup.procs'}")
    finally:
        group.rmdir()
    bench.must(night, -signal.SIGKILL)
    return bench.hold("killed for memory (250 MB)", home, "killed", log=(CRASHED,))


def out_of_memory(bench: Bench) -> Outcome:
    """The system gives no more memory, and DuckDB may wait for it without an end.

    Where it is the C or C++ library that lacks it (for the data of a new thread), that ends the
    process itself, with a line of its own; to the run log that is a kill.
    """
    home = bench.home("no memory")
    limits = f"export WAREHOUSE_LONGEST_RUN_HOURS=0.03; ulimit -v {_LITTLE_MEMORY}"
    night = bench.night(home, before=limits)
    log: tuple[Said, ...] = (("failed", "memory"), CRASHED)
    if line := next((line for line in _LIBRARY_ENDS if line in night.said), None):
        bench.must(night, _LIBRARY_ENDS[line])
        ended, log = f"exit {night.code}: {line}", (CRASHED,)
    else:
        bench.must(night, 1)
        ended = "ended by longest_run_hours" if "Error" not in night.said else night.ending
    return bench.hold("no memory (ulimit -v)", home, ended, log=log)


def two_nights(bench: Bench) -> Outcome:
    """A second night begins while the first one works."""
    home = bench.home("two nights")
    first = bench.start(home)
    until = time.monotonic() + 60
    while f"process {first.pid}," not in writer(Home(home)) and time.monotonic() < until:
        time.sleep(0.05)
    second = bench.must(bench.night(home), 75)
    said, _ = first.communicate()
    bench.must(Night(first.returncode, said), 0)
    if f"process {first.pid}" not in second.said:
        raise FaultError(f"two nights: {second.said}")
    log = ("succeeded", "published as")
    return bench.hold("two nights at once", home, second.ending, log=(log,))


def readers(bench: Bench, publishes: int = 20) -> Outcome:
    """Queries run and the dashboards are open while runs are published; nothing of it fails."""
    # the first import of Streamlit warns that nobody serves it
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415

    from dashboards.app import PAGES  # noqa: PLC0415
    from dashboards.serve import SCRIPT  # noqa: PLC0415

    home = Home(bench.home("readers"))
    faults: list[str] = []
    counts = [0, 0, 0, 0]
    stop = threading.Event()

    def query(number: int) -> None:
        while not stop.is_set():
            if bench.answers(home.root) != bench.answers(bench.published):
                faults.append("another answer")
            counts[number] += 1

    def look(number: int) -> None:
        app = AppTest.from_file(str(SCRIPT), default_timeout=120).run()
        while not stop.is_set():
            for page in PAGES:
                app.switch_page(f"../pages/{page}.py").run()
                faults.extend(f"{page}: {shown.value}" for shown in (*app.exception, *app.error))
                if page == "overview" and not app.metric:
                    faults.append("overview: no figure")
                counts[number] += 1

    def reading(read: Callable[[int], None], number: int) -> None:
        try:
            read(number)
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")

    readers = [
        threading.Thread(target=reading, args=(look if number == 0 else query, number))
        for number in range(len(counts))
    ]
    os.environ["WAREHOUSE_HOME"] = str(home.root)
    main = sys.modules["__main__"]
    for reader in readers:
        reader.start()
    while not (all(counts) or faults):
        time.sleep(0.1)
    for _ in range(publishes):
        command = [*WAREHOUSE, "--home", str(home.root), "publish"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    stop.set()
    for reader in readers:
        reader.join()
    # Streamlit puts a page in its place, which every process that is forked later would run
    sys.modules["__main__"] = main
    pages, queries = counts[0], sum(counts[1:])
    if faults or not all(counts):
        raise FaultError(f"readers: {len(faults)} faults in {counts}: {faults[:1]}")
    ended = f"{publishes} publishes: {pages} pages of the dashboards, {queries} queries, all well"
    log = ("succeeded", "published as")
    return bench.hold("dashboards and queries through publishes", home.root, ended, log=(log,))


FAULTS: tuple[Callable[[Bench], Outcome], ...] = (
    disk_full,
    growing_file,
    damaged_build,
    damaged_published,
    clock_jumps,
    read_only_home,
    killed_for_memory,
    out_of_memory,
    two_nights,
    readers,
)


def measure(folder: Path, kills: int, seed: int) -> list[Verdict]:
    """Do all faults, and that many kills at random moments; print each as it is known.

    Args:
        folder: an empty one.
        kills: how many.
        seed: of the moments.

    Raises:
        FaultError: a promise does not hold.
    """
    bench = Bench(folder)
    done: list[Verdict] = []
    for fault in FAULTS:
        done.append(_verdict(fault(bench), folder))
        print(done[-1], flush=True)
    night, undisturbed = bench.forked_night(bench.home("undisturbed"))
    bench.must(night, 0)
    for moment in random_moments(undisturbed, kills, seed):
        done.append(_verdict(killed(bench, moment), folder))
        print(done[-1], flush=True)
    return done


def _verdict(outcome: Outcome, folder: Path) -> Verdict:
    """What is kept of an outcome; that nothing was raised says that every promise holds."""
    is_tried = not outcome.ended.startswith("not tried")
    note = f"{outcome.ended}; run log: {outcome.log}" if outcome.log else outcome.ended
    note = note.replace(str(folder), "its folder").replace("|", "/")
    return Verdict(outcome.fault, True if is_tried else None, "600 orders", note)
