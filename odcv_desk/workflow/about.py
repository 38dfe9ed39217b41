"""What the desk is made of: versions and licences."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import resources
from odcv_desk import __version__

_PACKAGES: Final = (
    ("Qt for Python", "PySide6_Essentials", "LGPL-3.0"),
    ("SQLAlchemy", "sqlalchemy", "MIT"),
    ("NumPy", "numpy", "BSD-3-Clause"),
    ("SciPy", "scipy", "BSD-3-Clause"),
    ("Matplotlib", "matplotlib", "Matplotlib (PSF-like)"),
    ("Pygments", "pygments", "BSD-2-Clause"),
    ("RapidFuzz", "rapidfuzz", "MIT"),
)
_LICENCES: Final = (
    ("Inter and JetBrains Mono (fonts)", "fonts/LICENSE.txt"),
    ("Phosphor (icons)", "icons/LICENSE.txt"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the desk with its version and licence."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """The licence of something that is bundled, in full."""

    name: str
    text: str


def parts() -> tuple[Part, ...]:
    """Return the desk itself and what it stands on."""
    return (
        Part(name="ODCV Desk", version=__version__, licence="MIT"),
        Part(name="Python", version=platform.python_version(), licence="PSF-2.0"),
        *(
            Part(name=name, version=_version(package), licence=licence)
            for name, package, licence in _PACKAGES
        ),
    )


def licences() -> tuple[Licence, ...]:
    """Return the licences of fonts and icons."""
    return tuple(Licence(name=name, text=resources.text(place)) for name, place in _LICENCES)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
