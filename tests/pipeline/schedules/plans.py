"""Plans made by hand, whose program writes down what it was started with."""

import datetime as dt
import json
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.schedules.plan import Plan

FIRST = dt.date(2026, 1, 1)


def make_plan(folder: Path, *, zone="UTC", at="04:15", deadline="07:00", odd="") -> Plan:
    """A plan on files that exist, each with `odd` in its name."""
    home, exports = folder / f"home{odd}", folder / f"exports{odd}"
    # systemd starts no program whose path has quotes, however they are written
    program = folder / f"bin{odd}".replace("'", "").replace('"', "") / "warehouse"
    for path in (home / "logs", exports, program.parent):
        path.mkdir(parents=True)
    script = (
        "import json, os, sys, pathlib\n"
        f"told = pathlib.Path({str(folder / 'told.json')!r})\n"
        "told.write_text(json.dumps([sys.argv[1:], os.environ.get('TOKEN')]))\n"
    )
    (folder / "script.py").write_text(script)
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{folder}/script.py' \"$@\"\n")
    program.chmod(0o755)
    environment = folder / f"config{odd}" / "environment"
    environment.parent.mkdir()
    environment.write_text("TOKEN='a b%c$d'\n")
    return Plan(
        name="crm-warehouse",
        home=home,
        program=program,
        exports=(exports,),
        at=dt.time.fromisoformat(at),
        deadline=dt.time.fromisoformat(deadline),
        zone=ZoneInfo(zone),
        environment=environment,
    )


def told(folder: Path) -> tuple[list[str], str | None]:
    """The arguments that the program was started with, and its secret."""
    arguments, token = json.loads((folder / "told.json").read_text())
    return arguments, token
