"""One person, one name: what differs from a known rater's name by case alone is refused."""

from collections.abc import Iterable

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import rater_name
from odcv_desk.store import Store
from odcv_desk.store.holdings import wave_raters


class KnownRaters:
    """Everybody whom a study knows by a label or a wave, and who was named since."""

    def __init__(self, store: Store) -> None:
        waves = (rater for raters in wave_raters(store) for rater in raters)
        self._spellings: dict[str, set[str]] = {}
        for name in (*store.labels.raters(), *waves):
            self._spellings.setdefault(rater_folded(name), set()).add(name)

    def otherwise(self, name: str) -> str | None:
        """Return the spelling by which somebody is known, None where this one is right or new."""
        alike = self._spellings.get(rater_folded(name), set())
        return min(alike) if alike and name not in alike else None

    def take(self, text: str) -> str:
        """Return a rater's name as it is kept; from now on it is known.

        Raises:
            LabelError: It cannot be a rater's name, or somebody is known by nearly the same one.
        """
        name = rater_name(text)
        other = self.otherwise(name)
        if other is not None:
            raise LabelError(
                f"{name} is known as {other}", hint=f"Say {other}, or take quite another name."
            )
        self._spellings.setdefault(rater_folded(name), set()).add(name)
        return name


def rater_of(store: Store, text: str) -> str:
    """Return a rater's name as it is kept, unless the study knows it in another spelling.

    Raises:
        LabelError: It cannot be a rater's name, or somebody is known by nearly the same one.
    """
    return KnownRaters(store).take(text)


def raters_of(store: Store, texts: Iterable[str]) -> tuple[str, ...]:
    """Return names of raters as they are kept, each once; none is another one in capitals.

    Raises:
        LabelError: One cannot be a rater's name, or somebody is known by nearly the same one.
    """
    known = KnownRaters(store)
    return tuple(dict.fromkeys(known.take(text) for text in texts))


def known_as(store: Store, name: str) -> str | None:
    """Return the spelling by which a study knows a rater, None where this one is right or new."""
    return KnownRaters(store).otherwise(name)


def rater_folded(name: str) -> str:
    """Return a name without what a slip of the hand changes: case and white space."""
    return " ".join(name.split()).casefold()
