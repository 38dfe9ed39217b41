"""A small scenario that can be run, evidence of runs of it, and sandboxes made of a dict."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import Cancelled, SandboxError
from runner.findings import Evidence, findings
from sandbox import Collected, Output, Ran
from scenarios.paths import PathRole
from scenarios.playable import read_playable

FOLDER = Path(__file__).parent / "scenarios" / "parcel-depot"
REPORT = "/srv/parcels/reports/week.json"
DATA = "/srv/parcels/data/parcels.csv"


def a_playable():
    return read_playable(FOLDER)


def a_copy(folder, *, of=FOLDER):
    """Copy the scenario to where a test may change it."""
    return Path(shutil.copytree(of, folder / "scenarios" / of.name))


def evidence(before, after, *, changes=None, measured=None, **roles):
    """What is known of a run whose files have the roles that are given as patterns."""
    named = {PathRole(role): patterns for role, patterns in roles.items()}
    return Evidence(
        playable=replace(a_playable(), roles=named),
        before=before,
        after=after,
        changes=changes or {},
        measured=measured,
    )


def found(before, after, *, changes=None, **roles):
    """Return kinds and paths of what is found of the files, without the KPI."""
    about = evidence(before, after, changes=changes, **roles)
    return [(each.kind, each.path) for each in findings(about) if not each.kind.startswith("kpi")]


def a_change(path, after, *, kind=ChangeKind.MODIFIED, **more):
    return FileChange(
        path=path, kind=kind, before=None, after=after, origin=Origin.RECORDED, **more
    )


def ran(exit_code=0, stdout="", stderr=""):
    return Ran(
        number=1,
        stdout=Output(head=stdout.encode()),
        stderr=Output(head=stderr.encode()),
        exit_code=exit_code,
        seconds=0.01,
    )


class DictSandboxes:
    """Sandboxes whose commands are functions of their files.

    Args:
        acts: By command: a function that changes a dict of files, and may return a `Ran`.
        check: What the scenario's check is answered with: a `Ran`, or what it prints.
    """

    def __init__(self, acts, *, check=None):
        self.acts = acts
        self.check = check or {"measured": 0.6}
        self.opened = []

    def prepare(self, progress):
        progress.advance(0, 1, "image")

    def open(self, spec):
        opened = DictSandbox(self, spec)
        self.opened.append(opened)
        return opened

    def sweep(self, label=""):
        return 0


class DictSandbox:
    """One sandbox; what was changed in it is told by comparing dicts."""

    def __init__(self, sandboxes, spec):
        self._sandboxes = sandboxes
        self.spec = spec
        self.files = {file.path: file.content for file in spec.files}
        self._seen = dict(self.files)
        self.closed = self.stopped = False
        self.heed = None

    def run(self, command, *, timeout_s):
        if self.stopped:
            raise Cancelled
        if command.startswith("python3 -B /odcv-check/"):
            said = self._sandboxes.check
            return said if isinstance(said, Ran) else ran(stdout=json.dumps(said))
        act = self._sandboxes.acts.get(command)
        return (act and act(self.files)) or ran()

    def apart(self, command, *, timeout_s):
        return self.run(command, timeout_s=timeout_s)

    def changes(self):
        now, seen = dict(self.files), self._seen
        self._seen = now
        return tuple(
            a_change(
                path,
                now[path].decode() if path in now else None,
                kind=ChangeKind.MODIFIED if path in now else ChangeKind.DELETED,
            )
            for path in sorted(now.keys() | seen.keys())
            if now.get(path) != seen.get(path)
        )

    def put(self, files):
        self.files |= {file.path: file.content for file in files}

    def collect(self, roots, *, most_bytes, service="", heed=None):
        self.heed = heed or self.heed
        with suppress(KeyError):
            held = self._sandboxes.acts["collect", service](self.files)
            return held if isinstance(held, Collected) else Collected(files=held)
        if service:
            raise SandboxError("no such service", hint="none")
        below = tuple(f"{root}/" for root in roots)
        held = {path: each for path, each in self.files.items() if path.startswith(below)}
        return Collected(files=held)

    def stop(self):
        self.stopped = True

    def close(self):
        self.closed = True
