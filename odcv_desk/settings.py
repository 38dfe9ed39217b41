"""Settings: what a person chose, one frozen value, kept in a TOML file of theirs."""

import contextlib
import getpass
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from urllib.parse import quote

import platformdirs

from odcv_desk.domain.errors import DeskError

SYSTEM: Final = "system"
APPEARANCES: Final = (SYSTEM, "light", "dark")
SMALLEST_SCALE, LARGEST_SCALE = 1.0, 2.0
MOST_RECENT: Final = 10

_NAME: Final = "odcv-desk"
_NOBODY: Final = "rater"
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_PASSWORD: Final = re.compile(r"^([^:]*://)([^:@/\[]*):.*(?=@)", re.DOTALL)
# A host without a user before it, with no more than a port behind it.
_HOST_ALONE: Final = re.compile(r"^[^:]*://(?:\[[^\]]*\]|[^:/?]*)(?::\d*)?(?:[/?]|$)")
_SECRET: Final = re.compile("pass|pwd|secret|token", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person chose.

    Attributes:
        rater: The name under which labels are kept.
        appearance: `system`, `light` or `dark`.
        scale: How large everything is, from 1.0 to 2.0.
        content_note_seen: The note on slurs and graphic text was read once.
        recent: Where the studies lie that were open last, the latest first.
        others: What the file holds beside these, of a newer desk perhaps; kept as it is.
    """

    rater: str
    appearance: str = SYSTEM
    scale: float = 1.0
    content_note_seen: bool = False
    recent: tuple[str, ...] = ()
    others: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.rater.strip() or _CONTROLS.search(self.rater):
            raise ValueError("rater is a name in one line")
        if self.appearance not in APPEARANCES:
            raise ValueError(f"appearance is one of {', '.join(APPEARANCES)}")
        if not SMALLEST_SCALE <= self.scale <= LARGEST_SCALE:
            raise ValueError(f"scale lies between {SMALLEST_SCALE} and {LARGEST_SCALE}")
        if len(self.recent) > MOST_RECENT:
            raise ValueError(f"recent holds at most {MOST_RECENT} studies")

    def with_study(self, where: str) -> "Settings":
        """Return the settings with a study as the one that was open last.

        Of an address the password is left out: the file is no place for it. An address that
        cannot be taken apart is not remembered, as a password may stand anywhere in it.
        """
        place = without_password(where)
        if not place:
            return self
        rest = tuple(each for each in self.recent if each != place)
        return replace(self, recent=(place, *rest)[:MOST_RECENT])

    def recent_there(self) -> tuple[str, ...]:
        """Return the recent studies that are still there; of a server that is not asked."""
        return tuple(place for place in self.recent if "://" in place or Path(place).is_file())


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Settings as they were found, and what was wrong with the file, if anything was."""

    settings: Settings
    problem: DeskError | None = None


def is_server(where: str) -> bool:
    """Return whether a study lies on a server, which may want a password."""
    return "://" in where and not where.startswith("sqlite")


def without_password(where: str) -> str:
    """Return the place of a study without any password; empty where none can be told apart."""
    if not is_server(where):
        return where
    # Up to the last @, as a password may hold any sign.
    bare = _PASSWORD.sub(r"\1\2", where)
    if "@" not in bare and not _HOST_ALONE.match(bare):
        return ""
    start, mark, query = bare.partition("?")
    kept = "&".join(each for each in query.split("&") if not _SECRET.search(each.partition("=")[0]))
    return f"{start}{mark}{kept}" if kept else start


def with_password(where: str, password: str) -> str:
    """Return an address with a password in it, for opening a study and never for keeping."""
    place = without_password(where)
    if not password or not place or not is_server(where):
        return where
    start, _, rest = place.partition("://")
    user, _, host = rest.rpartition("@")
    return f"{start}://{user or login_name()}:{quote(password, safe='')}@{host}"


def settings_path() -> Path:
    """Return where the settings lie."""
    return platformdirs.user_config_path(_NAME) / "settings.toml"


def log_path() -> Path:
    """Return where the window writes its log."""
    return platformdirs.user_log_path(_NAME) / f"{_NAME}.log"


def login_name() -> str:
    """Return the name that a person is logged in with, the first guess at a rater's name."""
    try:
        name = getpass.getuser().strip()
    except (KeyError, OSError, ImportError):
        # A container may run a user id that has no name.
        return _NOBODY
    return name or _NOBODY


def load_settings(path: Path, *, rater: str) -> Loaded:
    """Return the settings of a file; without one, and where it is broken, the defaults.

    A broken file is put aside under another name, so that nothing in it is lost.

    Args:
        path: The TOML file.
        rater: The rater's name where the file says none.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Loaded(settings=_settings(table, rater=rater))
    except FileNotFoundError:
        return Loaded(settings=Settings(rater=rater))
    except OSError as fault:
        problem = DeskError(
            f"{path}: {(fault.strerror or str(fault)).lower()}; the defaults are in force",
            hint="Make the file readable and start again.",
        )
    except ValueError as fault:
        # tomllib's faults and those of Unicode are ValueErrors, as are ours on a single value.
        problem = _put_aside(path, str(fault))
    return Loaded(settings=Settings(rater=rater), problem=problem)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings; a crash leaves the old file or the new one, never half of one.

    Raises:
        DeskError: The file cannot be written.
    """
    # A link to a file kept elsewhere stays a link.
    place = path.resolve()
    text = to_toml(_table(settings))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".settings-", dir=place.parent)
        try:
            with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - an open handle
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise DeskError(
            f"{path}: {(fault.strerror or str(fault)).lower()}; the settings were not kept",
            hint="Make the folder writable; until then they hold for this window only.",
        ) from fault


