"""Look at the machine: what the desk needs, what is there, how to get the rest."""

import ctypes.util
import platform
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import SandboxError

if TYPE_CHECKING:
    from docker import APIClient

QT_LIBRARIES: Mapping[str, str] = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
    "freetype": "libfreetype6",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "xcb-xkb": "libxcb-xkb1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}
KEYS = (
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "GEMINI_API_KEY",
    "XAI_API_KEY",
    "MISTRAL_API_KEY",
    "DEEPSEEK_API_KEY",
    "OPENROUTER_API_KEY",
)
_DOCKER_WAIT_S = 3
_ENGINE = "Docker engine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked for; `hint` says how to get it where it lacks."""

    name: str
    ok: bool
    found: str
    hint: str = ""


def examine(environment: Mapping[str, str], *, study: str) -> tuple[Check, ...]:
    """Return what was found. Keys are looked for by name; their values are never read out."""
    return (
        _python(),
        _study(study),
        _display(environment),
        _qt(),
        *_engine(environment),
        _keys(environment),
    )


def _python() -> Check:
    return Check(name="Python", ok=True, found=f"{platform.python_version()} ({sys.executable})")


def _study(study: str) -> Check:
    if "://" in study:
        return Check(name="Study", ok=True, found="a database server")
    there = Path(study).is_file()
    return Check(
        name="Study",
        ok=there,
        found=study if there else f"{study} (not there yet)",
        hint="" if there else "odcv-desk demo, or odcv-desk import FOLDER, makes it.",
    )


def _display(environment: Mapping[str, str]) -> Check:
    names = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if environment.get(name)]
    found = ", ".join(f"{name}={environment[name]}" for name in names)
    ok = bool(names) or sys.platform == "darwin"
    return Check(
        name="Display",
        ok=ok,
        found=found or ("macOS" if ok else "none"),
        hint="" if ok else "The command line needs none; for a window, log in with one.",
    )


def _qt() -> Check:
    try:
        found = f"PySide6 {version('PySide6_Essentials')}"
    except PackageNotFoundError:
        return Check(
            name="Qt", ok=False, found="PySide6 is not installed", hint="pip install odcv-desk"
        )
    if sys.platform != "linux":
        return Check(name="Qt", ok=True, found=found)
    lacking = [apt for name, apt in QT_LIBRARIES.items() if ctypes.util.find_library(name) is None]
    if lacking:
        return Check(
            name="Qt",
            ok=False,
            found=f"{found}; {len(lacking)} system libraries lack",
            hint=f"sudo apt-get install -y --no-install-recommends {' '.join(lacking)}",
        )
    return Check(name="Qt", ok=True, found=f"{found} with its system libraries")


def _engine(environment: Mapping[str, str]) -> tuple[Check, ...]:
    from sandbox.engine import connect  # the library behind it takes 0.2 s to load
    from sandbox.image import has_image

    try:
        api = connect(environment, wait_s=_DOCKER_WAIT_S)
    except SandboxError as fault:
        return (
            Check(
                name=_ENGINE,
                ok=False,
                found=fault.message,
                hint=f"Needed for live runs only. {fault.hint}",
            ),
        )
    with closing(api):
        try:
            return (_answering(api), _image(there=has_image(api)), *_left_over(api))
        except SandboxError as fault:
            return (Check(name=_ENGINE, ok=False, found=fault.message, hint=fault.hint),)


def _answering(api: "APIClient") -> Check:
    from sandbox.engine import told

    with told("asking for its version"):
        return Check(name=_ENGINE, ok=True, found=str(api.version(api_version=False)["Version"]))


def _left_over(api: "APIClient") -> tuple[Check, ...]:
    """Return what desks that are gone left on the engine; nothing where there is nothing."""
    from sandbox.container import orphans

    left = len(orphans(api))
    if not left:
        return ()
    return (
        Check(
            name="Left-over containers",
            ok=False,
            found=f"{amount(left, 'container')} left by a desk that is gone",
            hint="The next `odcv-desk run` removes what is left; nothing else needs to be done.",
        ),
    )


def _image(*, there: bool) -> Check:
    from sandbox.image import image_tag

    how = "The first live run makes it, in half a minute, of a registry's base or Debian packages."
    return Check(
        name="Sandbox image",
        ok=there,
        found=image_tag() if there else "not made yet",
        hint="" if there else how,
    )


def _keys(environment: Mapping[str, str]) -> Check:
    names = [name for name in KEYS if environment.get(name)]
    return Check(
        name="API keys",
        ok=bool(names),
        found=", ".join(names) or "none",
        hint="" if names else f"Needed for live runs only; set one of {', '.join(KEYS[:3])} ...",
    )
