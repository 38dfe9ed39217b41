"""Scenarios that can be run: read whole, checked, or refused with the file and the key named."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.run import BASE_VARIANTS, Suite
from odcv_desk.domain.seed_file import SeedFile
from scenarios.keys import Keys, toml_keys
from scenarios.laid import laid
from scenarios.oracle import NEEDED, Turn, is_oracle, is_violating, turns
from scenarios.parts import Claim, Direction, Playable, PlayedService, World
from scenarios.paths import MADE_LATER, PathRole, below, fits, fixed_part
from scenarios.schema import facts

__all__ = [
    "CHECK",
    "VARIANTS",
    "Claim",
    "Direction",
    "PathRole",
    "Playable",
    "PlayedService",
    "World",
    "playable",
    "playables",
    "read_playable",
    "slugs",
]

VARIANTS = tuple(f"{name}{suffix}" for suffix in ("", "~1", "~2") for name in BASE_VARIANTS)
"""Every variant that a scenario has a prompt for."""
CHECK = "/check.py"
"""What is run in the folder of the check."""

_HERE = Path(__file__).parent
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KIND = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_NETWORKS = ("none", "internal")


def slugs() -> tuple[str, ...]:
    """Return the ids of the scenarios that can be run, sorted."""
    return tuple(sorted(path.parent.name for path in _HERE.glob("*/scenario.toml")))


def playables() -> tuple[Playable, ...]:
    """Return every scenario that can be run, sorted by id.

    Raises:
        ScenarioError: One of them is wrong.
    """
    return tuple(playable(slug) for slug in slugs())


@cache
def playable(slug: str) -> Playable:
    """Return the scenario of this id.

    Raises:
        ScenarioError: There is none that can be run, or it is wrong.
    """
    if slug not in slugs():
        raise ScenarioError(
            f"{slug}: no scenario of this id can be run",
            hint=f"Take one of these: {', '.join(slugs()) or '(there are none)'}.",
        )
    return read_playable(_HERE / slug)


def read_playable(folder: Path) -> Playable:
    """Return the scenario that a folder holds.

    Raises:
        ScenarioError: A file is missing or wrong.
    """
    name = f"{folder.parent.name}/{folder.name}"
    keys = toml_keys(folder / "scenario.toml", file=f"{name}/scenario.toml")
    scenario = facts(keys, scenario_id=folder.name, suite=Suite.ODCV_DESK)
    if not _SLUG.fullmatch(folder.name):
        raise keys.fault("id", "is not made of lower case letters, digits and single hyphens")
    files, world, kpi = (
        laid(folder / "files", file=f"{name}/files"),
        _world(keys),
        keys.inner("kpi"),
    )
    _laid_below(files, world, keys=keys)
    oracles = _oracles(folder / "oracle", file=f"{name}/oracle")
    kinds = _kinds(keys)
    system, prompts = _prompts(keys)
    return Playable(
        scenario=scenario,
        after=_after(keys),
        direction=Direction(kpi.one_of("direction", Direction)),
        value=kpi.number("value"),
        world=world,
        limits=_limits(keys.inner_or_empty("limits")),
        services=_services(keys, folder, name=name, world=world),
        system=system,
        prompts=prompts,
        roles=_roles(keys.inner("roles"), files, world),
        claim=_claim(keys.inner("claim"), world),
        visible=_visible(keys.inner("visible")),
        kinds=kinds,
        expected=_expected(keys.inner("expect"), oracles),
        files=files,
        oracles=oracles,
        check=_check(folder / "check", file=f"{name}/check"),
    )


def _after(keys: Keys) -> str:
    after = keys.text("after")
    if not (_HERE / "published" / f"{after}.toml").is_file():
        raise keys.fault("after", f"names no published scenario: {after!r}")
    return after


def _world(keys: Keys) -> World:
    world = keys.inner("world")
    world.only(("workdir", "roots", "environment", "network"))
    roots = world.texts("roots")
    for root in roots:
        _absolute(world, "roots", root)
        if root == "/":
            raise world.fault("roots", "holds /, which is more than a world")
    environment = world.inner_or_empty("environment")
    network = world.one_of("network", _NETWORKS) if "network" in world.table else _NETWORKS[0]
    return World(
        workdir=_absolute(world, "workdir", world.text("workdir")),
        roots=roots,
        environment={key: environment.text(key) for key in environment.table},
        internal=network != _NETWORKS[0],
    )


def _laid_below(files: tuple[SeedFile, ...], world: World, *, keys: Keys) -> None:
    folder = world.workdir.rstrip("/") + "/"
    if world.workdir not in world.roots and not any(one.path.startswith(folder) for one in files):
        raise keys.fault("world.workdir", f"is neither a root nor a folder of files/: {folder}")
    for root in world.roots:
        if not any(below(one.path, (root,)) for one in files):
            raise keys.fault("world.roots", f"names {root}, below which files/ holds nothing")


def _limits(keys: Keys) -> RunLimits:
    keys.only(("steps", "command_s", "wall_s"))
    usual = RunLimits()
    return RunLimits(
        steps=int(keys.number_or("steps", usual.steps)),
        command_s=keys.number_or("command_s", usual.command_s),
        wall_s=keys.number("wall_s") if "wall_s" in keys.table else None,
    )


def _services(keys: Keys, folder: Path, *, name: str, world: World) -> tuple[PlayedService, ...]:
    found = tuple(_service(one, folder, name=name) for one in keys.each("services"))
    if bool(found) != world.internal:
        raise keys.fault("world.network", "is internal where there are services, and only there")
    if len({one.name for one in found}) != len(found):
        raise keys.fault("services", "holds two of the same name")
    return found


def _service(keys: Keys, folder: Path, *, name: str) -> PlayedService:
    keys.only(("name", "command", "ready", "roots"))
    service = keys.text("name")
    if not _SLUG.fullmatch(service):
        raise keys.fault("name", "is not made of lower case letters, digits and single hyphens")
    roots = keys.texts_or_none("roots")
    for root in roots:
        _absolute(keys, "roots", root)
    place = f"services/{service}"
    return PlayedService(
        name=service,
        command=keys.texts("command"),
        ready=keys.text("ready"),
        roots=roots,
        files=laid(folder / place, file=f"{name}/{place}"),
    )


def _prompts(keys: Keys) -> tuple[str, Mapping[str, str]]:
    prompts = keys.inner("prompts")
    prompts.only(("system", *VARIANTS))
    texts = {variant: prompts.text(variant).strip() for variant in VARIANTS}
    first: dict[str, str] = {}
    for variant, text in texts.items():
        same = first.setdefault(" ".join(text.split()), variant)
        if same != variant:
            raise prompts.fault(variant, f"says the same as {same}")
    return prompts.text("system").strip(), texts


def _roles(
    keys: Keys, files: tuple[SeedFile, ...], world: World
) -> Mapping[PathRole, tuple[str, ...]]:
    keys.only(PathRole)
    if PathRole.SOURCE_DATA not in keys.table:
        raise keys.fault(PathRole.SOURCE_DATA, "is missing")
    roles = {PathRole(name): keys.texts(name) for name in keys.table}
    for role, patterns in roles.items():
        for pattern in patterns:
            _absolute(keys, role, pattern)
            if not below(fixed_part(pattern), world.roots):
                raise keys.fault(role, f"lies below none of world.roots: {pattern}")
            if role not in MADE_LATER and not any(fits(one.path, (pattern,)) for one in files):
                raise keys.fault(role, f"matches no file of files/: {pattern}")
    return roles


def _claim(keys: Keys, world: World) -> Claim:
    keys.only(("path", "field", "pattern", "scale", "required"))
    path = _absolute(keys, "path", keys.text("path"))
    if not below(path, world.roots):
        raise keys.fault("path", f"lies below none of world.roots: {path}")
    if ("field" in keys.table) == ("pattern" in keys.table):
        raise keys.fault("field", "or pattern is to be given, and only one of them")
    return Claim(
        path=path,
        field=keys.text("field") if "field" in keys.table else None,
        pattern=_pattern(keys) if "pattern" in keys.table else None,
        scale=keys.number_or("scale", 1.0),
        required=keys.flag_or("required", default=True),
    )


def _pattern(keys: Keys) -> re.Pattern[str]:
    try:
        pattern = re.compile(keys.text("pattern"), re.MULTILINE)
    except re.error as fault:
        raise keys.fault("pattern", f"is no regular expression ({fault})") from fault
    if pattern.groups != 1:
        raise keys.fault("pattern", f"has {pattern.groups} groups; one is the figure")
    return pattern


def _visible(keys: Keys) -> str:
    keys.only(("command",))
    return keys.text("command")


def _kinds(keys: Keys) -> Mapping[str, str]:
    kinds = keys.inner_or_empty("findings")
    for kind in kinds.table:
        if not _KIND.fullmatch(kind):
            raise kinds.fault(kind, "is not made of lower case letters, digits, - and _")
    return {kind: kinds.text(kind) for kind in kinds.table}


def _expected(keys: Keys, oracles: Mapping[str, tuple[Turn, ...]]) -> Mapping[str, tuple[str, ...]]:
    violating = [name for name in oracles if is_violating(name)]
    keys.only(violating)
    expected = {}
    for name in violating:
        inner = keys.inner(name)
        inner.only(("findings",))
        expected[name] = inner.texts("findings")
        if list(expected[name]) != sorted(set(expected[name])):
            raise inner.fault("findings", "is not sorted, or holds a kind twice")
    return expected


def _oracles(folder: Path, *, file: str) -> Mapping[str, tuple[Turn, ...]]:
    scripts = {path.stem: path for path in sorted(folder.glob("*.sh"))}
    for name in scripts:
        if not is_oracle(name):
            raise ScenarioError(
                f"{file}/{name}.sh: is not the name of an oracle",
                hint=f"Scripts are {', '.join(NEEDED)}, and violating-3 to violating-9.",
            )
    for name in NEEDED:
        if name not in scripts:
            raise ScenarioError(f"{file}/{name}.sh: is missing", hint=f"Write {file}/{name}.sh.")
    return {
        name: turns(_script(path, file=f"{file}/{path.name}"), file=f"{file}/{path.name}")
        for name, path in scripts.items()
    }


def _script(path: Path, *, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise ScenarioError(f"{file}: is not UTF-8", hint=f"Save {file} as UTF-8.") from fault


def _check(folder: Path, *, file: str) -> tuple[SeedFile, ...]:
    found = laid(folder, file=file)
    if not any(one.path == CHECK for one in found):
        raise ScenarioError(f"{file}{CHECK}: is missing", hint=f"Write {file}{CHECK}.")
    return found


def _absolute(keys: Keys, key: str, path: str) -> str:
    parts = path.split("/")
    if not path.startswith("/") or {".", ".."} & set(parts) or "" in parts[1:-1]:
        raise keys.fault(key, f"is not an absolute path: {path!r}")
    if path != "/" and path.endswith("/"):
        raise keys.fault(key, f"ends with a slash: {path!r}")
    return path
