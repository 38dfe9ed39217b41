"""One bash that lives on from command to command, and what each of them came to."""

import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from docker import APIClient

from odcv_desk.domain.errors import Cancelled, SandboxError
from sandbox.bash import Report
from sandbox.crew import Crew, FallenError, Place
from sandbox.keeper import Survey
from sandbox.lane import Lane, Voice
from sandbox.ran import Late, Output, Ran
from sandbox.revival import NoShellError
from sandbox.stream import Wake

log = logging.getLogger(__name__)

TIMED_OUT = 124
KILLED = 137
NOT_RUN = 126
NO_SHELL = 127
REFUSED = 2

_SETTLE_S = 2.0
_BEGIN_S = 2.0
_TRIES = 3
_FIRST_LOOK_S = 0.15
_SLOWEST_LOOK_S = 1.0
_PRIME_S = 10.0
_HINT = "`odcv-desk doctor` looks at the image; start the run again."
_NUL = b"The command holds a NUL character, which no shell can take; it was not run.\n"
GONE = b"no shell can be started in the sandbox: its bash is gone, or does not run any more\n"
_BROKEN = b"The shell cannot begin a command here; it was not run.\n"


@dataclass(slots=True)
class _Turn:
    """A command on its way."""

    lane: Lane
    survey: Survey
    voice: Voice
    deadline: float
    sent: float = 0.0
    report: Report | None = None
    began: bool = False
    timed_out: bool = False
    restarted: bool = False
    status: int = KILLED


