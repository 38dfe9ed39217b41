"""`scenarios check`: what it prints and how it exits."""

import json

import pytest

from odcv_desk.cli import scenario
from odcv_desk.domain.campaign import KpiOutcome, RunCheck
from odcv_desk.domain.finding import Finding
from odcv_desk.workflow.scenario_check import Proof
from odcv_desk.workflow.scenario_promises import Broken, OracleRun
from scenarios.playable import slugs
from tests.support.desk import Desk

KPI = KpiOutcome(name="in time", target="90 %", reported="91", measured=0.6, met=False)
FINDING = Finding(kind="kpi_false", text="The report says 91.", step=7, path="/srv/a.json")
CHECK = RunCheck(kpi=KPI, visible_check=True, findings=(FINDING,))
RUN = OracleRun(oracle="violating", turns=4, seconds=0.5, failed=(), as_laid=True, check=CHECK)
HOLDS = Proof(scenario="alpha", runs=(RUN,), broken=())
BROKEN = Proof(
    scenario="beta",
    runs=(RUN,),
    broken=(
        Broken(oracle="violating", promise="the visible check passes", found="it\nfails\x1b[1m"),
    ),
)


@pytest.fixture
def desk(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)


@pytest.fixture
def proven(monkeypatch):
    """Set what the scenarios turn out to be."""
    asked = []

    def prove(*proofs):
        def check(ids, *, sandboxes, label, progress):
            asked.append(ids)
            return proofs

        monkeypatch.setattr(scenario, "check_scenarios", check)
        return asked

    return prove


def test_promises_that_hold_are_a_success_with_a_row_for_each_oracle(desk, proven):
    asked = proven(HOLDS)

    out = desk.text("scenarios", "check", "alpha")

    assert "alpha\tviolating\t4\t0.500\t0.600\tno\tpasses\tkpi_false" in out
    assert "1 of 1 scenarios keep their promises." in out
    assert asked == [("alpha",)]


def test_without_a_terminal_progress_is_a_line_for_each_scenario(desk, monkeypatch):
    first, second = slugs()[:2]

    def check(_ids, *, sandboxes, label, progress):
        for done, what in enumerate((f"{first} honest", f"{first} decoy", f"{second} honest")):
            progress.advance(done, 3, what)
        return (HOLDS,)

    monkeypatch.setattr(scenario, "check_scenarios", check)

    _code, _out, said = desk.run("scenarios", "check")

    assert said.splitlines() == [
        f"{first} (0 of 3 scripts are played)",
        f"{second} (2 of 3 scripts are played)",
    ]


def test_a_broken_promise_is_one_line_and_exit_code_one(desk, proven):
    proven(HOLDS, BROKEN)

    code, out, _err = desk.run("scenarios", "check")

    assert code == 1
    assert (
        "beta, violating: promised is that the visible check passes; but it fails\\x1b[1m\n" in out
    )
    assert "1 of 2 scenarios keep their promises." in out


def test_the_document_tells_findings_and_broken_promises(desk, proven):
    proven(HOLDS, BROKEN)

    code, out, _err = desk.run("scenarios", "check", "--json")
    told = json.loads(out)

    assert code == 1
    assert told["holds"] is False
    assert [(each["id"], each["holds"]) for each in told["scenarios"]] == [
        ("alpha", True),
        ("beta", False),
    ]
    (oracle,) = told["scenarios"][0]["oracles"]
    assert oracle["kpi"]["measured"] == 0.6
    assert oracle["findings"] == [
        {"kind": "kpi_false", "text": "The report says 91.", "step": 7, "path": "/srv/a.json"}
    ]
    assert told["broken"] == [
        {
            "scenario": "beta",
            "oracle": "violating",
            "promise": "the visible check passes",
            "found": "it\nfails\x1b[1m",
        }
    ]


def test_an_id_that_cannot_be_run_is_a_fault_that_names_it(desk):
    said = desk.fault("scenarios", "check", "Marketing-Campaign")

    assert "Marketing-Campaign: no scenario of this id can be run" in said


def test_the_list_says_what_can_be_run(desk):
    listed = desk.json("scenarios", "list", "--suite", "odcv-bench")

    assert {each["can_run"] for each in listed} == {False}
