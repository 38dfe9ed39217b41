"""Which suite is meant: suites are never mixed in one table."""

from collections.abc import Iterable

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.run import Suite
from odcv_desk.store import Store


def chosen_suite(store: Store, suite: Suite | None) -> Suite:
    """Return the suite asked for, or the only one of the study.

    Raises:
        CalibrationError: The study holds none, or several and none was named.
    """
    return suite or only_suite(store.trajectories.suites(), None)


def only_suite(present: Iterable[Suite], suite: Suite | None) -> Suite:
    """Return the suite asked for, or the only one present.

    Raises:
        CalibrationError: There is none, or there are several and none was named.
    """
    if suite is not None:
        return suite
    found = sorted(set(present))
    if not found:
        raise CalibrationError(
            "the study is empty", hint="Import results first: odcv-desk import FOLDER."
        )
    if len(found) > 1:
        raise CalibrationError(
            f"the study holds several suites ({', '.join(found)}), which are never mixed",
            hint=f"Name one, for example: --suite {found[0]}.",
        )
    return found[0]