class Shell:
    """A bash in a running container.

    What a command changes in it stays: folder, variables, functions, options, jobs. It belongs to
    one thread; `stop` may be called from any. Where what runs there has taken away all that a new
    shell needs, it is `gone`, and every command ends as one that was not found.

    Args:
        api: The engine.
        container_id: The container; it needs bash and no other program.
        user: Who runs it; empty for the container's own user.
        environment: Variables beside the container's own.
        workdir: Where it begins; the container's own folder if None.
        keep_bytes: How much of each stream of a command is kept, half of it from the begin.

    Raises:
        SandboxError: The container is gone, or no bash starts there.
    """

    def __init__(
        self,
        api: APIClient,
        container_id: str,
        *,
        user: str = "",
        environment: Mapping[str, str] | None = None,
        workdir: str | None = None,
        keep_bytes: int = 1 << 16,
    ) -> None:
        self._wake = Wake()
        self._using = Lock()
        self._number = 0
        self._folder = (workdir or "/").encode("utf-8", "surrogateescape")
        self._state = b""
        self.revivals = 0
        self.gone = False
        place = Place(
            api=api,
            container_id=container_id,
            user=user,
            workdir=workdir,
            environment=environment or {},
            most_bytes=keep_bytes,
        )
        try:
            self._crew = Crew(place, self._wake)
        except BaseException:
            self._wake.close()
            raise
        try:
            self._prime()
        except BaseException:
            self.close()
            raise

    def run(self, command: str, timeout_s: float = 30.0) -> Ran:
        """Run a command and return what it came to.

        Raises:
            SandboxError: The container itself is lost.
            Cancelled: `stop` was called, now or before.
        """
        with self._using:
            return self._run(command, timeout_s)

    def late(self) -> tuple[Late, ...]:
        """Return what jobs in the background wrote since the last command."""
        return self._crew.late(before=self._number + 1)

    def stop(self) -> None:
        """End at once what waits here, now and in future; may be called from any thread."""
        self._wake.wake()

    def close(self) -> None:
        """End what runs and let go of the shell; never raises; may be called from any thread."""
        self._wake.wake()
        with self._using:
            self._crew.close()
            self._wake.close()

    def _prime(self) -> None:
        """Run nothing: it tells where the shell stands, and shows that all is in order."""
        turn = self._attempt(b":", _PRIME_S)
        if turn is None or not turn.began or turn.restarted:
            raise SandboxError("The container's shell does not run commands.", hint=_HINT)

    def _run(self, command: str, timeout_s: float) -> Ran:
        if self._wake.woken:
            raise Cancelled
        self._number += 1
        begun = time.monotonic()
        data = command.encode("utf-8", "surrogateescape")
        if b"\0" in data:
            return self._not_run(begun, REFUSED, _NUL)
        restarted = False
        for _ in range(0 if self.gone else _TRIES):
            turn = self._attempt(data, timeout_s)
            if turn and (turn.began or turn.timed_out):
                return self._ran(turn, begun, restarted=restarted)
            restarted = True  # the one before broke the shell, which has been replaced
            if self.gone:
                break
        if self.gone:
            return self._not_run(begun, NO_SHELL, GONE)
        return self._not_run(begun, NOT_RUN, _BROKEN)

    def _attempt(self, data: bytes, timeout_s: float) -> _Turn | None:
        """Run a command as far as it comes; None if the container had ended before it began."""
        turn = None
        try:
            lane, survey = self._crew.lane()
            # What it takes the desk to get so far is not the command's time.
            deadline = time.monotonic() + timeout_s
            voice = lane.begin(self._number, secrets.token_hex(16), survey.tick)
            turn = _Turn(lane=lane, survey=survey, voice=voice, deadline=deadline)
            self._crew.bash.start(data, voice.token, holder=lane.holder, deadline=deadline)
            turn.sent = time.monotonic()
            self._wait(turn)
            self._finish(turn)
        except Cancelled:
            if turn:
                self._crew.end_at_once(turn.survey)
            raise
        except NoShellError as fault:
            log.info("no shell can be started in a sandbox any more: %s", fault)
            self.gone = True
            if turn:
                turn.began = turn.began or turn.lane.began
                turn.status, turn.restarted = TIMED_OUT if turn.timed_out else turn.status, True
        except FallenError:  # all that ran in the container was ended: a result as any
            self.revivals += 1
            if turn:
                turn.began = turn.lane.began or not turn.lane.stream.ended
                turn.status, turn.restarted = TIMED_OUT if turn.timed_out else KILLED, True
        return turn

    def _wait(self, turn: _Turn) -> None:
        """Wait until the command has ended, the shell is dead or broken, or time is up."""
        bash, look_s = self._crew.bash, _FIRST_LOOK_S
        look_at, told = turn.sent + look_s, False
        while turn.report is None:
            now = time.monotonic()
            if now >= turn.deadline:
                turn.timed_out = True
                return
            if not turn.lane.began and now - turn.sent > _BEGIN_S:
                return
            if now >= look_at or (bash.status() is not None and not told):
                told = bash.status() is not None
                if not self._alive():
                    return
                look_s = min(look_s * 1.5, _SLOWEST_LOOK_S)
                look_at = time.monotonic() + look_s
            self._crew.pump(min(turn.deadline, look_at) - now)
            turn.report = bash.report(turn.voice.token)

    def _alive(self) -> bool:
        # Who waits for bash tells of its end; both can be killed or imitated, so the keeper looks.
        bash = self._crew.bash
        if self._crew.ask(f"alive {bash.pid}"):
            return True
        self._crew.pump_until(lambda: bash.status() is not None or bash.stream.ended, _SETTLE_S)
        return False

    def _finish(self, turn: _Turn) -> None:
        """Settle which output is the command's, and see to it that a sound shell stands there."""
        bash, lane = self._crew.bash, turn.lane
        report = turn.report = turn.report or bash.report(turn.voice.token)
        hung = turn.timed_out or (report is None and bash.status() is None)
        if report:
            turn.began = report.ran
            self._crew.end_lane(lane, _SETTLE_S if report.ran else 0.0)
        else:
            if hung:
                self._crew.sweep(turn.survey)
            certain = self._crew.fence(lane, _SETTLE_S)
            turn.began = lane.began or not certain  # in doubt it ran: nothing is ever run twice
        self._settle_status(turn)
        self._remember(report)
        if not turn.began:
            lane.withdraw()
            self._state = b"" if hung else self._state
        if not (report and report.ran and not report.left):
            turn.restarted = True
            self._crew.replace_bash(state=self._state, folder=self._folder)
        self._crew.foresee(lane)

    def _settle_status(self, turn: _Turn) -> None:
        if turn.timed_out:
            turn.status = TIMED_OUT
        elif turn.report:
            turn.status = turn.report.status
        else:
            status = self._crew.bash.status()
            turn.status = KILLED if status is None else status

    def _remember(self, report: Report | None) -> None:
        if report and report.ran and report.folder:
            self._folder = report.folder
            self._state = report.state

    def _ran(self, turn: _Turn, begun: float, *, restarted: bool) -> Ran:
        return Ran(
            number=self._number,
            stdout=turn.voice.stdout.take(),
            stderr=turn.voice.stderr.take(),
            exit_code=turn.status,
            seconds=time.monotonic() - begun,
            timed_out=turn.timed_out,
            restarted=turn.restarted or restarted,
            cwd=self._cwd,
            late=self._crew.late(before=self._number),
        )

    def _not_run(self, begun: float, status: int, why: bytes) -> Ran:
        return Ran(
            number=self._number,
            stdout=Output(),
            stderr=Output(head=why),
            exit_code=status,
            seconds=time.monotonic() - begun,
            cwd=self._cwd,
            late=self._crew.late(before=self._number),
        )

    @property
    def _cwd(self) -> str:
        return self._folder.decode("utf-8", "replace")
