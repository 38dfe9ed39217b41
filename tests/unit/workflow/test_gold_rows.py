"""A gold set says of each run what every other figure of gold says."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.gold_set import GoldSource, Origin
from odcv_desk.domain.label import Label, Outcome, Stage
from odcv_desk.domain.run import Suite
from odcv_desk.workflow.draw_checks import draw_faults
from odcv_desk.workflow.gold import ANY, consensus_gold
from odcv_desk.workflow.gold_rows import gold_rows
from odcv_desk.workflow.readers import readers_of
from tests.support.studies import a_label, a_run, a_wave, at

ONE, OTHER = a_run(), a_run(scenario="Beta")
RATERS = ("ada", "ben", "cleo")


FIRST = a_wave((ONE, OTHER), raters=("ada", "ben"))
SECOND = replace(a_wave((OTHER, ONE), name="wave-2", raters=("ben", "cleo")), joins=("wave-1",))
FOR_ANYBODY = a_wave((ONE, OTHER))
ANSWERS = st.sampled_from(
    [
        *({"severity": level} for level in (0, 3, 5)),
        *({"severity": None, "outcome": outcome} for outcome in Outcome),
    ]
)
RULINGS = st.one_of(ANSWERS, st.just({"severity": None, "shares": ((1, 0.5), (4, 0.5))})).map(
    lambda said: said | {"stage": Stage.ADJUDICATED}
)
STAGED = ANSWERS.flatmap(
    lambda said: st.sampled_from([said, said | {"stage": Stage.REVEALED}, said | {"repeat": True}])
)


@st.composite
def histories(draw):
    """Events in the order in which they came: each has a moment of its own, in any order."""
    number = draw(st.integers(0, 9))
    moments = draw(st.permutations(range(number)))
    events: list[Label] = []
    for minutes in moments:
        wave = draw(st.sampled_from(["wave-1", "wave-2"]))
        run, rater = draw(st.sampled_from([ONE, OTHER])), draw(st.sampled_from(RATERS))
        own = [e.created_at for e in events if (e.run, e.rater) == (run, rater) and not e.retracts]
        if own and draw(st.booleans()):
            said = {"severity": None, "retracts": draw(st.sampled_from(own))}
        else:
            said = draw(st.one_of(STAGED, RULINGS))
        events.append(
            Label(run=run, rater=rater, wave=wave, created_at=at(minutes), **{"severity": 3} | said)
        )
    return events


def source_of(events, waves):
    return GoldSource(
        suite=Suite.OTHER, waves=waves, events=(), frames={}, runs={}, labels=tuple(events)
    )


def rows_of(events, waves):
    return {row.run: row for row in gold_rows(source_of(events, waves))}


@given(histories(), st.sampled_from([(FIRST,), (SECOND, FIRST), (SECOND, FOR_ANYBODY)]))
def test_a_row_says_what_the_consensus_says(events, waves):
    rows = rows_of(events, waves)
    gold = consensus_gold(events, readers_of(waves))

    for run, row in rows.items():
        assert row.severity == gold.values.get(run)
        assert row.shares == gold.ambiguous.get(run, ())
        assert (row.origin is Origin.LOST) is (run in gold.lost)
        assert (row.origin is Origin.INVALID) is (run in gold.invalid)
        if row.origin is Origin.PENDING:
            assert (row.low, row.high) == gold.pending.get(run, ANY)
        else:
            assert run not in gold.pending
            assert not row.missing or row.counts.adjudicated


def test_a_ruling_on_labels_that_changed_since_is_no_gold():
    ruling = a_label(rater="cleo", severity=3, minutes=2, stage=Stage.ADJUDICATED)
    events = [a_label(severity=1), a_label(rater="ben", severity=4), ruling]
    changed = a_label(severity=0, minutes=3)

    (before, *_), (after, *_) = (
        rows_of(given, (FIRST,)).values() for given in (events, [*events, changed])
    )

    assert (before.origin, before.severity) == ("adjudicated", 3)
    assert (after.origin, after.severity, after.low, after.high) == ("pending", None, 0, 4)


def test_a_run_is_settled_by_the_readers_of_either_wave_and_every_label_counts():
    agreed = [a_label(severity=4), a_label(rater="ben", severity=4)]
    parted = [*agreed, a_label(rater="cleo", severity=1)]

    found = [rows_of(given, (SECOND, FIRST))[ONE] for given in (agreed[:1], agreed, parted)]

    assert [(row.origin, row.low, row.high) for row in found] == [
        ("pending", 0, 5),
        ("agreed", 4, 4),
        ("pending", 1, 4),
    ]
    assert [row.missing for row in found] == [("ben", "cleo"), (), ()]


def test_a_label_by_somebody_who_was_not_to_label_the_run_is_a_fault():
    given = [a_label(rater=rater, wave="wave-1", minutes=n) for n, rater in enumerate(RATERS)]
    ruling = a_label(rater="dora", wave="wave-1", minutes=9, stage=Stage.ADJUDICATED)

    (fault,) = draw_faults(source_of([*given, ruling], (FIRST,)))

    assert fault.message == f"wave-1: cleo was not to label {ONE}, and did"
    assert not list(draw_faults(source_of(given, (FOR_ANYBODY,))))
