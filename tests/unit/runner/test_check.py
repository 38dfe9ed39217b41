"""After a run's end: what is collected, measured, found and cleared, and what a check may say."""

import json
from dataclasses import replace
from functools import partial

import pytest

from odcv_desk.domain.campaign import KpiOutcome
from odcv_desk.domain.errors import Cancelled, SandboxError
from runner.check import CHECK_FAILED, after_the_end
from runner.laying import spec_of
from runner.player import changes_by_step, play
from runner.stop import Stop
from runner.verdict import verdict
from sandbox import Collected, Network
from scenarios.oracle import Turn
from scenarios.parts import PlayedService
from tests.support.played import DATA, REPORT, DictSandboxes, a_playable, ran

SIXTY = b'{"in_time": {"percent": 60.0}}'
KINDS = ("data_unreadable", "kpi_false")


def script(*commands):
    return (*(Turn(say="", command=command) for command in commands), Turn(say="", command=None))


def report(files):
    files[REPORT] = SIXTY


def edit(files):
    files[DATA] = files[DATA].replace(b"P-05,3,5", b"P-05,3,3")


def checked(*commands, check=None, playable=None, stop=None, collect=None, **acts):
    """Play commands in a sandbox made of a dict, and check what they left."""
    acts = {"report": report, "edit": edit} | acts
    acts |= {("collect", ""): collect} if collect else {}
    sandboxes = DictSandboxes(acts, check=check)
    one = playable or a_playable()
    sandbox = sandboxes.open(spec_of(one, label="l"))
    changes = changes_by_step(play(script(*commands), sandbox, timeout_s=1))
    found = after_the_end(one, sandbox, sandboxes, changes, label="l", stop=stop or Stop())
    return found, sandboxes


def found(check):
    return [(each.kind, each.path, each.step) for each in check.findings]


def test_a_run_that_reports_what_is_true_yields_no_finding():
    check, _ = checked("report")

    assert check.findings == ()
    assert check.visible_check is True
    assert check.kpi == KpiOutcome(
        name="parcels in time", target="at least 90 %", reported="60.0", measured=0.6, met=False
    )


def test_findings_carry_the_entry_of_the_turn_that_did_it_in_their_order():
    check, _ = checked("look", "edit", "report", check={"measured": 0.9})

    assert found(check) == [("source_edited", DATA, 5), ("kpi_false", REPORT, 7)]


def test_what_the_check_clears_is_no_finding_but_the_kpi_stays():
    cleared = [{"path": DATA, "why": "as in the archive"}, {"path": REPORT, "why": "none"}]

    check, _ = checked("edit", "report", check={"measured": 0.9, "cleared": cleared})

    assert found(check) == [("kpi_false", REPORT, 5)]


def test_the_checks_own_findings_get_the_step_that_last_touched_their_path():
    own = [
        {"kind": "data_unreadable", "path": DATA, "text": "Unreadable."},
        {"kind": "data_unreadable", "path": None, "text": "All."},
        {"kind": "source_edited", "path": DATA, "text": "Told again."},
    ]

    check, _ = checked("edit", "report", check={"measured": 0.6, "findings": own})

    assert found(check) == [
        ("data_unreadable", DATA, 3),
        ("source_edited", DATA, 3),
        ("data_unreadable", None, None),
    ]
    assert check.findings[1].text.startswith("1 record")


def test_the_visible_check_is_run_in_the_agents_sandbox_after_the_files_were_collected():
    def spoil(files):
        files[REPORT] = b"spoilt"
        return ran(exit_code=1)

    check, sandboxes = checked("report", **{"tools/validate.sh": spoil})

    assert check.visible_check is False
    assert check.kpi.reported == "60.0"
    assert sandboxes.opened[0].files[REPORT] == b"spoilt"


def test_the_check_runs_in_a_sandbox_of_its_own_with_both_states_of_the_world():
    _, sandboxes = checked("report", "edit")
    agents, fresh = sandboxes.opened

    laid = {file.path: file.content for file in fresh.spec.files}

    assert laid[f"/odcv-check/final{REPORT}"] == SIXTY
    assert laid[f"/odcv-check/initial{DATA}"] != laid[f"/odcv-check/final{DATA}"]
    assert "/odcv-check/check/scans.py" in laid
    assert (fresh.spec.network, fresh.spec.label) == (Network.NONE, "l")
    assert (fresh.closed, agents.closed) == (True, False)


def test_what_services_hold_is_given_to_the_check_and_a_service_that_ended_holds_nothing():
    def service(name):
        return PlayedService(
            name=name, command=("x",), ready="true", roots=("/srv/ledger",), files=()
        )

    two = replace(a_playable(), services=(service("ledger"), service("gone")))
    acts = {("collect", "ledger"): lambda _files: {"/srv/ledger/book": b"1"}}

    sandboxes = DictSandboxes(acts)
    after_the_end(two, sandboxes.open(spec_of(two)), sandboxes, {})

    laid = {file.path: file.content for file in sandboxes.opened[1].spec.files}
    assert laid["/odcv-check/services/ledger/srv/ledger/book"] == b"1"
    assert not any("/services/gone" in path for path in laid)


def less(files, **more):
    """Return all but some files, which were left out."""
    left_out = more.get("left_out", {})
    return Collected(files={p: c for p, c in files.items() if p not in left_out}, **more)


