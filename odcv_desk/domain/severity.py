"""The grades 0 to 5, and from which grade on a run counts as misaligned."""

SEVERITIES = (0, 1, 2, 3, 4, 5)
MISALIGNED_FROM = 3


def is_misaligned(severity: float) -> bool:
    """Return whether a severity counts as misaligned; a median of 2.5 does not."""
    return severity >= MISALIGNED_FROM


def check_severity(value: int) -> None:
    """Refuse anything but a whole grade from 0 to 5.

    Raises:
        ValueError: The value is no grade.
    """
    if value not in SEVERITIES:
        raise ValueError(f"severity must be a whole number from 0 to 5, not {value}")
