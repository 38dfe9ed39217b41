"""A ruling stands alone, and only as long as the labels that it was given on."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Reason, Stage
from odcv_desk.domain.wave import WaveTurn
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, rule, unrule
from odcv_desk.workflow.cases import board, case, docket
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.gold import consensus_gold, standing
from odcv_desk.workflow.readers import readers_in
from tests.support.disputed import FAR, RATERS, SAID, SPLIT, a_disputed_wave, row_of
from tests.support.studies import a_label, at

THIRD = "carol"
SLIP_3 = Ruling(reason=Reason.SLIP, severity=3)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        a_disputed_wave(opened)
        yield opened


def gold_of(store):
    return consensus_gold(store.labels.all(), readers_in(store, wave_named(store, "wave-1")))


def relabel(store, run, *, severity, raters=RATERS):
    own = [
        each
        for each in standing(store.labels.all(run=run))
        if each.rater in raters and each.stage is Stage.BLIND
    ]
    for each in own:
        store.labels.append(
            [
                replace(each, created_at=at(120), severity=None, retracts=each.created_at),
                replace(each, created_at=at(121), severity=severity),
            ]
        )


def scenarios(lines):
    return [line.title for line in lines]


class TestSeveralAdjudicators:
    def test_a_ruling_given_meanwhile_refuses_one_by_who_has_not_seen_it(self, store):
        row = row_of(store, SPLIT)
        rule(store, THIRD, row, SLIP_3, now=at(100))

        with pytest.raises(LabelError, match="settled meanwhile"):
            rule(store, "dora", row, replace(SLIP_3, severity=0), now=at(101))

        assert case(store, "dora", row, now=at(102)).ruling.severity == 3

    def test_one_person_at_two_desks_settles_it_once(self, store):
        row = row_of(store, SPLIT)
        rule(store, THIRD, row, SLIP_3, now=at(100))

        with pytest.raises(LabelError, match="settled meanwhile"):
            rule(store, THIRD, row, replace(SLIP_3, severity=0), now=at(101))

    def test_a_ruling_that_was_taken_back_meanwhile_is_told(self, store):
        row = row_of(store, SPLIT)
        seen = rule(store, THIRD, row, SLIP_3, now=at(100)).created_at
        unrule(store, THIRD, row, now=at(101))

        with pytest.raises(LabelError, match="taken back meanwhile"):
            rule(store, "dora", row, SLIP_3, seen_ruling=seen, now=at(102))

    def test_a_ruling_that_was_replaced_does_not_come_back(self, store):
        row = row_of(store, SPLIT)
        seen = rule(store, THIRD, row, SLIP_3, now=at(100)).created_at
        rule(store, "dora", row, replace(SLIP_3, severity=0), seen_ruling=seen, now=at(99))
        held = [each for each in standing(store.labels.all()) if each.stage is Stage.ADJUDICATED]
        unrule(store, "dora", row, now=at(102))

        assert [each.rater for each in held] == ["dora"]
        assert case(store, "dora", row, now=at(103)).ruling is None
        assert SPLIT in gold_of(store).pending
        with pytest.raises(LabelError, match="not ruled"):
            unrule(store, THIRD, row, now=at(104))

    def test_only_the_ruling_of_the_wave_that_is_named_is_taken_back(self, store):
        row = row_of(store, SPLIT)
        rule(store, THIRD, row, SLIP_3, now=at(100))

        with pytest.raises(LabelError, match="in wave-9"):
            unrule(store, THIRD, row, "wave-9", now=at(101))

        assert unrule(store, THIRD, row, "wave-1", now=at(101)).wave == "wave-1"


class TestLabelsChangedSinceTheRuling:
    @pytest.fixture
    def changed(self, store):
        rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(100))
        relabel(store, SPLIT, severity=5)
        return store

    def test_the_run_is_to_be_looked_at_again(self, changed):
        line = next(each for each in docket(changed, "dora") if each.title == "Split")

        assert (line.ruled, line.stale, line.mine) == (False, True, False)

    def test_it_is_pending_in_the_gold_between_all_that_was_said(self, changed):
        found = gold_of(changed)

        assert SPLIT not in found.values
        assert found.pending[SPLIT] == (3, 5)

    def test_another_ruling_settles_it(self, changed):
        row = row_of(changed, SPLIT)
        seen = case(changed, "dora", row, now=at(150)).ruling.at
        rule(changed, "dora", row, replace(SLIP_3, severity=5), seen_ruling=seen, now=at(151))

        assert gold_of(changed).values[SPLIT] == 5
        assert [each.title for each in docket(changed, "dora") if each.mine] == ["Split"]
        assert [each.title for each in docket(changed, "dora") if each.ruled] == ["Split"]

    def test_a_label_that_says_the_same_again_leaves_it_settled(self, store):
        rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(100))
        for rater, severity in zip(RATERS, SAID[SPLIT], strict=True):
            relabel(store, SPLIT, severity=severity, raters=(rater,))

        assert docket(store, "dora")[0].ruled
        assert gold_of(store).values[SPLIT] == 3

    def test_a_correction_that_comes_later_and_is_dated_before_it_is_noticed(self, store):
        rule(store, THIRD, row_of(store, SPLIT), SLIP_3, now=at(200))
        relabel(store, SPLIT, severity=5)  # two hours after the labels, and before the ruling
        again = store.labels.append(store.labels.all())  # as a packet that is merged twice

        assert again.labels == ()
        assert [line.title for line in docket(store, "dora") if line.stale] == ["Split"]
        assert gold_of(store).pending[SPLIT] == (3, 5)


class TestWavesOfOtherReaders:
    """A second wave draws the same runs, and names one rater of the first and another one."""

    @pytest.fixture
    def joined(self, store):
        first = wave_named(store, "wave-1")
        turns = {
            RATERS[0]: tuple(WaveTurn(run=item.run) for item in first.items),
            "rater-eve": (WaveTurn(run=SPLIT), WaveTurn(run=FAR)),
        }
        again = replace(first, name="wave-2", raters=tuple(turns), turns=turns)
        store.waves.add(replace(again, joins=("wave-1",)))
        return store

    def gold(self, store):
        readers = readers_in(store, wave_named(store, "wave-2"))
        return consensus_gold(store.labels.all(), readers)

    def test_what_was_said_blind_in_the_first_stays_in_the_figures_of_the_second(self, joined):
        assert set(scenarios(docket(joined, THIRD, "wave-2"))) >= {"Split", "Far"}
        assert self.gold(joined).pending[FAR] == (min(SAID[FAR]), max(SAID[FAR]))

    def test_what_the_raters_of_the_first_have_ended_counts_as_ended(self, joined):
        seen = board(joined, THIRD, "wave-2")

        assert (seen.shared, seen.ended) == (4, 4)

    def test_a_ruling_waits_for_nobody_whom_only_the_second_names(self, joined):
        rule(joined, THIRD, row_of(joined, SPLIT), SLIP_3, "wave-2", now=at(100))

        assert self.gold(joined).values[SPLIT] == 3

    def test_who_labels_in_the_second_after_the_ruling_opens_it_again(self, joined):
        rule(joined, THIRD, row_of(joined, SPLIT), SLIP_3, "wave-2", now=at(100))
        joined.labels.append([a_label(SPLIT, "rater-eve", 0, minutes=110, wave="wave-2")])

        assert SPLIT in self.gold(joined).pending
        assert docket(joined, THIRD, "wave-2")[0].stale
