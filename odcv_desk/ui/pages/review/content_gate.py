"""The word of warning before the first run whose scenario holds slurs or graphic text."""

from odcv_desk.ui.pages.review.reader import Reader
from odcv_desk.workflow.reading import Reading


class ContentGate:
    """Stands before the first such run, until the rater wants to read it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._held: tuple[Reading, int] | None = None
        self._noted = False

    @property
    def closed(self) -> bool:
        """Whether a run waits behind the warning."""
        return self._held is not None

    def stops(self, reading: Reading, step: int) -> bool:
        """Return whether a run (to begin at a step) has to wait; then the warning is shown."""
        note = "" if reading.brief is None else reading.brief.content_note
        self._held = (reading, step) if note and not self._noted else None
        if self._held is None:
            return False
        self._reader.name(reading)
        buttons = {"read": "Read it", "pass": "Put it off"}
        self._reader.tell("Before you read on", note, icon="warning", buttons=buttons)
        return True

    def open(self) -> tuple[Reading, int] | None:
        """Return what waited, if anything did; nothing has to wait from now on."""
        held, self._held = self._held, None
        self._noted = self._noted or held is not None
        return held

    def forget(self) -> None:
        """Let nothing wait, as no run is open."""
        self._held = None
