"""What can go wrong in a way that a person can mend."""


class DeskError(Exception):
    """A fault that a person can mend: what is wrong with which thing, and the next move.

    Args:
        message: Names the thing (file, line, run) and what is wrong with it.
        hint: The next move, as an imperative sentence.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def words(self) -> str:
        """What is wrong and the next move, as sentences of one text."""
        end = "" if self.message.endswith((".", "!", "?", "…", ":")) else "."
        return f"{self.message}{end} {self.hint}" if self.hint else self.message


class UnreadableLogError(DeskError):
    """A file cannot be read as what it claims to be."""


class ScenarioError(DeskError):
    """A scenario file is wrong, or no such scenario is known."""


class SandboxError(DeskError):
    """A sandbox cannot be made, or was lost."""


class SandboxFullError(SandboxError):
    """A sandbox holds more than it may: what runs in it did that, and the run has no room left."""


class ModelError(DeskError):
    """A model does not answer, or cannot be asked."""


class ModelRefusedError(ModelError):
    """The provider refuses a model for good: its name, its key, or what was asked of it."""


class StoreError(DeskError):
    """A study cannot be opened, or does not hold what was asked for."""


class LabelError(DeskError):
    """A label cannot be taken as it was given."""


class SampleError(DeskError):
    """A sample cannot be drawn as it was asked for."""


class CalibrationError(DeskError):
    """Figures were asked for that this study cannot give."""


class ExportError(DeskError):
    """Something cannot be written as it was asked for."""


class Cancelled(Exception):  # noqa: N818 - a wish of the person, not an error
    """The person has stopped the work; what was finished before stays."""
