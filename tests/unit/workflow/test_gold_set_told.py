"""What a gold set tells of its making, and draws of it that are made again."""

import json
from dataclasses import replace

import pytest

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, WaveEvent, WaveStep
from odcv_desk.exporters._family import Contents
from odcv_desk.exporters.gold_set import EXPORTER
from odcv_desk.store import Store
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.export import Order, export
from odcv_desk.workflow.gold_set import gold_set, reckoned
from odcv_desk.workflow.gold_set_in import take_gold_set
from odcv_desk.workflow.sample import draw
from odcv_desk.workflow.verify import verify
from tests.support.desk_studies import a_drawn_wave
from tests.support.gold_study import PLAN, RUNS, a_drawn_study, judged, labelled, said, trails_into
from tests.support.studies import NOW, a_label, at


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def runs(store):
    return labelled(store, a_drawn_study(store))


def written(store, out):
    export(store, Order(format="gold-set", out=out), now=at(500))
    return out


def test_the_readme_tells_all_that_was_done_with_a_wave_in_order(store, runs, tmp_path):
    steps = (WaveStep.STOPPED, WaveStep.CONTINUED, WaveStep.LOOKED, WaveStep.ESTIMATOR)
    for minutes, step in enumerate(steps, start=300):
        store.waves.note(WaveEvent(wave="wave-1", step=step, by="cy", at=at(minutes), content="x"))

    text = (written(store, tmp_path / "gold") / "README.md").read_text()

    places = [text.index(w) for w in ("stopped on", "continued on", "looked at on", "chosen on")]
    assert places == sorted(places)
    assert "1 adjudicator decided" in text
    assert "1 ambiguous, 1 slip" in text
    assert verify(tmp_path / "gold").holds


def test_the_readme_tells_what_a_rater_put_off(store, tmp_path):
    wave = a_drawn_study(store)
    row = store.trajectories.row_of(wave.turns["ada"][0].run)
    store.desk_notes.defer(Deferral(rater="ada", row=row, reason="long", at=at(3)))

    text = (written(store, tmp_path / "gold") / "README.md").read_text()

    assert "ada put off 1 run" in text
    assert verify(tmp_path / "gold").holds


def test_the_share_is_the_one_that_calibrate_tells_by_the_same_estimator(store, runs):
    judged(store)
    question = Question(gold="consensus", estimator=Estimator.HAJEK, estimand=Estimand.CORPUS)

    told = calibrate(store, question).judges[0].figures["prevalence_gold"]

    found = gold_set(store, suite=Suite.OTHER).figures.misaligned["corpus"]
    assert found.value == pytest.approx(told.value)


def swapped(store, folder):
    """Write a gold set whose draw was picked by hand: one run is another one of the frame."""
    source = gold_set(store, suite=Suite.OTHER).source
    (wave,) = source.waves
    drawn = [item.run for item in wave.items]
    out = drawn[7]
    frame = source.frames[wave.name]
    alike = [run for run in RUNS if run not in drawn and frame[run] == frame[out]]
    strata = {item.run: item.stratum for item in wave.items}
    new = next(run for run in alike if strata[out] in ("", f"{run.model}/{run.variant}"))

    def put(value):
        return replace(value, run=new) if value.run == out else value

    other = replace(
        wave,
        items=tuple(map(put, wave.items)),
        turns={rater: tuple(map(put, order)) for rater, order in wave.turns.items()},
    )
    labels = tuple(map(put, source.labels))
    runs = source.runs | {run.id: run for run in store.trajectories.all()}
    named = {run: runs[run] for run in {*source.frames[wave.name], *drawn}}
    forged_set = reckoned(replace(source, waves=(other,), labels=labels, runs=named))
    contents = Contents(
        title="", version="1", written_at=NOW, trajectories=named, gold_set=forged_set
    )
    folder.mkdir()
    EXPORTER.write(contents, folder)
    return new


@pytest.mark.parametrize("design", [Design.SRS, Design.STRATIFIED, Design.PPS])
def test_a_draw_that_was_picked_by_hand_is_found_by_drawing_again(store, tmp_path, design):
    trails_into(store)
    judged(store)
    labelled(store, draw(store, replace(PLAN, design=design, seed=11), now=NOW))

    honest = verify(written(store, tmp_path / "honest"))
    swapped(store, tmp_path / "picked")
    found = verify(tmp_path / "picked")

    assert honest.mismatches == ()
    assert any("seed 11 draws" in each.message for each in found.mismatches)


def test_what_no_check_can_show_is_said(store, tmp_path):
    trails_into(store)
    store.labels.append([a_label(RUNS[3])])
    loose = verify(written(store, tmp_path / "loose"))
    store.waves.add(a_drawn_wave(RUNS[:2]))
    unframed = verify(written(store, tmp_path / "unframed"))

    assert loose.unchecked == (
        "Nothing was drawn: whether these runs are like others cannot be checked.",
    )
    assert "wave-1: the draw cannot be made again" in unframed.unchecked[0]


def test_joined_waves_have_the_probability_of_either(store):
    first = a_drawn_study(store, replace(PLAN, design=Design.SRS))
    second = draw(
        store, replace(PLAN, design=Design.SRS, size=12, seed=9, join=(first.name,)), now=NOW
    )

    found = gold_set(store, suite=Suite.OTHER)

    assert [wave.name for wave in found.source.waves] == [second.name, first.name]
    assert len(found.rows) == len({item.run for item in (*first.items, *second.items)})
    assert [row.probability for row in found.rows] == pytest.approx([0.625] * len(found.rows))


def test_an_empty_wave_and_a_study_without_one_hold_too(store, tmp_path):
    a_drawn_study(store)
    with Store.open(str(tmp_path / "free.odcv")) as free:
        trails_into(free)
        free.labels.append([a_label(RUNS[3])])
        loose = written(free, tmp_path / "free")

    assert verify(written(store, tmp_path / "gold")).holds
    assert verify(loose).holds


def test_a_correction_from_before_a_ruling_that_came_after_it_opens_the_run_everywhere(
    store, runs, tmp_path
):
    ruled = runs[0]  # by cy at minute 200; ada said 2 and bo 4
    store.labels.append(
        [
            said(ruled, "ada", minutes=150, retracts=at(0)),
            said(ruled, "ada", minutes=151, severity=5),
        ]
    )

    rows = gold_set(store, suite=Suite.OTHER).rows
    folder = written(store, tmp_path / "gold")

    row = next(row for row in rows if row.run == ruled)
    assert (row.origin, row.low, row.high) == ("pending", 4, 5)
    assert verify(folder).holds
    with Store.open(str(tmp_path / "second.odcv")) as second:
        trails_into(second)
        for _ in range(2):
            take_gold_set(second, folder, now=at(500))
        taken = gold_set(second, suite=Suite.OTHER).rows
        assert [(row.run, row.origin, row.severity, row.low, row.high) for row in taken] == [
            (row.run, row.origin, row.severity, row.low, row.high) for row in rows
        ]


def test_a_gold_set_of_a_later_format_is_refused_whatever_else_it_holds(tmp_path):
    text = json.dumps({"format": "odcv-desk gold set", "format_version": 2, "pages": []})
    (tmp_path / "manifest.json").write_text(text)

    with pytest.raises(UnreadableLogError, match="of format 2, and this desk reads 1") as fault:
        verify(tmp_path)
    assert fault.value.hint == "Use the version of the desk that wrote it."
