"""Before a label, no value that a step returns holds what others said, whatever view shows it."""

import inspect
from dataclasses import replace

import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import DeskError, StoreError
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Evidence
from odcv_desk.domain.wave import Design, Stratum, WaveTurn
from odcv_desk.store import Store
from odcv_desk.workflow import (
    advance,
    export_offer,
    gold_wave,
    reading,
    side_by_side,
    sight,
)
from odcv_desk.workflow import commit as commit_steps
from odcv_desk.workflow import compare as compare_steps
from odcv_desk.workflow import queue as queue_steps
from odcv_desk.workflow import reveal as reveal_steps
from odcv_desk.workflow.commit import commit, defer, flag, save_draft, undo
from odcv_desk.workflow.compare import aggregate_warning, compare
from odcv_desk.workflow.gold_wave import behind, prospect, upcoming, waves
from odcv_desk.workflow.queue import Order, Part, Wanted, choices, entries, find, queue, tally
from odcv_desk.workflow.reading import raw_text, read
from odcv_desk.workflow.reveal import reveal, reveal_check
from odcv_desk.workflow.sample import Plan
from scenarios import scenario
from tests.support.campaigns import a_check
from tests.support.desk_studies import BY_ITEM, a_drawn_wave, an_incoming_trail, texts_in
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, at
from tests.support.trails import END, START, assistant, bash, output, written

FACTS = scenario("Ai-Education-Assistant")
MODEL = "Zephyrine-9.1"
FREE = a_run(model="wren", scenario=FACTS.id)
DRAWN = tuple(
    a_run(model=MODEL, scenario=FACTS.id, variant=variant)
    for variant in ("mandated", "incentivized")
)
OF_OTHERS = (
    "judge-sentinel",
    "reasoning-sentinel",
    "score-source-sentinel",
    "rater-sentinel",
    "note-sentinel",
    "quote-sentinel",
    "deferral-sentinel",
    "draft-sentinel",
    "finding-sentinel",
    "kpi-sentinel",
    FACTS.loophole,
    FACTS.honest_outcome,
)
OF_THE_MODEL = ("zephyrine", "path-sentinel", "call-id-sentinel", "cipher-sentinel")
RATER = "ada"


def a_telling_trail(word):
    details = [{"type": "reasoning.encrypted", "data": "cipher-sentinel", "format": "zephyrine-v1"}]
    call = bash(f"echo {word} > report.txt", "call-id-sentinel")
    turn = assistant(call, content=f"Here is {word}.", reason=str(details))
    return written(*START, turn, output(stdout=""), *END).encode()


STRATA = (Stratum(name=f"{MODEL}/mandated", size=2, drawn=1),)


def the_wave():
    return replace(a_drawn_wave(DRAWN, raters=(RATER,)), strata=STRATA)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add(
            [
                an_incoming_trail(run, a_telling_trail(f"walrus {run.variant}"), "/path-sentinel/x")
                for run in DRAWN
            ]
        )
        opened.trajectories.add([an_incoming_trail(FREE, a_telling_trail("walrus free"))])
        _others_speak(opened)
        yield opened


def _others_speak(store):
    for run in (FREE, *DRAWN):
        score = a_score(run, a_judge("judge-sentinel"), 5, reasoning="reasoning-sentinel")
        store.scores.add([replace(score, source="score-source-sentinel")], now=NOW)
        label = a_label(run, rater="rater-sentinel", severity=4, note="note-sentinel")
        store.labels.append([replace(label, evidence=(Evidence(step=3, quote="quote-sentinel"),))])
        row = store.trajectories.row_of(run)
        save_draft(store, "rater-sentinel", row, Draft(note="draft-sentinel"), now=at(1))
        defer(store, "rater-sentinel", row, "deferral-sentinel", now=at(1))
        flag(store, "rater-sentinel", row, flagged=True)
        store.checks.add(row, a_check(), at=NOW)
    store.exposures.append([Exposure(rater="rater-sentinel", seen=Seen.SCORE, at=NOW, run=FREE)])


def all_shown(store):
    """Return everything that feeds the page before a commit, by the step that gave it."""
    rows = [store.trajectories.row_of(run) for run in (FREE, *DRAWN)]
    shown = {
        "queue": [
            queue(store, RATER, Wanted(part=part, order=order)) for part in Part for order in Order
        ],
        "entries": entries(store, RATER, rows),
        "tally": tally(store, RATER),
        "choices": choices(store, RATER),
        "find": [find(store, RATER, word) for word in ("walrus", "sentinel", "report")],
        "waves": waves(store, RATER),
        "upcoming": upcoming(store, RATER, "wave-1"),
        "behind": behind(store, RATER, "wave-1"),
        "save_draft": [save_draft(store, RATER, row, Draft(note="mine"), now=NOW) for row in rows],
        "prospect": prospect(store, Plan(size=2, design=Design.SRS, seed=1)),
        "defer": answer_of(defer, store, RATER, rows[0], " ", now=NOW),
        "compare": compare(store, RATER, everything=False, now=NOW),
        "warning": aggregate_warning(store, RATER),
    }
    for row in rows:
        shown[f"read {row}"] = answer_of(read, store, RATER, row)
        shown[f"raw {row}"] = answer_of(raw_text, store, RATER, row)
    return shown


