"""Sandboxes made of Docker containers."""

import atexit
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import Self

from docker import APIClient

from odcv_desk.domain.change import FileChange
from odcv_desk.domain.errors import Cancelled, SandboxError, SandboxFullError
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.seed_file import SeedFile
from sandbox import container
from sandbox.capture import Capture, Witnesses
from sandbox.collected import Collected
from sandbox.engine import connect
from sandbox.image import has_image, image_tag, make_image
from sandbox.ran import Output, Ran
from sandbox.revival import is_own_doing
from sandbox.shell import GONE, NO_SHELL, Shell
from sandbox.spec import SandboxSpec
from sandbox.world import World

_MEASURE_AFTER_S = 1.0
_MEASURE_EVERY = 20
_NO_SHELL = Ran(
    number=0, stdout=Output(), stderr=Output(head=GONE), exit_code=NO_SHELL, seconds=0.0
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a sandbox is made of beside its containers."""

    shell: Shell
    capture: Capture
    witness: str


class DockerSandboxes:
    """Makes sandboxes with the Docker engine that an environment names.

    Args:
        environment: Names the engine, as the docker command reads it (DOCKER_HOST and its like).
        image: Another image than the desk's own; it needs bash. What its files held before a run
            changed them is then read when a sandbox opens, which takes longer.
    """

    def __init__(self, environment: Mapping[str, str], *, image: str = "") -> None:
        self._environment = environment
        self._image = image
        self._witnesses = Witnesses(environment)
        self._open: set[DockerSandbox] = set()
        self._version = "auto"
        self._sized = False
        # The container of the witnesses is made once and waits for the next sandbox.
        atexit.register(self.close)

    def prepare(self, progress: Progress) -> None:
        """Make the image where it lacks.

        Raises:
            SandboxError: There is no engine, or the image cannot be made.
            Cancelled: `progress` said so.
        """
        api = connect(self._environment)
        try:
            make_image(api, progress)
        finally:
            api.close()

    def open(self, spec: SandboxSpec) -> "DockerSandbox":
        """Return a new sandbox, ready for its first command.

        Raises:
            SandboxError: It cannot be made.
        """
        with ExitStack() as undo:
            api = self._connect()
            undo.callback(api.close)
            if not has_image(api):
                raise SandboxError(
                    "The image that sandboxes are made of is not there yet.",
                    hint="`odcv-desk run` makes it before its first sandbox.",
                )
            image = self._image or image_tag()
            world = World(api, image, spec, sized=self._sized)
            undo.callback(world.remove)
            # The witness wakes up while the containers do.
            witness = self._witnesses.of(spec.label)
            capture = Capture(api, witness, spec=spec, same_image=image == image_tag())
            undo.callback(capture.close)
            capture.begin(world.start())
            shell = shell_in(api, world.inside, spec)
            undo.callback(shell.close)
            capture.begun()
            capture.lay(spec.files)
            parts = Parts(shell=shell, capture=capture, witness=witness)
            kept = undo.pop_all()
            opened = DockerSandbox(api, spec, world=world, parts=parts, undo=kept)
            self._open.add(opened)
            kept.callback(self._open.discard, opened)
            return opened

    def sweep(self, label: str = "") -> int:
        """Remove what dead desks' sandboxes left, all or of a label; return how many there were."""
        api = connect(self._environment)
        try:
            return container.sweep(api, label)
        finally:
            api.close()

    def close(self) -> None:
        """Close what nobody closed, and remove what waits for further sandboxes; never raises."""
        while self._open:
            self._open.pop().close()
        self._witnesses.close()
        atexit.unregister(self.close)

    def _connect(self) -> APIClient:
        """Connect, asking the engine only the first time what it is like."""
        api = connect(self._environment, version=self._version)
        if self._version == "auto":
            self._sized = container.limits_disk(api)
            self._version = api.api_version
        return api

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def shell_in(api: APIClient, inside: str, spec: SandboxSpec) -> Shell:
    """Return a new shell in the container of a sandbox."""
    return Shell(
        api,
        inside,
        workdir=spec.workdir,
        environment=spec.environment,
        keep_bytes=spec.room.output_bytes,
    )


class DockerSandbox:
    """A container, with the services beside it, a shell in it and a witness that watches it.

    Made by `DockerSandboxes.open`. `run`, `changes` and all else belong to one thread at a time;
    `stop` and `close` may be called from any.
    """

    def __init__(
        self, api: APIClient, spec: SandboxSpec, *, world: World, parts: Parts, undo: ExitStack
    ) -> None:
        self._api = api
        self._spec = spec
        self._world = world
        self._shell = parts.shell
        self._capture = parts.capture
        self._witness = parts.witness
        self._undo = undo
        self._aside: Shell | None = None
        self._stopped = False
        self._unmeasured = 0
        self._held = 0
        self._revivals = 0
        self._fault: Cancelled | SandboxError | None = None
        self._closing = threading.Lock()

    @property
    def container_id(self) -> str:
        """The container that the shell runs in, as the engine calls it."""
        return self._world.inside

    def run(self, command: str, *, timeout_s: float) -> Ran:
        """Run a command in the shell.

        Raises:
            SandboxFullError: It holds more than it may; nothing was run.
            SandboxError: The sandbox is lost.
            Cancelled: `stop` was called meanwhile.
        """
        if self._fault:
            raise self._fault
        if self._held > (most := self._spec.room.disk_bytes):
            raise SandboxFullError(
                f"The sandbox holds {self._held:,} bytes; it may hold {most:,}.",
                hint="The run ends here; give the scenario more room if it needs it.",
            )
        ran = self._shell.run(command, timeout_s=timeout_s)
        try:
            self._follow(ran)
        except (Cancelled, SandboxError) as fault:
            # What the command came to is known all the same; whoever asks next hears of it.
            self._fault = fault
        return ran

    def changes(self) -> tuple[FileChange, ...]:
        """Return which files changed since this was last asked, sorted by path.

        A file that was made and removed again meanwhile is not among them. Where not all can be
        watched or told, rows at the end say so in `left_out`.

        Raises:
            SandboxError: The sandbox is lost.
            Cancelled: `stop` was called while it looked, or before that in the middle of a look.
        """
        if self._fault:
            raise self._fault
        return self._capture.changes()

    def apart(self, command: str, *, timeout_s: float) -> Ran:
        """Run a command in a shell of its own, which leaves the agent's shell as it is.

        Where no shell can be started any more for what was done there, that is the result.

        Raises:
            SandboxError: The sandbox is lost.
            Cancelled: `stop` was called meanwhile.
        """
        apart = self._shell_apart()
        if apart is None:
            return _NO_SHELL
        with closing(apart) as shell:
            self._aside = shell
            if self._stopped:
                raise Cancelled
            try:
                return shell.run(command, timeout_s=timeout_s)
            finally:
                self._aside = None

    def put(self, files: Sequence[SeedFile]) -> None:
        """Lay files into the sandbox; their folders are made. They are no changes."""
        self._capture.lay(files)

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
        if not service:
            first = [file.path for file in self._spec.files]
            return self._capture.collect(roots, most_bytes=most_bytes, heed=heed, first=first)
        laid = [one.files for one in self._spec.services if one.name == service]
        first = [file.path for files in laid for file in files]
        spec = replace(self._spec, roots=tuple(roots))
        with closing(Capture(self._api, self._witness, spec=spec)) as capture:
            capture.begin(self._world.pid_of(service))
            capture.begun()
            return capture.collect(roots, most_bytes=most_bytes, heed=heed, first=first)

    def stop(self) -> None:
        """End at once what runs; may be called from any thread, more than once."""
        self._stopped = True
        self._shell.stop()
        self._capture.stop()
        if (aside := self._aside) is not None:
            aside.stop()

    def close(self) -> None:
        """Remove the sandbox and everything in it; never raises."""
        self.stop()
        with self._closing:
            self._undo.close()

    def _follow(self, ran: Ran) -> None:
        """Have the witness follow where a command has led the sandbox."""
        # Where the container could not be started again the witness stays with what it left.
        if self._shell.revivals != self._revivals and not self._shell.gone:
            self._revivals = self._shell.revivals
            self._capture.move(self._world.pid_of())
        self._measure(ran.seconds)

    def _shell_apart(self) -> Shell | None:
        """Return a new shell; None where what was done in the sandbox leaves none to be had."""
        inside = self._world.inside
        # What fails once may be the engine's trouble; nobody is blamed for it.
        for last in (True,) if self._shell.gone else (False, True):
            try:
                return shell_in(self._api, inside, self._spec)
            except SandboxError as fault:
                if last and not is_own_doing(self._api, inside, fault):
                    raise
        return None

    def _measure(self, seconds: float) -> None:
        """See that the disk holds out where the engine itself sets no limit to it.

        What a command did to it counts before the next one: its own output is a result. Much takes
        long to write, so after a quick command it is not worth the time, or not often.
        """
        self._unmeasured += 1
        if seconds < _MEASURE_AFTER_S and self._unmeasured < _MEASURE_EVERY:
            return
        self._unmeasured = 0
        self._held = self._capture.added_bytes()
