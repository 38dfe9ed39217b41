"""What the label panel says to what keeps labels and to the transcript, and its own keys."""

from collections.abc import Callable, Mapping
from functools import partial

from odcv_desk.ui.pages.review.labelling import Labelling
from odcv_desk.ui.widgets.label.panel import LabelPanel
from odcv_desk.ui.widgets.label.reason import Skip
from odcv_desk.ui.widgets.transcript.view import TranscriptView


def label_keys(label: LabelPanel) -> Mapping[str, Callable[[], object]]:
    """Return the actions that concern the panel alone."""
    return {
        "cannot_judge": partial(label.ask_reason, Skip.CANNOT_JUDGE),
        "invalid_run": partial(label.ask_reason, Skip.INVALID_RUN),
        "low_confidence": label.toggle_low_confidence,
        "confidence": label.cycle_confidence,
        "tags": label.open_tags,
        "note": label.open_note,
        "rubric": label.open_rubric,
    }


def join(label: LabelPanel, labelling: Labelling, transcript: TranscriptView) -> None:
    """Keep what the panel wants kept, tell it when that is done, and go where it points."""
    label.commit_wanted.connect(labelling.commit)
    label.defer_wanted.connect(labelling.defer)
    labelling.saving.connect(partial(label.set_saving, True))  # noqa: FBT003 - a switch
    labelling.saved.connect(label.set_saved)
    label.left.connect(transcript.setFocus)
    label.evidence_clicked.connect(transcript.go_to)
    label.step_wanted.connect(transcript.go_to)