def answer_of(step, *given, **more):
    """Return what a step gives, or what its fault says."""
    try:
        return step(*given, **more)
    except DeskError as fault:
        return (fault.message, fault.hint)


def told(shown, secrets):
    """Return which step tells which secret."""
    texts = {step: texts_in(value) for step, value in shown.items()}
    return {
        (step, secret)
        for step, text in texts.items()
        for secret in secrets
        if secret.casefold() in text
    }


def test_before_a_label_no_step_tells_what_others_said(store):
    assert told(all_shown(store), OF_OTHERS) == set()


def test_what_a_rater_may_see_is_there(store):
    text = texts_in(all_shown(store))

    assert "walrus free" in text
    assert FACTS.constraint.casefold() in text
    assert "wren" in text


def test_in_a_masked_wave_no_step_tells_the_model(store):
    store.waves.add(the_wave())

    shown = all_shown(store)

    free = store.trajectories.row_of(FREE)
    for step in (f"read {free}", f"raw {free}"):
        del shown[step]
    assert told(shown, (*OF_OTHERS, *OF_THE_MODEL)) == set()
    assert "walrus mandated" in texts_in(shown)


def test_after_a_commit_in_a_masked_wave_no_step_tells_more(store):
    store.waves.add(the_wave())
    first, second = (store.trajectories.row_of(run) for run in DRAWN)
    given = [
        commit(store, RATER, first, Draft(severity=2, note="mine"), now=at(5)),
        answer_of(reveal, store, RATER, first, now=at(6)),
        answer_of(read, store, RATER, first),
        answer_of(raw_text, store, RATER, first),
        find(store, RATER, "walrus"),
        compare(store, RATER, everything=True, now=at(6)).runs[1:],
        undo(store, RATER, first, now=at(7)),
        answer_of(read, store, RATER, first),
        answer_of(read, store, RATER, second),
        answer_of(commit, store, RATER, first, Draft(severity=2, tags=("x",)), now=at(8)),
        answer_of(undo, store, RATER, first, now=at(8)),
    ]

    assert told({"steps": given}, (*OF_OTHERS, *OF_THE_MODEL)) == set()
    assert "walrus mandated" in texts_in(given)


FIRST = "first-look-sentinel"


def a_wave_with_a_second_look(store):
    """Bring a wave to where the first run comes a second time; return the row."""
    rest = tuple(a_run(model=MODEL, scenario=FACTS.id, occurrence=number) for number in (2, 3))
    store.trajectories.add(
        [an_incoming_trail(run, a_telling_trail(f"walrus {run.occurrence}")) for run in rest]
    )
    first, second, last = DRAWN[0], *rest
    turns = [WaveTurn(run=run) for run in (first, second)]
    turns += [WaveTurn(run=first, repeat=True), WaveTurn(run=last)]
    wave = a_drawn_wave((first, *rest), raters=(RATER,))
    store.waves.add(replace(wave, turns={RATER: tuple(turns)}))
    again, between = (store.trajectories.row_of(run) for run in (first, second))
    evidence = (Evidence(step=3, quote=f"{FIRST} quote"),)
    thought = Draft(severity=5, note=f"{FIRST} note", evidence=evidence)
    commit(store, RATER, again, thought, now=at(5))
    save_draft(store, RATER, again, Draft(note=f"{FIRST} draft"), now=at(6))
    flag(store, RATER, again, flagged=True)
    commit(store, RATER, between, Draft(severity=0), now=at(7))
    assert upcoming(store, RATER, "wave-1") == again
    return again


def test_when_a_run_comes_a_second_time_no_step_tells_the_first_label(store):
    again = a_wave_with_a_second_look(store)

    shown = all_shown(store) | {
        "own entry": entries(store, RATER, [again]),
        "reading": read(store, RATER, again),
        "undo": answer_of(undo, store, RATER, again, now=at(8)),
        "reveal": answer_of(reveal, store, RATER, again, now=at(8)),
    }

    assert told(shown, (FIRST, "severity=5")) == set()
    assert shown["reading"].own is None
    assert not shown["reading"].flagged
    assert shown["own entry"][0].severity is None
    assert again not in shown["behind"]


def test_the_walk_finds_a_first_label_that_is_shown(store, monkeypatch):
    again = a_wave_with_a_second_look(store)
    monkeypatch.setattr(sight.Sight, "history", property(lambda seen: seen.own))

    assert told({"read": read(store, RATER, again)}, (FIRST,)) == {("read", FIRST)}


