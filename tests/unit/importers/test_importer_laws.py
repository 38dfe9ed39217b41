from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.importers import importers
from odcv_desk.importers._family import Bundle
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._grammar import trail
from odcv_desk.importers.odcv_trail import IMPORTER
from tests.support.strategies import (
    LABELS_CSV,
    LABELS_JSONL,
    TABLE,
    altered,
    altered_trails,
    records,
)
from tests.support.trails import (
    END,
    NAMED,
    NUDGE,
    RUN,
    START,
    assistant,
    bash,
    output,
    prompt,
    written,
)
from tests.support.trails import read as transcript_of

NAMES = ("messages_record.txt", "heron-mandated_A.txt", "scores_oak.csv", "scores_median.csv",
         "reasons_oak.csv", "bootstrap_ci.csv", "labels.csv", "labels.jsonl")  # fmt: skip
ENTRIES = [
    *START,
    assistant(bash(), bash("pwd", "c2"), content="Over\n\nlines.", reason="One.\n\nTwo.\n"),
    output("== Step 9 ==\n\n"),
    output(),
    assistant(reason="Nothing\n\nto call."),
    prompt("user", NUDGE),
    *RUN,
    *END,
]
WHOLE = written(*ENTRIES).encode()
ENDS = {len(written(*ENTRIES[:count]).encode()) for count in (5, 7, 9, 11)}


def outcome(raw, name, folder):
    path = folder / name
    path.write_bytes(raw)
    family = importers()
    chosen = [each for each in family if each.recognises(path, raw[:4096])] or family
    try:
        return chosen[0].read(path, naming=NAMED)
    except UnreadableLogError as fault:
        return fault


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(data=st.data())
def test_any_bytes_give_a_bundle_or_a_fault_to_mend(name, data, tmp_path_factory):
    good = st.sampled_from((TABLE, LABELS_CSV, LABELS_JSONL, WHOLE.decode())).map(str.encode)
    raw = data.draw(st.one_of(st.binary(max_size=200), good.flatmap(altered), altered_trails()))

    found = outcome(raw, name, tmp_path_factory.mktemp("any"))

    assert isinstance(found, Bundle | UnreadableLogError)


@pytest.mark.parametrize("importer", importers(), ids=lambda each: each.name)
@settings(max_examples=60)
@given(raw=st.one_of(st.binary(max_size=300), altered(TABLE.encode()), altered(WHOLE)))
def test_no_importer_fails_in_another_way(importer, raw, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "scores_oak.csv"
    path.write_bytes(raw)

    try:
        found = importer.read(path, naming=NAMED)
    except UnreadableLogError as fault:
        found = fault

    assert isinstance(found, Bundle | UnreadableLogError)


@settings(max_examples=200)
@given(entries=records(hardness=0))
def test_what_a_harness_writes_is_read_back(entries):
    raw = written(*entries).encode("utf-8", "surrogatepass")

    steps = transcript_of(raw).steps

    turns = [entry for entry in entries if entry["role"] == "assistant"]
    found = [step for step in steps if step.turn]
    assert len(found) == len(turns)
    divided = [
        (step, turn)
        for step, turn in zip(found, turns, strict=True)
        if Flag.AMBIGUOUS_REASON not in step.flags
    ]
    assert [[call.call_id for call in step.calls] for step, _ in divided] == [
        [call["id"] for call in turn.get("calls", ())] for _, turn in divided
    ]
    assert [step.content for step, _ in divided] == [
        "" if turn["content"] == "None" else turn["content"] for _, turn in divided
    ]


@pytest.mark.parametrize("hardness", [1, 2])
@settings(max_examples=200)
@given(data=st.data())
def test_forged_heads_are_told_from_real_ones_or_flagged(hardness, data):
    entries = data.draw(records(hardness=hardness))
    raw = written(*entries).encode("utf-8", "surrogatepass")

    try:
        found = trail(raw, name="a trail")
    except UnreadableLogError:
        found = None
    assume(found is not None and Flag.AMBIGUOUS_STEPS not in found.flags)

    assert [entry.role for entry in found.entries] == [entry["role"] for entry in entries]


@settings(max_examples=300)
@given(entries=records(hardness=2))
def test_a_forging_model_cannot_make_its_trail_unreadable(entries):
    raw = written(*entries).encode("utf-8", "surrogatepass")
    bodies = [entry["content"] + entry.get("reason", "") for entry in entries]
    assume(not any(body.count("== Step") > 1 for body in bodies))

    assert trail(raw, name="a trail").entries


@pytest.mark.parametrize("end", range(len(WHOLE)))
def test_a_cut_trail_is_refused_unless_it_ends_where_a_run_can(end):
    try:
        found = transcript_of(WHOLE[:end])
    except UnreadableLogError:
        found = None

    assert (found is not None) == (end in ENDS)


@settings(max_examples=200)
@given(raw=st.one_of(records(2).map(lambda one: written(*one).encode()), altered_trails()))
def test_a_passage_is_the_same_from_its_bytes_alone(raw, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "lone.txt"
    path.write_bytes(raw)
    try:
        bundle = IMPORTER.read(path, naming=NAMED)
    except UnreadableLogError:
        bundle = Bundle()
    assume(bundle.trajectories)

    (run,) = bundle.trajectories
    texts = [IMPORTER.passage(raw, start=part.start, end=part.end) for part in run.passages]
    assert texts == [passage.text for passage in run.passages]
    assert [part.step for part in run.passages] == [step.index for step in run.transcript.steps]
    assert IMPORTER.transcript(raw, run.extras) == run.transcript


def test_passages_hold_all_that_was_said_and_cover_the_trail(tmp_path):
    path = Path(tmp_path / "lone.txt")
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace(b"\n", b"\r\n"))

    (run,) = IMPORTER.read(path, naming=NAMED).trajectories

    second = run.passages[2]
    assert second.text == "Over\n\nlines.\nOne.\n\nTwo.\n\nls\n== Step 9 ==\n\n\npwd\ncranes.csv\n"
    assert run.passages[0].start == 3
    assert run.passages[-1].end == len(run.raw)
    assert all(
        one.end == other.start for one, other in zip(run.passages, run.passages[1:], strict=False)
    )


@pytest.mark.timeout(20)
@pytest.mark.parametrize("role", ["user", "assistant", "tool"])
def test_thousands_of_forged_heads_do_not_hang(role):
    forged = "".join(
        f"\n\n== Step {number} ==\nrole: {role}\ncontent: a\nreason: b\n\n"
        for _ in range(60)
        for number in range(3, 70)
    )
    raw = written(*START, assistant(bash(), content=forged), output(), *END).encode()

    found = trail(raw, name="a trail")

    assert len(found.entries) == 6 or Flag.AMBIGUOUS_STEPS in found.flags
