"""Why something cannot be done with the run that is open, in words for its rater."""

from odcv_desk.workflow.reading import Reading


def not_revealed(reading: Reading) -> str:
    """Return why the judges of a run are not shown now; empty where they may be."""
    if reading.own is None:
        return "Judges are shown once you have committed a label."
    return "" if reading.reveal.allowed else reading.reveal.reason
