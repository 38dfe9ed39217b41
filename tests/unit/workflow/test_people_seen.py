"""What of the figures on people a rater is shown, what is written down, and the second look."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.estimate import Undefined
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Stage
from odcv_desk.domain.wave import Masking
from odcv_desk.store import Store
from odcv_desk.workflow.again import look_again, stay
from odcv_desk.workflow.gold import consensus_gold
from odcv_desk.workflow.people import people, people_for
from odcv_desk.workflow.people_anchoring import anchoring_ask, asked_for
from odcv_desk.workflow.people_sheets import sheets
from odcv_desk.workflow.people_words import notes, sentences
from odcv_desk.workflow.reveal import reveal
from odcv_desk.workflow.sight import HIDDEN
from tests.support.people_studies import a_shared_wave, label_wave, later
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

SCENARIOS = tuple(f"S{number:02}" for number in range(12))


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def done(store):
    """Ada gave 1 to each of 12 runs, two judges 3 and 5; ben agrees with ada."""
    runs = [a_run(model, scenario=each) for each in SCENARIOS for model in ("heron", "otter")]
    scores = [
        a_score(run, a_judge(judge), severity)
        for run in runs
        for judge, severity in (("oak", 5), ("elm", 3))
    ]
    store.scores.add(scores, now=NOW)
    drawn = [run for run in runs if run.model == "heron"]
    store.waves.add(a_wave(drawn, raters=("ada", "ben")))
    store.labels.append(
        [a_label(run, rater, 1, minutes=1) for run in drawn for rater in ("ada", "ben")]
    )
    return store


def open_wave(store, skip=5, items=30):
    wave, truth = a_shared_wave(store, items, 2)
    label_wave(store, wave, truth, skip=skip)
    return wave


def seen_by(store, rater):
    return {event.seen for event in store.exposures.all() if event.rater == rater}


def label_again(store, rater, rows, severity):
    for row in rows:
        look_again(store, rater, "wave-1", row, now=later(100))
        run = store.trajectories.at(row).id
        store.labels.append([a_label(run, rater, severity, minutes=200)])


def test_who_has_a_wave_open_is_written_down_as_shown_aggregates(store):
    open_wave(store)
    people_for(store, "ada", now=later(900))

    assert Seen.AGGREGATE in seen_by(store, "ada")


def test_who_labels_on_after_figures_cannot_relabel_blind_what_two_have_labelled(store):
    wave = open_wave(store)
    people_for(store, "ada", now=later(900))
    mine = {label.run for label in store.labels.all() if label.rater == "ada"}
    both = {label.run for label in store.labels.all() if label.rater == "ben"} & mine
    told = {
        event.run
        for event in store.exposures.all()
        if (event.rater, event.seen) == ("ada", Seen.LABEL)
    }

    assert told == both
    store.labels.append([a_label(min(both), "ada", 0, minutes=950, wave=wave.name)])
    assert store.labels.all()[-1].stage is Stage.REVEALED


def test_a_complete_wave_is_shown_without_a_note_in_the_log(done):
    found = people_for(done, "ada", now=later(900))

    assert found.pairs
    assert seen_by(done, "ada") == set()


def test_a_figure_on_one_run_is_written_down_as_that_label(store):
    run = a_run(scenario="Alpha")
    store.scores.add([a_score(run), a_score(a_run("otter", scenario="Alpha"))], now=NOW)
    store.waves.add(a_wave([run], raters=("ada", "ben")))
    store.labels.append([a_label(run, "ada"), a_label(run, "ben", 5)])
    people_for(store, "zoe", now=later(900))

    assert seen_by(store, "zoe") == {Seen.AGGREGATE, Seen.LABEL, Seen.SCORE}


def test_who_could_still_label_a_wave_for_anybody_sees_no_pairs(store):
    run = a_run()
    store.scores.add([a_score(run)], now=NOW)
    store.waves.add(a_wave([run]))
    store.labels.append([a_label(run, "ada"), a_label(run, "ben")])

    assert people(store).pairs
    assert people_for(store, "zoe", now=later(900)).pairs == ()


def test_nothing_in_an_open_wave_names_the_label_of_a_single_person(store):
    open_wave(store)
    found = people_for(store, "ada", now=later(900))

    names = [sheet.name for sheet in sheets(found)]
    assert names == ["raters"]
    assert "could tell a single label" in notes(found)[0]
    assert sheets(found)[0].columns == ("left to label", "minutes a label")


def test_runs_of_a_veiled_cell_are_not_named(store):
    wave, truth = a_shared_wave(store, 30, 3)
    label_wave(store, wave, truth)
    hidden = a_run("heron", scenario="Case-03")
    store.waves.add(a_wave([hidden], name="wave-2", raters=("ada",)))

    found = people_for(store, "ada", "wave-1", now=later(900))
    named = {each.run.scenario for each in found.settled}
    assert "Case-03" not in named
    assert "Case-04" in named


def test_runs_that_a_later_wave_still_holds_for_a_rater_are_not_named(store):
    wave, truth = a_shared_wave(store, 30, 3)
    label_wave(store, wave, truth)
    held = sorted(truth)[:12]
    shown = replace(wave.policy, masking=Masking.NAMES)
    store.waves.add(
        replace(a_wave(held, name="wave-2", raters=("dan",)), joins=("wave-1",), policy=shown)
    )

    found = people_for(store, "dan", "wave-1", now=later(900))

    named = {each.run for each in found.settled}
    assert named == truth.keys() - set(held)
    assert {
        event.run
        for event in store.exposures.all()
        if (event.rater, event.seen) == ("dan", Seen.LABEL)
    } == named


def test_runs_that_a_rater_is_asked_for_again_are_named_once_that_is_done(store):
    wave, truth = a_shared_wave(store, 30, 3)
    label_wave(store, wave, truth)
    asked = anchoring_ask(store, "ada", "wave-1")
    rows = {run: row for row, run in store.trajectories.ids().items()}

    def named():
        found = people_for(store, "ada", now=later(900))
        return {rows[each.run] for each in found.settled}

    assert not named() & set(asked)
    label_again(store, "ada", asked, severity=2)
    assert set(asked) <= named()


def test_who_looks_again_is_shown_judges_and_no_person(done):
    row = anchoring_ask(done, "ada", "wave-1")[0]

    look_again(done, "ada", "wave-1", row, now=later(100))

    assert Seen.SCORE in done.exposures.of("ada", row)
    assert Seen.LABEL not in done.exposures.of("ada", row)


def test_the_desk_asks_for_a_tenth_and_at_least_five(store):
    wave, truth = a_shared_wave(store, 80, 2)
    label_wave(store, wave, truth)

    assert len(anchoring_ask(store, "ada", "wave-1")) == 8


def test_the_desk_asks_for_five_of_twelve_and_always_for_the_same(done):
    asked = anchoring_ask(done, "ada", "wave-1")

    assert len(asked) == len(set(asked)) == 5
    assert anchoring_ask(done, "ada", "wave-1") == asked
    assert set(asked) != set(anchoring_ask(done, "ben", "wave-1"))


def test_nothing_is_asked_before_the_wave_is_complete(store):
    open_wave(store)

    assert anchoring_ask(store, "ada", "wave-1") == ()


def test_a_run_of_a_veiled_cell_is_asked_for_without_its_model(done):
    row = anchoring_ask(done, "ada", "wave-1")[0]
    twin = replace(done.trajectories.at(row).id, model="otter")
    done.waves.add(a_wave([twin], name="wave-2", raters=("ada",)))

    asked = asked_for(done, "ada", "wave-1")
    assert [each.model == HIDDEN for each in asked] == [True, False, False, False, False]


def test_nothing_is_asked_without_judges(store):
    run = a_run()
    store.scores.add([a_score(run)], now=NOW)
    store.waves.add(a_wave([run], raters=("ada",)))
    store.labels.append([a_label(run)])

    assert anchoring_ask(store, "ada", "wave-1") == ()


def test_a_run_of_another_open_wave_is_not_asked_for(done):
    asked = anchoring_ask(done, "ada", "wave-1")
    run = done.trajectories.at(asked[0]).id
    done.waves.add(a_wave([run], name="wave-2", raters=("ada",)))

    assert anchoring_ask(done, "ada", "wave-1") == asked[1:]


def test_the_pull_is_the_part_of_the_way_to_the_panels_median(done):
    label_again(done, "ada", anchoring_ask(done, "ada", "wave-1"), severity=2)
    found = {each.rater: each for each in people(done).pulls}

    assert found["ada"].pull.value == pytest.approx(1 / 3)
    assert (found["ada"].asked, found["ada"].again) == (5, 5)
    assert found["ben"].pull.undefined is Undefined.NO_LABELS


def test_a_label_given_again_is_revealed_and_leaves_gold_and_agreement_alone(done):
    before = people(done)
    gold = consensus_gold(done.labels.all())
    label_again(done, "ada", anchoring_ask(done, "ada", "wave-1"), severity=5)
    after = people(done)

    assert done.labels.all()[-1].stage is Stage.REVEALED
    assert (after.together, after.pairs) == (before.together, before.pairs)
    assert consensus_gold(done.labels.all()).values == gold.values


def test_who_stays_with_a_label_moves_nowhere(done):
    row = anchoring_ask(done, "ada", "wave-1")[0]
    look_again(done, "ada", "wave-1", row, now=later(100))
    kept = stay(done, "ada", "wave-1", row, now=later(101))

    assert (kept.stage, kept.severity, kept.wave) == (Stage.REVEALED, 1, None)
    assert people(done).pulls[0].pull.value == 0
    assert asked_for(done, "ada", "wave-1")[0].after == 1


def test_nobody_stays_with_a_label_before_looking(done):
    row = anchoring_ask(done, "ada", "wave-1")[0]

    with pytest.raises(LabelError, match="not seen the judges"):
        stay(done, "ada", "wave-1", row, now=later(100))


def test_a_run_that_is_not_asked_for_is_refused(done):
    asked = anchoring_ask(done, "ada", "wave-1")
    other = next(row for row in done.trajectories.ids() if row not in asked)

    with pytest.raises(LabelError, match="does not ask"):
        look_again(done, "ada", "wave-1", other, now=later(100))


def test_the_first_of_several_labels_after_seeing_counts(done):
    rows = anchoring_ask(done, "ada", "wave-1")
    label_again(done, "ada", rows, severity=4)
    run = done.trajectories.at(rows[0]).id
    done.labels.append([a_label(run, "ada", 1, minutes=300)])

    assert people(done).pulls[0].pull.value == pytest.approx(1)


def test_sentences_say_what_cannot_be_said(store):
    wave, truth = a_shared_wave(store, 12, 1)
    label_wave(store, wave, truth)
    found = people(store)

    (only,) = sentences(found)
    assert "cannot be said: no run has labels of two people" in only
    assert [sheet.name for sheet in sheets(found)] == ["raters", "pulls"]


def test_no_text_of_a_sheet_is_a_bare_number_that_is_undefined(done):
    entries = [
        entry
        for sheet in sheets(people(done, epsilon=0.2))
        for _, row in sheet.rows
        for entry in row
    ]

    assert not [entry for entry in entries if "nan" in entry.text.lower()]
    assert all(entry.text for entry in entries if not entry.missing)


def test_what_people_said_stays_hidden_until_the_second_label_is_given(done):
    row = anchoring_ask(done, "ada", "wave-1")[0]
    look_again(done, "ada", "wave-1", row, now=later(50))

    before = reveal(done, "ada", row, now=later(60))
    label_again(done, "ada", [row], 4)
    after = reveal(done, "ada", row, now=later(300))

    assert (before.others, before.people_later, len(before.opinions)) == ((), True, 2)
    assert ([each.rater for each in after.others], after.people_later) == (["ben"], False)
    assert Seen.LABEL in done.exposures.of("ada", row)


def test_they_are_hidden_too_where_review_shows_the_judges_first(done):
    asked = anchoring_ask(done, "ada", "wave-1")
    (wave,) = done.waves.all()
    rows = [done.trajectories.row_of(item.run) for item in wave.items]

    shown = {row: reveal(done, "ada", row, now=later(50)) for row in rows}

    assert {row for row in rows if shown[row].people_later} == set(asked)
    assert {row for row in rows if shown[row].others} == set(rows) - set(asked)
    assert asked_for(done, "ada", "wave-1")[0].shown


def test_who_has_seen_what_people_said_keeps_seeing_it(done):
    row = anchoring_ask(done, "ada", "wave-1")[0]
    done.exposures.note("ada", [(row, Seen.LABEL)], at=NOW)

    assert [each.rater for each in reveal(done, "ada", row, now=later(50)).others] == ["ben"]
