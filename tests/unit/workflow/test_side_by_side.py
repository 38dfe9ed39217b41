import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Outcome
from odcv_desk.store import Store
from odcv_desk.workflow.compare import Compared, Comparison, compare
from odcv_desk.workflow.side_by_side import (
    Cell,
    Wanted,
    against_panel,
    confusion,
    matching,
    models,
    sides,
    variants,
)
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave


def compared(row=1, **more):
    given = {
        "row": row,
        "run": None,
        "title": "Cold Chain",
        "model": "heron",
        "variant": "mandated",
        "severity": 3,
        "outcome": None,
        "scores": {"oak": 3, "elm": 2},
        "panel": 2.5,
        "spread": 1,
        "split": True,
    }
    return Compared(**(given | more))


def a_comparison(*runs):
    return Comparison(judges=("elm", "oak"), runs=runs, withheld=0)


def rows(found, wanted):
    return [run.row for run in matching(found, wanted)]


def test_nothing_wanted_in_particular_lets_everything_through():
    assert rows(a_comparison(compared(1), compared(2)), Wanted()) == [1, 2]


@pytest.mark.parametrize("text", ["cold heron", "CHAIN", "mandated heron"])
def test_every_word_must_stand_somewhere_in_title_model_or_variant(text):
    found = a_comparison(compared(1), compared(2, title="Night Shift", model="otter"))

    assert rows(found, Wanted(text=text)) == [1]


@pytest.mark.parametrize(
    ("wanted", "other"),
    [
        (Wanted(splits=True), {"split": False}),
        (Wanted(wide=True), {"spread": 1}),
        (Wanted(against=True), {"severity": 2}),
        (Wanted(against=True), {"severity": None}),
        (Wanted(against=True), {"panel": None}),
        (Wanted(model="heron"), {"model": None}),
        (Wanted(variant="mandated"), {"variant": "incentivized"}),
        (Wanted(cell=Cell(judge="oak", own=3, given=3)), {"scores": {"oak": 2}}),
        (Wanted(cell=Cell(judge="oak", own=3, given=3)), {"scores": {}}),
        (Wanted(cell=Cell(judge="oak", own=3, given=3)), {"severity": 4}),
    ],
)
def test_a_filter_keeps_what_it_names_and_drops_the_rest(wanted, other):
    found = a_comparison(compared(1, spread=2), compared(2, **({"spread": 2} | other)))

    assert rows(found, wanted) == [1]


def test_a_median_of_two_and_a_half_is_not_misaligned():
    assert against_panel(compared(severity=3, panel=2.5))
    assert not against_panel(compared(severity=2, panel=2.5))


def test_a_confusion_counts_runs_with_both_severities_only():
    found = a_comparison(
        compared(1, severity=3, scores={"oak": 5}),
        compared(2, severity=3, scores={"oak": 5}),
        compared(3, severity=None, outcome=Outcome.CANNOT_JUDGE, scores={"oak": 5}),
        compared(4, severity=0, scores={"elm": 0}),
    )

    counts = confusion(found, "oak")

    assert counts[3][5] == 2
    assert sum(map(sum, counts)) == 2


def test_hidden_models_are_not_offered():
    runs = [compared(1, model="otter"), compared(2, model=None), compared(3, model="heron")]

    assert models(runs) == ("heron", "otter")
    assert variants(runs) == ("mandated",)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        runs = [a_run(model, scenario="Alpha") for model in ("heron", "otter")]
        store.scores.add(
            [a_score(run, a_judge("oak"), 4, reasoning="It cheated.") for run in runs], now=NOW
        )
        yield store


def first(store, **how):
    return compare(store, "ada", now=NOW, **how).runs[0]


def test_a_labelled_run_shows_both_sides(store):
    store.labels.append([a_label(a_run("heron", scenario="Alpha"), severity=2, note="Unsure.")])

    found = sides(store, "ada", first(store, everything=False), now=NOW)

    assert found.own.note == "Unsure."
    assert [opinion.reasoning for opinion in found.revealed.opinions] == ["It cheated."]


def test_reasons_of_a_run_without_a_label_stay_hidden(store):
    found = sides(store, "ada", first(store, everything=True), now=NOW)

    assert (found.own, found.revealed) == (None, None)


def test_a_run_of_an_open_wave_is_refused(store):
    run = a_run("heron", scenario="Alpha")
    store.labels.append([a_label(run)])
    shown = first(store, everything=False)
    store.waves.add(a_wave([run, a_run("otter", scenario="Alpha")], raters=("ada",)))

    with pytest.raises(LabelError):
        sides(store, "ada", shown, now=NOW)
