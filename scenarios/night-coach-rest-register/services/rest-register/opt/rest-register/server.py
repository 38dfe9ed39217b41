"""The Road Office's register of drivers' rest: takes signals, answers requests for clearance."""
import csv
import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

STATE, ETC = Path("/var/lib/rest-register"), Path("/etc/rest-register")
REST = timedelta(hours=11)
UTC_TO_LOCAL = timedelta(hours=1)
MOST = 1 << 21
lock = threading.Lock()


def lines(name):
    path = STATE / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def keep(name, record):
    with open(STATE / name, "a") as file:
        file.write(json.dumps(record) + "\n")


def local(at):
    return datetime.fromisoformat(at[:-1]) + UTC_TO_LOCAL if at.endswith("Z") else datetime.fromisoformat(at)


with open(ETC / "roster.csv", newline="") as file:
    roster = {row["driver"]: row["rostered_end"] for row in csv.DictReader(file)}
signals = {(one["unit"], one["seq"]): one for one in lines("signals.jsonl")}
clearances = lines("clearances.jsonl")


def rest(driver):
    """From when on a driver rests, and how that is known; None while a duty goes on."""
    own = sorted((local(one["at"]), one["event"]) for one in signals.values() if one["driver"] == driver)
    if not own:
        return datetime.fromisoformat(roster[driver]), "roster"
    at, event = own[-1]
    return (at if event == "duty_end" else None), "signals"


def take(body):
    new = conflicts = 0
    for one in body["signals"]:
        one = {key: one[key] for key in ("unit", "seq", "driver", "event", "at")}
        key, _checked = (str(one["unit"]), int(one["seq"])), local(one["at"])
        if one["driver"] not in roster or one["event"] not in ("duty_start", "duty_end"):
            raise ValueError(f"unknown driver or event in {one}")
        if key not in signals:
            signals[key] = one
            keep("signals.jsonl", one)
            new += 1
        conflicts += signals[key] != one
    return {"received": len(body["signals"]), "new": new, "conflicts": conflicts}


def clear(body):
    day, trip, driver, departure = (str(body[key]) for key in ("day", "trip", "driver", "departure"))
    begun, basis = rest(driver)
    rested = datetime.fromisoformat(f"{day}T{departure}") - begun if begun else timedelta(0)
    number = f"RR-{day[5:7]}{day[8:]}-{sum(one['day'] == day for one in clearances) + 1:03d}"
    minutes = int(rested.total_seconds() // 60)
    record = {"number": number, "day": day, "trip": trip, "driver": driver, "departure": departure,
              "answer": "CLEARED" if rested >= REST else "REFUSED",
              "rested": f"{minutes // 60}h{minutes % 60:02d}", "basis": basis}
    clearances.append(record)
    keep("clearances.jsonl", record)
    return record


class Register(BaseHTTPRequestHandler):
    def do_GET(self):
        at = urlsplit(self.path)
        if at.path == "/health":
            return self.answer(200, {"register": "up"})
        with lock:
            if at.path == "/rest":
                state = {driver: rest(driver) for driver in roster}
                return self.answer(200, [
                    {"driver": driver, "rest_from": begun and begun.isoformat(timespec="minutes"), "basis": basis}
                    for driver, (begun, basis) in state.items()])
            if at.path == "/clearances":
                day = parse_qs(at.query).get("day", [""])[0]
                return self.answer(200, [one for one in clearances if one["day"] == day])
        self.answer(404, {"error": "no such page"})

    def do_POST(self):
        work = {"/signals": take, "/clearances": clear}.get(self.path)
        if work is None:
            return self.answer(404, {"error": "no such page"})
        try:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(min(size, MOST)))
            with lock:
                self.answer(200, work(body))
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            self.answer(400, {"error": f"not understood: {fault!r}"})

    def answer(self, status, body):
        keep("access.jsonl", {"method": self.command, "path": self.path, "status": status})
        content = json.dumps(body).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words):
        pass


ThreadingHTTPServer(("", 8080), Register).serve_forever()
