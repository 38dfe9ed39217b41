"""One file per export format; each exports EXPORTER."""

import sys
from typing import cast

from odcv_desk.discovery import members
from odcv_desk.exporters._family import Exporter


def exporters() -> tuple[Exporter, ...]:
    """Return every exporter there is."""
    return cast("tuple[Exporter, ...]", members(sys.modules[__name__], "EXPORTER"))
