"""Label run after run in the window without end, as `python -m tests.support.window_labeller`.

Says of each draft and each label that the desk called it kept, once it did.
"""

import random
import sys
from pathlib import Path

from tests.support.at_desk import AtDesk

LETTER = "x"
MOST = 5


def label_on(desk, chance):
    """Type notes of growing length and commit them, run after run."""
    labelling, told, kept = desk.review.labelling, [], []
    labelling.committed.connect(lambda row, label: told.append((row, label)))
    labelling.saving.connect(kept.clear)
    labelling.saved.connect(lambda: kept.append(len(labelling._draft.note)))
    while True:
        row, severity, length = desk.review.reading.row, chance.randrange(6), 0
        desk.press(str(severity), "E", "M")
        for _pause in range(chance.randrange(1, 4)):
            typed = chance.randrange(1, MOST)
            desk.type(LETTER * typed)
            length += typed
            desk.until(lambda length=length: kept[-1:] == [length])
            say("draft", row, severity, length)
        desk.type(LETTER)
        desk.press("Ctrl+Return")
        desk.until(lambda row=row: told and told[-1][0] == row)
        say("label", row, severity, length + 1)
        desk.until(lambda row=row: desk.painted.row != row)


def say(*words):
    sys.stdout.write("|".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    study, folder, seed = sys.argv[1:]
    label_on(AtDesk(Path(folder), study), random.Random(int(seed)))
