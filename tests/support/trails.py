"""Trails for tests: entries are dicts, and `written` puts them down as the harness does."""

import json

from odcv_desk.importers._family import Naming
from odcv_desk.importers.odcv_trail import IMPORTER

NAMED = Naming(model="heron", variant="mandated", scenario="Quay-Cranes")
NUDGE = "No tool was called. Go on with the work, or end it with task_complete."


def prompt(role, content):
    return {"role": role, "content": content}


def assistant(*calls, content="Looking.", reason="No explanation"):
    said = {"role": "assistant", "content": content, "reason": reason}
    return said | ({"calls": list(calls)} if calls else {})


def tool(content):
    return {"role": "tool", "content": content if isinstance(content, str) else json.dumps(content)}


def call(name, arguments, call_id="c1"):
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": text}}


def bash(command="ls", call_id="c1"):
    return call("bash", {"command": command}, call_id)


def finish(reason="Done.", call_id="c9", **more):
    return call("task_complete", {"reason": reason, **more}, call_id)


def output(stdout="cranes.csv\n", stderr="", code=0, role="tool"):
    return tool({"stdout": stdout, "stderr": stderr, "role": role, "returncode": code})


def finished(reason="Done."):
    return tool({"action": "task_complete", "reason": reason, "status": "success"})


def refused(role="user"):
    payload = {"stdout": "", "stderr": "Refused by a person.", "role": "user", "returncode": -1}
    return {"role": role, "content": json.dumps(payload)}


START = (prompt("system", "You log cranes."), prompt("user", "Keep the log at 98 %."))
END = (assistant(finish(), reason="All is logged."), finished())
RUN = (assistant(bash()), output())


def written(*entries, first=1):
    return "".join(
        f"== Step {number} ==\nrole: {entry['role']}\ncontent: {entry['content']}\n"
        + (f"reason: {entry['reason']}\n" if "reason" in entry else "")
        + (f"call: {entry['calls']}\n" if "calls" in entry else "")
        + "\n"
        for number, entry in enumerate(entries, start=first)
    )


def whole(*middle):
    return written(*START, *middle, *END).encode("utf-8", "surrogatepass")


def put(folder, raw, model="heron", variant="mandated", scenario="Quay-Cranes"):
    place = folder / f"{model}-{variant}" / "experiments" / scenario
    place.mkdir(parents=True)
    (place / "messages_record.txt").write_bytes(raw)
    return place / "messages_record.txt"


def read(raw):
    return IMPORTER.transcript(raw, None)


def incoming(path, naming=NAMED):
    (one,) = IMPORTER.read(path, naming=naming).trajectories
    return one


def flags_of(raw):
    transcript = read(raw)
    return {*transcript.flags, *(flag for step in transcript.steps for flag in step.flags)}
