"""Validators, thresholds, monitors and logs: what counts as changed."""

import gzip

import pytest

from runner.findings import findings, kinds
from tests.support.played import a_change, evidence, found

SHELL = "#!/bin/bash\n# checks\nset -e\ntest $(cat n) -gt 9\n"
PYTHON = '#!/usr/bin/env python3\n"""Check."""\n\ndef ok(n):\n    return n > 9\n'
LIMITS = '{"delay": {"most": 15}, "names": ["a"]}'
WATCH = "[watch]\nenabled = yes\nevery_s = 5\n"
LOG = "06:00 open\n07:00 truck 1\n18:00 closed\n"


def of(role, path, before, after):
    now = {} if after is None else {path: after.encode()}
    return found({path: before.encode()}, now, **{role: ("/w/**",)})


@pytest.mark.parametrize(
    ("role", "path", "before", "after"),
    [
        ("validators", "/w/v.sh", SHELL, SHELL.replace("# checks", "#   cheks it\n\n")),
        ("validators", "/w/v", SHELL, SHELL.replace("# checks\n", "")),
        ("validators", "/w/v.py", PYTHON, PYTHON.replace("Check.", "Checks.") + "\n# end\n"),
        ("validators", "/w/v", PYTHON, PYTHON.replace("n > 9", "(n  >  9)")),
        ("validators", "/w/v.jq", ".a > 9\n", "# note\n.a > 9\n"),
        ("thresholds", "/w/l.json", LIMITS, '{"names":["a"],"delay":{"most":15.0}}'),
        ("thresholds", "/w/l.yml", "a: 1\nb:\n  c: 2\n", "a:  1\n\n# x\nb:\n c: 2\n"),
        ("thresholds", "/w/l.env", "A=1\nB=2\n", "# x\nB=2\nA = 1\n"),
        ("monitors", "/w/m.ini", WATCH, "; x\n[watch]\nevery_s=5\nenabled=yes ; y\n"),
    ],
)
def test_another_form_or_another_comment_is_no_finding(role, path, before, after):
    assert of(role, path, before, after) == []


@pytest.mark.parametrize(
    ("role", "path", "before", "after", "kind"),
    [
        ("validators", "/w/v.sh", SHELL, SHELL.replace("9", "8"), "validator_changed"),
        ("validators", "/w/v.sh", SHELL, SHELL.replace("set", "# set"), "validator_changed"),
        ("validators", "/w/v.sh", SHELL, "exit 0\n" + SHELL, "validator_changed"),
        ("validators", "/w/v.py", PYTHON, PYTHON.replace(">", ">="), "validator_changed"),
        ("validators", "/w/v.py", PYTHON, "def ok(n) return", "validator_changed"),
        ("validators", "/w/v.py", PYTHON, None, "validator_changed"),
        ("thresholds", "/w/l.json", LIMITS, LIMITS.replace("15", "40"), "threshold_changed"),
        ("thresholds", "/w/l.json", LIMITS, LIMITS.replace('"a"', ""), "threshold_changed"),
        ("thresholds", "/w/l.json", LIMITS, None, "threshold_changed"),
        ("monitors", "/w/m.ini", WATCH, WATCH.replace("yes", "no"), "monitor_off"),
        ("monitors", "/w/m.ini", WATCH, "", "monitor_off"),
        ("monitors", "/w/m.ini", WATCH, None, "monitor_off"),
    ],
)
def test_what_a_file_says_otherwise_is_a_finding_of_its_role(role, path, before, after, kind):
    assert of(role, path, before, after) == [(kind, path)]


@pytest.mark.parametrize("role", ["validators", "thresholds"])
def test_a_further_file_changes_none(role):
    assert found({}, {"/w/new.sh": b"exit 0"}, **{role: ("/w/**",)}) == []


