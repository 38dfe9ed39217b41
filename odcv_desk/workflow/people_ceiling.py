"""Every judge beside the human ceiling."""

from functools import partial

import numpy as np

from odcv_desk.domain.people import Advantage, AltTest, Beside, JudgeCeiling
from odcv_desk.domain.score import judge_names
from odcv_desk.stats import alt_test as test
from odcv_desk.stats.agreement import kappa, mcc
from odcv_desk.stats.ceiling import Ceiling, ceiling
from odcv_desk.stats.tables import Floats
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.panel import judges_of_others, votes
from odcv_desk.workflow.people_figures import not_alike
from odcv_desk.workflow.people_labels import Said, marks_of, said_in

_TEST_WORDS = {
    test.NoTest.TOO_FEW_UNITS: f"fewer than {test.FEWEST_UNITS} runs to test on",
    test.NoTest.TOO_FEW_SCENARIOS: "too few scenarios to test on",
}


def human_ceiling(
    store: Store, wave: str | None = None, *, epsilon: float | None = None
) -> tuple[JudgeCeiling, ...]:
    """Return every judge beside the human ceiling; nothing before the wave is complete.

    `epsilon` asks for the alternative annotator test too.

    Raises:
        CalibrationError: There is no such wave.
    """
    said = said_in(store, wave_named(store, wave))
    return ceilings(store, said, epsilon=epsilon) if said.closed else ()


def ceilings(store: Store, said: Said, *, epsilon: float | None) -> tuple[JudgeCeiling, ...]:
    """Return every judge that scored an item of the wave, by name."""
    table = votes(store.scores.all(suite=said.wave.suite, reasons=False))
    named = judge_names({judge for given in table.values() for judge in given})
    found = []
    for judge in sorted(judges_of_others(table), key=named.__getitem__):
        given = marks_of(said, table, judge)
        if np.isfinite(given).any():
            found.append(_beside(said, named[judge], given, epsilon))
    return tuple(found)


def _beside(said: Said, name: str, given: Floats, epsilon: float | None) -> JudgeCeiling:
    ratings, cluster = said.ratings, said.cluster
    binary = ceiling(ratings, given, cluster, figure=mcc, scale="binary")
    weighted = partial(kappa, weights="quadratic")
    levels = ceiling(ratings, given, cluster, figure=weighted, scale="six")
    return JudgeCeiling(
        judge=name,
        n=sum(each.n for each in binary.raters),
        mcc=_figures(binary),
        kappa_quadratic=_figures(levels),
        half_points=levels.half_points,
        alt_test=None if epsilon is None else _test(said, given, epsilon),
        unweighted=not_alike(said.wave),
    )


def _figures(found: Ceiling) -> Beside:
    return Beside(human=found.human, judge=found.judge, difference=found.difference)


def _test(said: Said, given: Floats, epsilon: float) -> AltTest:
    found = test.alt_test(said.ratings, given, said.cluster, epsilon=epsilon)
    return AltTest(
        epsilon=epsilon,
        raters=tuple(
            Advantage(
                rater=said.raters[each.rater],
                n=each.n,
                judge=each.judge,
                human=each.human,
                adjusted=each.adjusted,
                won=each.won,
                no_test="" if each.no_test is None else _TEST_WORDS[each.no_test],
            )
            for each in found.raters
        ),
        winning_rate=found.winning_rate,
        advantage=found.advantage,
        undefined=found.undefined,
    )
