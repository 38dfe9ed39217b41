"""Disputes are settled in order, blindly, and by nobody whose own labels are still to come."""

from dataclasses import replace

import pytest

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.errors import CalibrationError, LabelError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Evidence, Outcome, Reason, Stage
from odcv_desk.domain.wave import Masking, Policy
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, keep_draft, rule, unrule
from odcv_desk.workflow.cases import board, case, case_bytes, docket
from odcv_desk.workflow.disputes import disputes, wave_named
from odcv_desk.workflow.reading import HIDDEN
from odcv_desk.workflow.rubric import rubric
from tests.support.desk_studies import NAMED, texts_in
from tests.support.disputed import (
    AGREED,
    FAR,
    MODEL,
    NEAR,
    RATERS,
    SPLIT,
    a_disputed_wave,
    row_of,
)
from tests.support.studies import a_label, at

THIRD = "carol"
SLIP_3 = Ruling(reason=Reason.SLIP, severity=3)
OPEN = Ruling(reason=Reason.AMBIGUOUS)


@pytest.fixture
def empty(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def store(empty):
    a_disputed_wave(empty)
    return empty


def scenarios(lines):
    return [line.title for line in lines]


class TestTheOrder:
    def test_splits_at_the_threshold_come_first_then_the_widest(self, store):
        assert scenarios(docket(store, THIRD)) == ["Split", "Far", "Near"]

    def test_what_was_settled_keeps_its_place(self, store):
        rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(100))

        lines = docket(store, THIRD)

        assert scenarios(lines) == ["Split", "Far", "Near"]
        assert [line.ruled for line in lines] == [True, False, False]

    def test_a_run_that_a_rater_has_not_ended_is_no_dispute_yet(self, empty):
        a_disputed_wave(empty, missing=[(SPLIT, "rater-bo")])

        assert scenarios(docket(empty, THIRD)) == ["Far", "Near"]

    def test_a_repeat_makes_no_dispute(self, empty):
        wave = a_disputed_wave(empty)
        again = a_label(AGREED, "rater-ada", 0, minutes=80, wave=wave.name, repeat=True)
        empty.labels.append([again])

        assert "Agreed" not in scenarios(docket(empty, THIRD))

    def test_sides_stand_in_one_order_at_every_look_and_not_in_that_of_raters(self, empty):
        wave = a_disputed_wave(empty)
        first = [each.sides for each in disputes(empty, wave)]

        assert [each.sides for each in disputes(empty, wave)] == first

    def test_over_many_runs_chance_puts_either_rater_first(self, empty):
        from tests.support.studies import a_run

        runs = tuple(a_run(model=MODEL, scenario=f"S{number}") for number in range(24))
        wave = a_disputed_wave(empty, runs, dict.fromkeys(runs, (2, 4)))

        firsts = {each.sides[0].severity for each in disputes(empty, wave)}

        assert firsts == {2, 4}

    def test_the_board_counts_what_is_shared_ended_and_settled(self, store):
        rule(store, THIRD, row_of(store, FAR), SLIP_3, now=at(100))

        found = board(store, THIRD)

        assert (found.items, found.shared, found.ended) == (4, 4, 4)
        assert (len(found.lines), found.settled) == (3, 1)

    def test_a_study_without_waves_has_an_empty_board(self, empty):
        assert board(empty, THIRD).wave is None

    def test_an_unknown_wave_is_refused_by_name(self, store):
        with pytest.raises(CalibrationError, match="wave-9"):
            wave_named(store, "wave-9")


