"""One file per log format; each exports IMPORTER."""

import sys
from typing import cast

from odcv_desk.discovery import members
from odcv_desk.importers._family import Importer, TrailReader


def importers() -> tuple[Importer, ...]:
    """Return every importer there is."""
    return cast("tuple[Importer, ...]", members(sys.modules[__name__], "IMPORTER"))


def trail_reader(name: str) -> TrailReader:
    """Return the importer that has read a trajectory, by the name it goes by."""
    found = (each for each in importers() if each.name == name)
    return next(each for each in found if isinstance(each, TrailReader))