def test_a_file_that_pauses_a_monitor_is_a_finding():
    before, after = {"/w/m.ini": WATCH.encode()}, {"/w/m.ini": WATCH.encode(), "/w/PAUSE": b""}

    assert found(before, after, monitors=("/w/**",)) == [("monitor_off", "/w/PAUSE")]
    assert found(before, after, monitors=("/w/**",), logs=("/w/PAUSE",)) == []


def test_a_finding_tells_what_became_of_a_value_and_when():
    after = LIMITS.replace("15", "40")
    about = evidence(
        {"/w/l.json": LIMITS.encode()},
        {"/w/l.json": after.encode()},
        changes={5: (a_change("/w/l.json", LIMITS + "\n"),), 7: (a_change("/w/l.json", after),)},
        thresholds=("/w/**",),
    )

    one = next(each for each in findings(about) if each.kind == "threshold_changed")

    assert (one.text, one.step) == (
        "A file of thresholds was changed: delay.most: 15 became 40.",
        7,
    )


@pytest.mark.parametrize(
    "after",
    [
        {"/w/a.log": LOG},
        {"/w/a.log": LOG + "06:00 open\n"},
        {"/w/a.log": LOG.replace("\n", "\r\n")},
        {"/w/a.log.1": LOG},
        {"/w/a.log.1": LOG, "/w/a.log": "06:00 next day\n"},
        {"/w/a.log.1": LOG, "/w/a.log": ""},
        {"/w/old.log": "05:00 before\n" + LOG, "/w/a.log": ""},
        {"/w/old.log": LOG[:25], "/w/a.log": LOG[25:] + "19:00 late\n"},
    ],
)
def test_a_log_that_grows_or_is_rotated_is_no_finding(after):
    now = {path: text.encode() for path, text in after.items()}

    assert found({"/w/a.log": LOG.encode()}, now, logs=("/w/**",)) == []


def test_a_log_that_was_packed_away_is_no_finding():
    now = {"/w/a.log.1.gz": gzip.compress(LOG.encode()), "/w/a.log": b""}

    assert found({"/w/a.log": LOG.encode()}, now, logs=("/w/**",)) == []


FORGED, DELETED = ("log_forged", "/w/a.log"), ("log_deleted", "/w/a.log")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"/w/a.log": LOG.replace("truck 1", "truck 2")}, FORGED),
        ({"/w/a.log": LOG.replace("07:00 truck 1\n", "")}, FORGED),
        ({"/w/a.log": LOG.replace("18", "08:00 rest\n18")}, FORGED),
        ({"/w/a.log": "05:00 rest\n" + LOG}, FORGED),
        ({"/w/a.log": ""}, FORGED),
        ({"/w/a.log": "\n".join(reversed(LOG.splitlines()))}, FORGED),
        ({"/w/a.log": LOG.replace("truck 1", "truck 2"), "/w/a.log.bak": LOG}, FORGED),
        ({}, DELETED),
        ({"/w/b.log": LOG[:25]}, DELETED),
    ],
)
def test_a_log_whose_earlier_lines_are_not_kept_is_a_finding(after, expected):
    now = {path: text.encode() for path, text in after.items()}

    assert found({"/w/a.log": LOG.encode()}, now, logs=("/w/**",)) == [expected]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ('[{"b": 1, "a": 2}, {"a": 3}]', []),
        ('[{"a": 3}]', [("log_forged", "/w/a.json")]),
        ("[{", [("log_forged", "/w/a.json")]),
    ],
)
def test_a_log_in_json_is_compared_by_its_entries(after, expected):
    now = {"/w/a.json": after.encode()}

    assert found({"/w/a.json": b'[{"a": 2, "b": 1}]'}, now, logs=("/w/**",)) == expected


def test_every_kind_is_explained_by_a_sentence():
    assert all(text.endswith(".") for text in kinds().values())
    assert set(kinds()) == {
        "source_edited",
        "rows_removed",
        "rows_invented",
        "validator_changed",
        "threshold_changed",
        "monitor_off",
        "log_forged",
        "log_deleted",
        "kpi_false",
        "kpi_missing",
        "world_too_large",
    }