class TestBlindness:
    @pytest.fixture
    def case_text(self, store):
        row = row_of(store, SPLIT)
        return texts_in(case(store, THIRD, row, now=at(100)))

    @pytest.mark.parametrize("secret", [*RATERS, MODEL, "judge-oak", "score-reason"])
    def test_a_case_names_no_rater_judge_or_masked_model(self, case_text, secret):
        assert secret not in case_text

    @pytest.mark.parametrize("secret", [*RATERS, MODEL, "judge-oak", "score-reason"])
    def test_the_list_names_none_of_them_either(self, store, secret):
        assert secret not in texts_in(board(store, THIRD))

    def test_a_side_tells_neither_who_nor_when_nor_how_long(self, store):
        (side, *_) = case(store, THIRD, row_of(store, SPLIT), now=at(100)).sides

        assert set(side.__slots__) == {
            "severity",
            "outcome",
            "confidence",
            "tags",
            "evidence",
            "note",
        }

    def test_a_ruling_that_stands_tells_not_whose_it_is(self, store):
        rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(100))

        found = case(store, "dora", row_of(store, SPLIT), now=at(101))

        assert THIRD not in texts_in(found)
        assert (found.ruling.severity, found.ruling.own) == (3, False)

    def test_a_rater_who_settles_sees_no_own_label_beside_the_sides(self, store):
        found = case(store, "rater-ada", row_of(store, SPLIT), now=at(100))

        assert found.docket.own
        assert found.reading.history == ()
        assert "rater-ada" not in texts_in(found)

    def test_the_bytes_hide_what_betrays_the_model(self, store):
        shown = case_bytes(store, THIRD, row_of(store, SPLIT))

        assert HIDDEN in shown
        assert "call_3" not in shown

    def test_a_wave_with_names_shows_the_model(self, empty):
        a_disputed_wave(empty, policy=NAMED)

        found = case(empty, THIRD, row_of(empty, SPLIT), now=at(100))

        assert found.reading.model == MODEL
        assert found.docket.name == str(SPLIT)

    def test_that_labels_were_shown_is_written_down(self, store):
        row = row_of(store, SPLIT)
        case(store, THIRD, row, now=at(100))

        assert store.exposures.of(THIRD, row) == {Seen.LABEL}

    def test_who_has_seen_a_score_is_told(self, store):
        row = row_of(store, SPLIT)
        store.exposures.note(THIRD, [(row, Seen.SCORE)], at=at(99))

        assert case(store, THIRD, row, now=at(100)).exposed


class TestWhoMaySettle:
    @pytest.fixture
    def half(self, empty):
        a_disputed_wave(empty, missing=[(NEAR, "rater-bo")])
        return empty

    def test_a_rater_with_items_left_is_refused_the_list(self, half):
        with pytest.raises(LabelError, match="still have runs of wave-1"):
            docket(half, "rater-bo")

    def test_and_every_case(self, half):
        with pytest.raises(LabelError, match="still have runs"):
            case(half, "rater-bo", row_of(half, SPLIT), now=at(100))

    def test_and_its_bytes_and_a_ruling(self, half):
        with pytest.raises(LabelError):
            case_bytes(half, "rater-bo", row_of(half, SPLIT))
        with pytest.raises(LabelError):
            rule(half, "rater-bo", row_of(half, SPLIT), SLIP_3, now=at(100))

    def test_what_is_refused_leaves_no_trace_in_the_log(self, half):
        with pytest.raises(LabelError):
            case(half, "rater-bo", row_of(half, SPLIT), now=at(100))

        assert half.exposures.all() == ()

    def test_the_board_says_why(self, half):
        found = board(half, "rater-bo")

        assert "still have runs" in found.shut
        assert found.lines == ()

    def test_a_rater_who_has_ended_all_may(self, half):
        assert scenarios(docket(half, "rater-ada")) == ["Split", "Far"]

    def test_in_a_wave_for_anybody_an_outsider_may_go_on_after_a_ruling(self, empty):
        wave = a_disputed_wave(empty)
        free = replace(wave, name="wave-2", raters=(), turns={})
        empty.waves.add(free)
        said = [
            a_label(FAR, rater, 2 + number, minutes=200 + number, wave="wave-2")
            for number, rater in enumerate(RATERS)
        ]
        empty.labels.append(said)
        rule(empty, THIRD, row_of(empty, FAR), SLIP_3, "wave-2", now=at(300))

        assert board(empty, THIRD, "wave-2").shut == ""

    def test_a_run_that_the_adjudicator_is_to_label_in_another_wave_stays_shut(self, empty):
        wave = a_disputed_wave(empty)
        later = replace(wave, name="wave-2", raters=(THIRD,), turns={}, items=wave.items[:1])
        empty.waves.add(later)

        with pytest.raises(LabelError, match="wave-2"):
            case(empty, THIRD, row_of(empty, NEAR), "wave-1", now=at(300))

    def test_what_the_adjudicator_is_still_to_label_elsewhere_is_counted_but_not_listed(
        self, empty
    ):
        wave = a_disputed_wave(empty, policy=NAMED)
        due = replace(wave, name="wave-2", raters=(THIRD,), turns={}, items=wave.items[:1])
        empty.waves.add(due)

        found = board(empty, THIRD, "wave-1")

        assert scenarios(found.lines) == ["Split", "Far"]
        assert found.withheld == 1
        assert "Near" not in texts_in(found)

    def test_who_was_shown_labels_before_is_told(self, store):
        row = row_of(store, SPLIT)
        store.exposures.note(THIRD, [(row, Seen.LABEL)], at=at(99))

        assert case(store, THIRD, row, now=at(100)).exposed


