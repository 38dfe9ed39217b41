"""How long it takes from the start of the process until something is to be seen."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
TIMES = 7
WINDOW_MS = 700


def starting_rows(study, name, folder):
    start(study, folder / "home")  # compiles the modules, as the first start after an update does
    starts = [start(study, folder / "home") for _time in range(TIMES)]
    window = [seen["window"] for seen in starts]
    transcript = [seen["transcript"] for seen in starts]
    return [
        row(f"start to window on screen, {name}", window, WINDOW_MS),
        row(f"start to first transcript, {name}", transcript, None),
    ]


def start(study, home):
    """Start the desk in a process of its own; return the milliseconds until each sight."""
    home.mkdir(exist_ok=True)
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.started", str(study)],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    lines = (line.split() for line in done.stdout.splitlines())
    return {what: (float(moment) - begin) * 1e3 for what, moment in lines}


def environment(home):
    """Return the environment of a desk that shows nothing to anybody and keeps to a folder."""
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home)
    places |= {"XDG_CACHE_HOME": home, "PYTHONPYCACHEPREFIX": home / "compiled", "PYTHONPATH": ROOT}
    wanted = {name: str(place) for name, place in places.items()}
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**given, **wanted, "QT_QPA_PLATFORM": "offscreen"}


def row(what, spans, bar):
    middle = statistics.median(spans)
    return {
        "what": what,
        "measured": f"median {middle:.0f} ms, worst {max(spans):.0f} ms",
        "bar": "-" if bar is None else f"{bar} ms",
        "ok": bar is None or middle < bar,
    }