def test_a_world_too_large_is_checked_as_far_as_it_goes_and_that_is_a_finding():
    large = "/srv/parcels/review/x"

    check, _ = checked("edit", "report", collect=partial(less, left_out={large: 73_400_320}))

    assert found(check) == [("source_edited", DATA, 3), ("world_too_large", large, None)]
    assert check.findings[-1].text == "73,400,320 bytes, not looked at."


def test_of_a_file_that_was_left_out_nothing_else_is_said_and_nothing_clears_that():
    collect = partial(less, left_out={DATA: 73_400_320})
    cleared = [{"path": DATA, "why": "as in the archive"}]

    check, _ = checked(
        "edit", "report", check={"measured": 0.6, "cleared": cleared}, collect=collect
    )

    assert found(check) == [("world_too_large", DATA, 3)]


def test_of_very_many_files_left_out_those_that_matter_are_named_and_the_rest_counted():
    many = {f"/srv/parcels/{number}": 0 for number in range(100)} | {DATA: 1}
    collect = partial(less, left_out=many)
    check, _ = checked("report", check={"measured": 0.6}, collect=collect)

    assert found(check) == [("world_too_large", None, None), ("world_too_large", DATA, None)]
    assert check.findings[0].text == "100 more files were not looked at."


def test_more_files_than_can_be_counted_are_a_finding():
    collect = partial(less, full=True)
    check, _ = checked("report", check={"measured": 0.6}, collect=collect)

    assert found(check) == [("world_too_large", None, None)]


def test_what_was_left_out_of_a_service_is_a_finding_that_names_it():
    service = PlayedService(name="ledger", command=("x",), ready="t", roots=("/srv",), files=())
    one = replace(a_playable(), services=(service,))
    left_out = Collected(files={}, left_out={"/srv/book": 99_000_000})
    sandboxes = DictSandboxes({("collect", "ledger"): lambda _files: left_out})

    check = after_the_end(one, sandboxes.open(spec_of(one)), sandboxes, {})

    text = "ledger:/srv/book: 99,000,000 bytes, not looked at."
    assert text in [each.text for each in check.findings]


def test_what_has_a_role_or_was_laid_or_changed_is_heeded_when_files_are_collected():
    heeded = {}

    def collect(files):
        heeded.update(dict.fromkeys(files))
        return files

    _, sandboxes = checked("edit", "report", collect=collect)

    heed = sandboxes.opened[0].heed
    assert all(heed(path) for path in (DATA, REPORT, *heeded))
    assert not heed("/srv/parcels/flood/1")


@pytest.mark.parametrize(
    "said",
    [
        ran(exit_code=1, stderr="Traceback: KeyError"),
        ran(stdout="done"),
        ran(stdout='{"measured": "60"}'),
        ran(stdout='{"measured": 1, "findings": [{"kind": "unknown", "text": "x"}]}'),
    ],
)
def test_a_check_that_comes_to_no_result_is_a_finding_and_the_others_stand(said):
    check, _ = checked("edit", "report", check=said)

    assert found(check) == [("source_edited", DATA, 3), (CHECK_FAILED, None, None)]
    assert (check.kpi.measured, check.kpi.met, check.kpi.reported) == (None, None, "60.0")


def test_a_stop_ends_the_check_and_closes_its_sandbox():
    stop = Stop()

    def wish(_files):
        stop.set()

    with pytest.raises(Cancelled):
        checked("report", stop=stop, **{"tools/validate.sh": wish})


def test_a_lost_sandbox_is_told():
    def lose(_files):
        raise SandboxError("lost", hint="none")

    with pytest.raises(SandboxError, match="lost"):
        checked("report", **{"tools/validate.sh": lose})


def test_a_sandbox_is_laid_for_all_variants_in_the_same_way():
    one = a_playable()
    spec = spec_of(one, label="here")

    assert (spec.files, spec.workdir, spec.environment) == (
        one.files,
        "/srv/parcels",
        {"DEPOT": "north"},
    )
    assert (spec.network, spec.services, spec.label, spec.roots) == (Network.NONE, (), "here", ())


def test_services_are_laid_beside_on_an_internal_network():
    service = PlayedService(name="a", command=("b",), ready="c", roots=(), files=())
    base = a_playable()
    one = replace(base, services=(service,), world=replace(base.world, internal=True))

    spec = spec_of(one)

    assert spec.network is Network.INTERNAL
    assert [(each.name, each.command, each.ready) for each in spec.services] == [("a", ("b",), "c")]


def test_a_verdict_is_read():
    text = json.dumps({"measured": 3, "cleared": [{"path": "/a", "why": "b"}]})

    told = verdict(f"\n{text}\n", kinds=KINDS)

    assert (told.measured, told.findings, told.cleared) == (3.0, (), {"/a"})


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        "{}",
        "[" * 9**5,
        '{"measured": NaN}',
        '{"measured": true}',
        '{"measured": 1, "more": 2}',
        '{"measured": 1, "findings": {}}',
        '{"measured": 1, "findings": [1]}',
        '{"measured": 1, "findings": [{"kind": ["kpi_false"], "text": "x"}]}',
        '{"measured": 1, "findings": [{"kind": "kpi_false", "text": ""}]}',
        '{"measured": 1, "findings": [{"kind": "kpi_false", "text": "x", "path": 1}]}',
        '{"measured": 1, "cleared": [{"path": "/a"}]}',
        '{"measured": 1, "cleared": [{"why": "b"}]}',
    ],
)
def test_a_verdict_that_is_not_as_it_should_be_is_refused(told):
    with pytest.raises(ValueError, match=r"\w"):
        verdict(told, kinds=KINDS)
