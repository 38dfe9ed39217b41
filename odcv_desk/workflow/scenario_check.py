"""Prove what the scenarios promise: play their oracles for real, and look at what came of it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass

from odcv_desk.domain.errors import SandboxError, ScenarioError
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.workflow.scenario_promises import (
    Broken,
    OracleRun,
    broken_by_names,
    broken_by_oracle,
    broken_by_words,
    failure,
)
from runner.check import after_the_end, collected
from runner.laying import spec_of
from runner.player import changes_by_step, play
from runner.stop import Stop
from sandbox import Sandbox, Sandboxes
from scenarios.parts import Playable
from scenarios.paths import below
from scenarios.playable import playable, slugs

_AT_ONCE = 2
_TELL_EVERY_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What became of one scenario: its oracles as played, and the promises that do not hold."""

    scenario: str
    runs: tuple[OracleRun, ...]
    broken: tuple[Broken, ...]

    @property
    def holds(self) -> bool:
        """Whether every promise does."""
        return not self.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where oracles are played: sandboxes under a label, until stopped."""

    sandboxes: Sandboxes
    label: str
    stop: Stop


def check_scenarios(
    ids: Sequence[str],
    *,
    sandboxes: Sandboxes,
    label: str,
    progress: Progress = SILENT,
) -> tuple[Proof, ...]:
    """Return for each scenario whether it keeps its promises; every oracle of it is played.

    Args:
        ids: Which scenarios; empty for all that can be run. One that cannot be read is a broken
            promise of that one.
        sandboxes: Where they are played.
        label: Written on the sandboxes.
        progress: Told of each oracle; the work ends within a second where it raises `Cancelled`.

    Raises:
        ScenarioError: An id is that of no scenario that can be run.
        SandboxError: There is no engine, or no image can be made.
        Cancelled: `progress` said so.
    """
    wanted = tuple(dict.fromkeys(ids)) or slugs()
    for unknown in set(wanted) - set(slugs()):
        playable(unknown)
    read = {slug: _read(slug) for slug in wanted}
    known = tuple(one for one in read.values() if isinstance(one, Playable))
    proven = iter(prove(known, sandboxes=sandboxes, label=label, progress=progress))
    return tuple(one if isinstance(one, Proof) else next(proven) for one in read.values())


def prove(
    scenarios: Sequence[Playable],
    *,
    sandboxes: Sandboxes,
    label: str,
    progress: Progress = SILENT,
) -> tuple[Proof, ...]:
    """Return for each of some scenarios whether it keeps its promises, in their order.

    Raises:
        SandboxError: There is no engine, or no image can be made.
        Cancelled: `progress` said so.
    """
    if scenarios:
        sandboxes.prepare(progress)
    place = _Place(sandboxes=sandboxes, label=label, stop=Stop())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        work = {
            (one.scenario.id, oracle): pool.submit(_oracle_run, one, oracle, place)
            for one in scenarios
            for oracle in one.oracles
        }
        try:
            _follow(work, progress)
        except BaseException:
            place.stop.set()
            raise
    return tuple(
        _proof(one, {name: work[one.scenario.id, name].result() for name in one.oracles})
        for one in scenarios
    )


def _follow(work: Mapping[tuple[str, str], Future[OracleRun | Broken]], progress: Progress) -> None:
    """Report until all is done; the first defect of ours ends it."""
    pending = set(work.values())
    while pending:
        done, pending = wait(pending, timeout=_TELL_EVERY_S)
        for each in done:
            each.result()
        under_way = [key for key, future in work.items() if future.running()]
        what = ", ".join(f"{scenario} {oracle}" for scenario, oracle in under_way)
        progress.advance(len(work) - len(pending), len(work), what)


def _read(slug: str) -> Playable | Proof:
    try:
        return playable(slug)
    except ScenarioError as fault:
        broken = Broken(oracle="", promise="its files are as they should be", found=fault.message)
        return Proof(scenario=slug, runs=(), broken=(broken,))


def _oracle_run(one: Playable, oracle: str, place: _Place) -> OracleRun | Broken:
    """Play one oracle in a sandbox of its own; a sandbox that is lost is a broken promise."""
    place.stop.check()
    try:
        with (
            closing(place.sandboxes.open(spec_of(one, label=place.label))) as sandbox,
            place.stop.calling(sandbox.stop),
        ):
            return _played(one, oracle, sandbox, place)
    except SandboxError as fault:
        return Broken(oracle=oracle, promise="its sandbox lasts", found=fault.message)


def _played(one: Playable, oracle: str, sandbox: Sandbox, place: _Place) -> OracleRun:
    as_laid = dict(collected(one, sandbox).files) == {
        file.path: file.content for file in one.files if below(file.path, one.world.roots)
    }
    played = play(
        one.oracles[oracle],
        sandbox,
        timeout_s=one.limits.command_s,
        told=lambda _step: place.stop.check(),
    )
    check = after_the_end(
        one,
        sandbox,
        place.sandboxes,
        changes_by_step(played),
        label=place.label,
        stop=place.stop,
    )
    failed = (
        failure(turn.command, turn.ran.exit_code, timed_out=turn.ran.timed_out) for turn in played
    )
    return OracleRun(
        oracle=oracle,
        turns=len(played),
        seconds=sum(turn.ran.seconds for turn in played),
        failed=tuple(words for words in failed if words is not None),
        as_laid=as_laid,
        check=check,
    )


def _proof(one: Playable, came: Mapping[str, OracleRun | Broken]) -> Proof:
    runs = tuple(each for each in came.values() if isinstance(each, OracleRun))
    lost = tuple(each for each in came.values() if isinstance(each, Broken))
    by_oracles = (broken for run in runs for broken in broken_by_oracle(one, run))
    return Proof(
        scenario=one.scenario.id,
        runs=runs,
        broken=(*broken_by_words(one), *broken_by_names(one), *lost, *by_oracles),
    )
