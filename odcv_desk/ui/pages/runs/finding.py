"""Finding words in the transcript of a run that may still grow."""

from odcv_desk.ui.pages.review.find_bar import FindBar
from odcv_desk.ui.pages.runs.transcript import GrowingTranscript


class Finding:
    """Lets a bar find in a transcript."""

    def __init__(self, bar: FindBar, transcript: GrowingTranscript) -> None:
        self._bar, self._transcript = bar, transcript
        bar.asked.connect(self._find)
        bar.next_wanted.connect(self.find_next)
        bar.previous_wanted.connect(self.find_previous)
        bar.closed.connect(transcript.setFocus)
        bar.hide()

    def open(self) -> None:
        """Open the bar, where there is a transcript in sight."""
        if self._transcript.isVisible():
            self._bar.open_bar()

    def find_next(self) -> None:
        """Go to the next place."""
        self._transcript.find_next()
        self._tell()

    def find_previous(self) -> None:
        """Go to the place before."""
        self._transcript.find_previous()
        self._tell()

    def again(self) -> None:
        """Say how many places there are, as there may be more now."""
        if not self._bar.isHidden():
            self._tell()

    def _find(self, text: str) -> None:
        self._transcript.find(text)
        if text:
            self._transcript.find_next()
        self._tell()

    def _tell(self) -> None:
        self._bar.tell(*self._transcript.find_position())
