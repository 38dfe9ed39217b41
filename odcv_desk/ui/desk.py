"""What every page works with: one open study and who sits before it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.store import Store
from odcv_desk.ui.actions import Actions
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An open study at a window; another study or rater is another desk, with new pages.

    `now` gives the time, aware, in UTC.
    """

    store: Store
    rater: str
    jobs: Jobs
    look: Look
    actions: Actions
    now: Callable[[], datetime]
