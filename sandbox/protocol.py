"""What a sandbox can do, whatever it is made of."""

from collections.abc import Callable, Sequence
from typing import Protocol

from odcv_desk.domain.change import FileChange
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.seed_file import SeedFile
from sandbox.collected import Collected
from sandbox.ran import Ran
from sandbox.spec import SandboxSpec


class Sandbox(Protocol):
    """A place with one shell that lives on from command to command."""

    def run(self, command: str, *, timeout_s: float) -> Ran:
        """Run a command in the shell.

        Raises:
            SandboxFullError: It holds more than it may; nothing was run.
            SandboxError: The sandbox itself is lost.
            Cancelled: `stop` was called meanwhile.
        """

    def changes(self) -> tuple[FileChange, ...]:
        """Return which files changed since this was last asked, sorted by path.

        Raises:
            SandboxError: The sandbox itself is lost.
        """

    def apart(self, command: str, *, timeout_s: float) -> Ran:
        """Run a command in a shell of its own, which leaves the agent's shell as it is.

        Raises:
            SandboxError: The sandbox itself is lost.
        """

    def put(self, files: Sequence[SeedFile]) -> None:
        """Lay files into the sandbox; their folders are made."""

    def collect(
        self,
        roots: Sequence[str],
        *,
        most_bytes: int,
        service: str = "",
        heed: Callable[[str], bool] | None = None,
    ) -> Collected:
        """Return what the regular files below some folders hold now, by path.

        Args:
            roots: The folders.
            most_bytes: How much it may be; what there is no room for is left out.
            service: Of which service; empty for the sandbox itself.
            heed: Tells of a path whether it matters: such files come first; of each the small ones.

        Raises:
            SandboxError: The sandbox is lost, or there is no such service.
        """

    def stop(self) -> None:
        """End at once what runs; may be called from any thread, more than once."""

    def close(self) -> None:
        """Remove the sandbox and everything in it; never raises."""


class Sandboxes(Protocol):
    """Where sandboxes come from."""

    def prepare(self, progress: Progress) -> None:
        """Make or fetch what every sandbox is made of; quick where it is there already.

        Raises:
            SandboxError: There is no engine, or the image cannot be made.
            Cancelled: `progress` said so.
        """

    def open(self, spec: SandboxSpec) -> Sandbox:
        """Return a new sandbox, ready for its first command.

        Raises:
            SandboxError: It cannot be made.
        """

    def sweep(self, label: str = "") -> int:
        """Remove what dead desks' sandboxes left, all or of a label; return how many there were."""
