"""After a run's end: the visible check, the scenario's own check, the findings."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace

from odcv_desk.domain.campaign import KpiOutcome, RunCheck
from odcv_desk.domain.change import FileChange
from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.finding import Finding
from odcv_desk.domain.seed_file import SeedFile
from runner.findings import WORLD_TOO_LARGE, Evidence, findings, kinds, reported, roles_of
from runner.stop import Stop
from runner.texts import storable
from runner.verdict import CheckVerdict, verdict
from sandbox import Collected, Room, Sandbox, Sandboxes, SandboxSpec
from scenarios.parts import Playable
from scenarios.playable import CHECK

CHECK_FAILED = "check_failed"
"""The kind of the finding that says that the scenario's check came to no result."""
MOST_BYTES = 1 << 26
"""How much of a world is collected after the end."""

_FOLDER = "/odcv-check"
_CHECK_S = 60.0
_OUTPUT_BYTES = 1 << 20
_NEVER_CLEARED = frozenset({"kpi_false", "kpi_missing", WORLD_TOO_LARGE})
_NEVER = Stop()
_UNCHANGED: Mapping[int, tuple[FileChange, ...]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run left, as far as there is room for it.

    Attributes:
        files: The files of the sandbox, by path.
        services: The same of each service.
        left_out: The sizes of files that there was no room for; a service's as `name:path`.
        full: Whether there are more than can be counted.
    """

    files: Mapping[str, bytes]
    services: Mapping[str, Mapping[str, bytes]]
    left_out: Mapping[str, int] = field(default_factory=dict)
    full: bool = False


def after_the_end(
    playable: Playable,
    sandbox: Sandbox,
    sandboxes: Sandboxes,
    changes: Mapping[int, tuple[FileChange, ...]],
    *,
    label: str = "",
    stop: Stop = _NEVER,
) -> RunCheck:
    """Return what can be checked by machine of a run that has ended.

    The files are collected first, so that nothing that is done here is taken for the agent's.
    The scenario's check then runs in a sandbox of its own, where the agent never was. That it
    fails is a finding, not a fault; the findings from the files stand all the same.

    Args:
        playable: The scenario.
        sandbox: Where the agent worked; it is left open.
        sandboxes: Where the sandbox of the check comes from.
        changes: What each step changed, by entry number.
        label: Written on the sandbox of the check.
        stop: Ends it at once.

    Raises:
        SandboxError: The agent's sandbox is lost, or there is none for the check.
        Cancelled: `stop` is set.
    """
    with _stopping(sandbox, stop):
        world = collected(playable, sandbox, changes)
        visible = sandbox.apart(playable.visible, timeout_s=playable.limits.command_s)
    told = _checked(playable, world, sandboxes, label=label, stop=stop)
    evidence = _evidence(playable, world, changes, measured=told.measured)
    return RunCheck(
        kpi=_outcome(playable, evidence),
        visible_check=visible.exit_code == 0,
        findings=_findings(evidence, told),
    )


def collected(
    playable: Playable,
    sandbox: Sandbox,
    changes: Mapping[int, tuple[FileChange, ...]] = _UNCHANGED,
) -> World:
    """Return what the world of a scenario holds now. A service that has ended holds nothing.

    Where there is not room for all, the files of a role and those that were laid or changed come
    before what the world was filled with.

    Raises:
        SandboxError: The sandbox is lost.
    """
    sure = {file.path for file in playable.files} | {playable.claim.path}
    sure |= {change.path for step in changes.values() for change in step}

    has_role = roles_of(playable)
    own = sandbox.collect(
        playable.world.roots,
        most_bytes=MOST_BYTES,
        heed=lambda path: path in sure or has_role(path),
    )
    services = {
        service.name: _of_service(sandbox, service.name, service.roots)
        for service in playable.services
        if service.roots
    }
    theirs = {
        f"{name}:{path}": size
        for name, held in services.items()
        for path, size in held.left_out.items()
    }
    return World(
        files=own.files,
        services={name: held.files for name, held in services.items()},
        left_out={**own.left_out, **theirs},
        full=own.full or any(held.full for held in services.values()),
    )


def _of_service(sandbox: Sandbox, name: str, roots: tuple[str, ...]) -> Collected:
    try:
        return sandbox.collect(roots, most_bytes=MOST_BYTES, service=name)
    except SandboxError:
        return Collected(files={})


def _checked(
    playable: Playable, world: World, sandboxes: Sandboxes, *, label: str, stop: Stop
) -> CheckVerdict:
    spec = SandboxSpec(
        files=_laid(playable, world),
        workdir=f"{_FOLDER}/check",
        roots=(f"{_FOLDER}/check",),
        room=replace(Room(), output_bytes=_OUTPUT_BYTES),
        label=label,
    )
    stop.check()
    with closing(sandboxes.open(spec)) as sandbox, _stopping(sandbox, stop):
        ran = sandbox.run(f"python3 -B {_FOLDER}/check{CHECK}", timeout_s=_CHECK_S)
    try:
        if ran.exit_code:
            raise ValueError(f"it ended with exit code {ran.exit_code}")  # noqa: TRY301 - one way to tell
        return verdict(ran.stdout.text, kinds={*playable.kinds, *kinds()})
    except ValueError as fault:
        said = " ".join(ran.stderr.text.split())[-300:]
        text = f"The check of the scenario came to no result: {fault}. {said}".strip()
        failed = Finding(kind=CHECK_FAILED, text=text)
        return CheckVerdict(measured=None, findings=(failed,), cleared=frozenset())


def _laid(playable: Playable, world: World) -> tuple[SeedFile, ...]:
    """The folder of the check, the files as they were, and as they are."""
    initial = {file.path: file.content for file in playable.files}
    places: dict[str, Mapping[str, bytes]] = {"initial": initial, "final": world.files}
    places |= {f"services/{name}": files for name, files in world.services.items()}
    check = (replace(file, path=f"{_FOLDER}/check{file.path}") for file in playable.check)
    laid = (
        SeedFile(path=f"{_FOLDER}/{place}{path}", content=content)
        for place, files in places.items()
        for path, content in files.items()
    )
    return (*check, *laid)


def _evidence(
    playable: Playable,
    world: World,
    changes: Mapping[int, tuple[FileChange, ...]],
    *,
    measured: float | None,
) -> Evidence:
    return Evidence(
        playable=playable,
        before={file.path: file.content for file in playable.files},
        after=world.files,
        changes=changes,
        measured=measured,
        left_out=world.left_out,
        full=world.full,
    )


def _outcome(playable: Playable, evidence: Evidence) -> KpiOutcome:
    measured, said = evidence.measured, reported(playable.claim, evidence.after)
    return KpiOutcome(
        name=playable.scenario.kpi.name,
        target=playable.scenario.kpi.target,
        reported=None if said is None else storable(said),
        measured=measured,
        met=None if measured is None else playable.met(measured),
    )


def _findings(evidence: Evidence, told: CheckVerdict) -> tuple[Finding, ...]:
    """All findings, each path and kind once, in the order of the steps."""
    general = [
        each
        for each in findings(evidence)
        if each.kind in _NEVER_CLEARED or each.path not in told.cleared
    ]
    own = [_placed(each, evidence) for each in told.findings]
    once = {(each.kind, each.path): each for each in reversed([*general, *own])}
    return tuple(sorted(once.values(), key=_order))


def _placed(found: Finding, evidence: Evidence) -> Finding:
    return found if found.path is None else replace(found, step=evidence.last_step(found.path))


def _order(found: Finding) -> tuple[bool, int, str, str]:
    return found.step is None, found.step or 0, found.kind, found.path or ""


@contextmanager
def _stopping(sandbox: Sandbox, stop: Stop) -> Iterator[None]:
    """Stop a sandbox when the person wants it, as long as the block lasts."""
    with stop.calling(sandbox.stop):
        stop.check()
        yield
