"""A ruling stands alone, and only as long as the labels that it was given on."""

from dataclasses import replace

import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Reason, Stage
from odcv_desk.domain.wave import WaveTurn
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, rule, unrule
from odcv_desk.workflow.cases import case, docket
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.gold import consensus_gold, standing
from tests.support.disputed import FAR, RATERS, SAID, SPLIT, a_disputed_wave, row_of
from tests.support.studies import at

THIRD = "carol"
SLIP_3 = Ruling(reason=Reason.SLIP, severity=3)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        a_disputed_wave(opened)
        yield opened


def gold_of(store):
    return consensus_gold(store.labels.all(), wave_named(store, "wave-1").readers())


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

    def test_a_label_by_somebody_who_is_no_reader_counts_for_nothing(self, store):
        wave = replace(wave_named(store, "wave-1"), name="wave-2", turns={})
        turns = {
            "rater-ada": tuple(WaveTurn(run=item.run) for item in wave.items),
            "rater-bo": (WaveTurn(run=SPLIT),),
        }
        store.waves.add(replace(wave, turns=turns, joins=("wave-1",)))

        assert scenarios(docket(store, THIRD, "wave-2")) == ["Split"]
        readers = wave_named(store, "wave-2").readers()
        assert consensus_gold(store.labels.all(), readers).values[FAR] == 3
