"""One person, one name: what differs from a known rater's name by case alone is refused."""

from collections.abc import Iterable

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import rater_name
from odcv_desk.store import Store


def rater_of(store: Store, text: str) -> str:
    """Return a rater's name as it is kept, unless the study knows it in another spelling.

    Raises:
        LabelError: It cannot be a rater's name, or somebody is known by nearly the same one.
    """
    (name,) = raters_of(store, (text,))
    return name


def raters_of(store: Store, texts: Iterable[str]) -> tuple[str, ...]:
    """Return names of raters as they are kept, each once; none is another one in capitals.

    Raises:
        LabelError: One cannot be a rater's name, or somebody is known by nearly the same one.
    """
    known = {label.rater for label in store.labels.all()}
    known |= {rater for wave in store.waves.all() for rater in wave.raters}
    found: dict[str, None] = {}
    for text in texts:
        name = rater_name(text)
        alike = {each for each in known if rater_folded(each) == rater_folded(name)}
        if alike and name not in alike:
            other = min(alike)
            raise LabelError(
                f"{name} is known as {other}", hint=f"Say {other}, or take quite another name."
            )
        known.add(name)
        found[name] = None
    return tuple(found)


def rater_folded(name: str) -> str:
    """Return a name without what a slip of the hand changes: case and white space."""
    return " ".join(name.split()).casefold()