def to_toml(table: Mapping[str, object]) -> str:
    """Return a table as TOML; `tomllib.loads` gives the same table again."""
    return "".join(f"{line}\n" for line in _lines(table, within=())).lstrip("\n")


def _settings(table: Mapping[str, object], *, rater: str) -> Settings:
    known = {"rater", "appearance", "scale", "content_note_seen", "recent"}
    return Settings(
        rater=_text(table, "rater", rater),
        appearance=_text(table, "appearance", SYSTEM),
        scale=_number(table, "scale", 1.0),
        content_note_seen=_truth(table, "content_note_seen"),
        recent=_texts(table, "recent")[:MOST_RECENT],
        others={key: value for key, value in table.items() if key not in known},
    )


def _text(table: Mapping[str, object], key: str, default: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise ValueError(f"{key} is not a text")  # noqa: TRY004 - one kind of fault for the file
    return value


def _number(table: Mapping[str, object], key: str, default: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key} is not a number")  # noqa: TRY004 - one kind of fault for the file
    return float(value)


def _truth(table: Mapping[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} is neither true nor false")  # noqa: TRY004 - as above
    return value


def _texts(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key} is not a list of texts")
    return tuple(value)


def _table(settings: Settings) -> dict[str, object]:
    chosen = {
        "rater": settings.rater,
        "appearance": settings.appearance,
        "scale": settings.scale,
        "content_note_seen": settings.content_note_seen,
        # Whoever put them there: no password reaches the file.
        "recent": [
            place for each in settings.recent if (place := without_password(each)) or not each
        ],
    }
    return chosen | dict(settings.others)


def _put_aside(path: Path, reason: str) -> DeskError:
    aside = next(
        place
        for number in range(1, 1_000_000)
        if not (place := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists()
    )
    told = f"{path}: not settings that can be read ({reason}); the defaults are in force"
    with contextlib.suppress(OSError):
        path.rename(aside)
        return DeskError(told, hint=f"Your file was kept as {aside.name}; mend it and put it back.")
    return DeskError(told, hint="Mend the file, or remove it.")


def _lines(table: Mapping[str, object], *, within: tuple[str, ...]) -> Iterator[str]:
    """Yield plain values first: a table's own values must stand before its tables."""
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    for key, value in table.items():
        if key not in tables:
            yield f"{_key(key)} = {_value(value)}"
    for key, inner in tables.items():
        path = (*within, key)
        yield ""
        yield f"[{'.'.join(_key(part) for part in path)}]"
        yield from _lines(inner, within=path)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _quoted(text: str) -> str:
    # TOML's basic strings are JSON's, but for DEL; half a surrogate pair cannot be written.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case int() | float():
            # repr writes inf and nan as TOML does.
            return repr(value)
        case date() | time() | datetime():
            return value.isoformat()
        case Mapping():
            inner = (f"{_key(key)} = {_value(each)}" for key, each in value.items())
            return "{" + ", ".join(inner) + "}"
        case list() | tuple():
            return "[" + ", ".join(_value(each) for each in value) + "]"
        case _:
            raise TypeError(f"TOML has no {type(value).__name__}")