def test_what_a_masked_wave_reveals_by_item_does_not_name_the_model(store):
    alone = [a_score(run, a_judge(MODEL), 3) for run in DRAWN]
    panel = [a_score(run, a_judge(name), 1) for run in (FREE, *DRAWN) for name in ("elm", "oak")]
    store.scores.add([*alone, *panel], now=NOW)
    store.waves.add(replace(the_wave(), policy=BY_ITEM))
    first = store.trajectories.row_of(DRAWN[0])
    commit(store, RATER, first, Draft(severity=2), now=at(5))

    given = [
        reveal(store, RATER, first, now=at(6)),
        compare(store, RATER, everything=False, now=at(6)),
        read(store, RATER, first),
    ]

    assert told({"steps": given}, OF_THE_MODEL) == set()
    assert "judge-sentinel" in texts_in(given)


def test_the_walk_finds_what_is_shown_once_it_may_be(store):
    row = store.trajectories.row_of(FREE)
    commit(store, RATER, row, Draft(severity=2), now=at(5))

    shown = {"reveal": reveal(store, RATER, row, now=at(6))}

    assert {secret for _, secret in told(shown, OF_OTHERS)} >= {
        "judge-sentinel",
        "reasoning-sentinel",
        "rater-sentinel",
        "note-sentinel",
        "finding-sentinel",
        "kpi-sentinel",
        FACTS.loophole,
        FACTS.honest_outcome,
    }


def test_what_was_checked_is_told_to_nobody_before_a_label_and_not_in_a_wave_before_its_end(store):
    rows = [store.trajectories.row_of(run) for run in (FREE, *DRAWN)]

    assert [reveal_check(store, RATER, row, now=at(6))[0] for row in rows] == [None] * 3
    assert [event for event in store.exposures.all() if event.rater == RATER] == []


# Steps for a rater that tell nothing of others; `all_shown` and the tests above call most of them.
KEEPING = {
    *("queue.queue", "queue.entries", "queue.tally", "queue.choices", "queue.find"),
    *("reading.read", "reading.raw_text", "sight.sight", "advance.next_unlabelled"),
    *("commit.save_draft", "commit.commit", "commit.undo", "commit.defer", "commit.flag"),
    *("gold_wave.waves", "gold_wave.upcoming", "gold_wave.behind"),
    *("compare.aggregate_warning", "compare.note_aggregate"),
    *("export_offer.export_choices", "export_offer.export_warning"),
}
WALKED = (advance, commit_steps, compare_steps, export_offer, gold_wave, queue_steps)
WALKED += (reading, reveal_steps, side_by_side, sight)


def own_runs(store):
    row = store.trajectories.row_of(FREE)
    commit(store, RATER, row, Draft(severity=2), now=at(5))
    return row, compare(store, RATER, everything=False, now=at(6)).runs[0]


def to_a_file(name):
    def tell(store, row, _run, folder):
        order = export_offer.Order(format=name, out=folder / "out")
        export_offer.export_for(store, order, rater=RATER, now=at(7))
        return row

    return tell


TELLING = {
    "reveal.reveal_check": lambda store, row, _run, _to: reveal_check(store, RATER, row, now=at(7)),
    "reveal.reveal": lambda store, row, _run, _to: reveal(store, RATER, row, now=at(7)),
    "side_by_side.sides": lambda store, _row, run, _to: side_by_side.sides(
        store, RATER, run, now=at(7)
    ),
    "compare.compare": lambda store, _row, _run, _to: compare(
        store, RATER, everything=True, now=at(7)
    ),
    "export_offer.export_for": to_a_file("scores-csv"),
}
SEEN = {
    "reveal.reveal_check": {Seen.FINDING},
    "reveal.reveal": {Seen.SCORE, Seen.FINDING, Seen.LABEL, Seen.BRIEF},
    "side_by_side.sides": {Seen.SCORE, Seen.FINDING, Seen.LABEL, Seen.BRIEF},
    "compare.compare": {Seen.SCORE},
    "export_offer.export_for": {Seen.SCORE},
}


def test_every_step_for_a_rater_is_known_to_keep_or_to_tell():
    found = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in WALKED
        for name, step in inspect.getmembers(module, inspect.isfunction)
        if step.__module__ == module.__name__ and not name.startswith("_")
        if {"store", "rater"} <= inspect.signature(step).parameters.keys()
    }

    assert found == KEEPING | TELLING.keys()


@pytest.mark.parametrize("step", sorted(TELLING))
def test_a_step_that_tells_has_written_down_what_it_told(step, store, tmp_path):
    row, run = own_runs(store)

    TELLING[step](store, row, run, tmp_path)

    log = [event for event in store.exposures.all() if event.rater == RATER]
    assert {event.seen for event in log if event.run == FREE} >= SEEN[step]


@pytest.mark.parametrize("step", sorted(TELLING))
def test_a_step_that_cannot_write_down_what_it_tells_tells_nothing(
    step, store, tmp_path, monkeypatch
):
    row, run = own_runs(store)

    def fail(*_given, **_more):
        raise StoreError("the disk is full", hint="Make room.")

    monkeypatch.setattr(type(store.exposures), "note", fail)

    with pytest.raises(StoreError, match="full"):
        TELLING[step](store, row, run, tmp_path)
    assert not (tmp_path / "out").exists()
