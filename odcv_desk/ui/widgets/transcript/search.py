"""Looking for a text in what is shown, from where one reads."""

from odcv_desk.ui.widgets.transcript.finder import Finder, Hit
from odcv_desk.ui.widgets.transcript.hands import Hands
from odcv_desk.ui.widgets.transcript.selection import Place
from odcv_desk.ui.widgets.transcript.stage import Stage


class Search:
    """The text that is looked for, and where it was found in what is shown now."""

    def __init__(self, stage: Stage, hands: Hands) -> None:
        self.finder = Finder()
        self._stage = stage
        self._hands = hands
        self._wanted = ""

    def find(self, text: str) -> int:
        """Look for a text; return how often it is there."""
        self._wanted = text
        self.again()
        return self.finder.total

    def again(self) -> None:
        """Look for the same text in what is shown now."""
        self.finder = Finder(self._stage.document.parts, self._wanted)

    def go_on(self, *, forward: bool) -> Hit | None:
        """Take the next or previous place found; the first is taken from where one reads."""
        # At the very begin what is folded there, a prompt, is still to come.
        begin = Place(0, 0)
        shown = self._hands.here() if self._stage.top > 0 else begin
        here = self._hands.caret or shown or begin
        return self.finder.go_on(forward=forward, here=here)
