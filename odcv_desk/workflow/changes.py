"""What a step of the workflow has touched, so that pages know what to read anew."""

from enum import StrEnum


class Topic(StrEnum):
    """A part of the study."""

    RUNS = "runs"
    SCORES = "scores"
    LABELS = "labels"
    WAVES = "waves"
    SIGHT = "sight"  # what somebody has been shown


Changes = frozenset[Topic]

EVERYTHING: Changes = frozenset(Topic)