class TestRuling:
    def test_a_ruling_is_an_adjudicated_label_under_the_rubric_of_now(self, store):
        label = rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(100))

        assert (label.stage, label.severity, label.reason) == (Stage.ADJUDICATED, 3, Reason.SLIP)
        assert (label.rubric, label.rubric_hash) == (rubric().id, rubric().hash)
        assert label.wave == "wave-1"

    def test_the_first_labels_keep_their_rubric_and_stay_as_they_are(self, store):
        before = [label for label in store.labels.all() if label.stage is Stage.BLIND]
        rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(100))

        after = [label for label in store.labels.all() if label.stage is Stage.BLIND]

        assert after == before

    def test_an_ambiguous_run_keeps_the_sides_in_equal_shares(self, store):
        label = rule(store, THIRD, row_of(store, FAR), OPEN, now=at(100))

        assert label.shares == ((3, 0.5), (5, 0.5))
        assert label.severity is None

    def test_another_ruling_replaces_the_own_one(self, store):
        row = row_of(store, SPLIT)
        first = rule(store, THIRD, row, SLIP_3, now=at(100))
        again = replace(SLIP_3, severity=2)
        rule(store, THIRD, row, again, seen_ruling=first.created_at, now=at(100))

        assert case(store, THIRD, row, now=at(101)).ruling.severity == 2
        assert len([each for each in store.labels.all() if each.retracts]) == 1

    def test_a_ruling_that_is_taken_back_leaves_the_dispute_open(self, store):
        row = row_of(store, SPLIT)
        rule(store, THIRD, row, SLIP_3, now=at(100))
        unrule(store, THIRD, row, now=at(100))

        assert case(store, THIRD, row, now=at(101)).ruling is None

    def test_a_ruling_in_the_making_waits_for_its_own_adjudicator(self, store):
        row, begun = row_of(store, SPLIT), Decision(severity=4, note="so f")
        keep_draft(store, THIRD, row, "wave-1", begun)

        assert case(store, THIRD, row, now=at(101)).draft == begun
        assert case(store, "dora", row, now=at(101)).draft is None

    def test_a_ruling_ends_its_draft_and_is_one_again_when_taken_back(self, store):
        row = row_of(store, SPLIT)
        keep_draft(store, THIRD, row, "wave-1", Decision(severity=4))
        rule(store, THIRD, row, replace(SLIP_3, note="why"), now=at(100))
        assert case(store, THIRD, row, now=at(101)).draft is None

        unrule(store, THIRD, row, now=at(102))

        kept = case(store, THIRD, row, now=at(103)).draft
        assert kept == Decision(severity=3, reason=Reason.SLIP, note="why")

    def test_nobody_takes_back_what_another_has_ruled(self, store):
        row = row_of(store, SPLIT)
        rule(store, THIRD, row, SLIP_3, now=at(100))

        with pytest.raises(LabelError, match="not ruled"):
            unrule(store, "dora", row, now=at(101))

    def test_a_run_without_a_dispute_cannot_be_ruled_on(self, store):
        with pytest.raises(LabelError, match="nothing to settle"):
            rule(store, THIRD, row_of(store, AGREED), SLIP_3, now=at(100))

    @pytest.mark.parametrize(
        ("ruling", "said"),
        [
            (Ruling(reason=Reason.SLIP), "needs a severity or an outcome"),
            (Ruling(reason=Reason.RUBRIC_GAP, severity=3), "needs a note"),
            (Ruling(reason=Reason.NEW_FACT, outcome=Outcome.CANNOT_JUDGE), "needs a note"),
            (replace(SLIP_3, tags=("no-such",)), "no clause"),
            (replace(SLIP_3, evidence=(Evidence(step=99),)), "no entry 99"),
        ],
    )
    def test_what_lacks_something_is_refused_with_the_next_move(self, store, ruling, said):
        with pytest.raises(LabelError, match=said) as refused:
            rule(store, THIRD, row_of(store, SPLIT), ruling, now=at(100))

        assert refused.value.hint

    def test_without_two_severities_nothing_can_be_left_open(self, empty):
        wave = a_disputed_wave(empty, missing=[(SPLIT, "rater-bo")])
        empty.labels.append(
            [
                a_label(
                    SPLIT,
                    "rater-bo",
                    minutes=90,
                    outcome=Outcome.CANNOT_JUDGE,
                    note="dark",
                    wave=wave.name,
                )
            ]
        )

        with pytest.raises(LabelError, match="nothing to leave open"):
            rule(empty, THIRD, row_of(empty, SPLIT), OPEN, now=at(100))


def test_the_masking_of_the_wave_counts_for_outsiders_too(empty):
    a_disputed_wave(empty, policy=Policy(masking=Masking.MASK))

    assert case(empty, THIRD, row_of(empty, SPLIT), now=at(1)).reading.masked
