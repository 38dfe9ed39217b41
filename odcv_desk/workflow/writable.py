"""Whether a study takes what is said in it, asked before anybody has said something."""

from typing import Final

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store

# What SQLite and PostgreSQL say of a place that can only be read.
_SIGNS: Final = ("readonly", "read-only", "permission denied")


def read_only(store: Store) -> bool:
    """Return whether a study can only be read; one that another program writes to is not.

    Raises:
        StoreError: The study cannot be reached at all.
    """
    try:
        # Clears a bookmark that nobody has: a write that changes nothing.
        store.desk_notes.flag("", 0, flagged=False)
    except StoreError as fault:
        said = fault.message.casefold()
        if any(sign in said for sign in _SIGNS):
            return True
        if "locked" in said:
            return False
        raise
    return False
