"""One file per log format; each exports IMPORTER."""

import sys
from typing import cast

from odcv_desk.discovery import members
from odcv_desk.importers._family import Importer


def importers() -> tuple[Importer, ...]:
    """Return every importer there is."""
    return cast("tuple[Importer, ...]", members(sys.modules[__name__], "IMPORTER"))
