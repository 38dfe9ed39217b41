"""Everything that stands in a container for the desk: the agent's bash, its keeper, the lanes.

All of it can be killed by what runs there, so all of it can be replaced. Whoever waits for one of
them reads from all: nothing in the container ever waits for the desk.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from docker import APIClient

from odcv_desk.domain.errors import Cancelled, SandboxError
from sandbox.bash import Bash
from sandbox.keeper import Keeper, Survey, survey_of
from sandbox.lane import Lane
from sandbox.ran import Late
from sandbox.revival import NoShellError, is_own_doing, revive
from sandbox.stream import ExecStream, Wake, wait_for

log = logging.getLogger(__name__)

START_S = 10.0
_BOOT_S = 3.0
ANSWER_S = 10.0
_LANE_S = 2.0
_SWEEP_S = 5.0
_AWAKE_S = 2.0
_LAST_WORDS_S = 2.0
_MOST_LANES = 24


class FallenError(Exception):
    """The container had ended and was started again: its files are there, all that ran is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a crew stands, and how its bash begins; `most_bytes` of each output are kept."""

    api: APIClient
    container_id: str
    user: str = ""
    workdir: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    most_bytes: int = 1 << 16


class Crew:
    """The bash, the keeper and the lanes of one container.

    Raises:
        SandboxError: They cannot be started there.
    """

    def __init__(self, place: Place, wake: Wake) -> None:
        self._place = place
        self._wake = wake
        self._lanes: list[Lane] = []
        self._keeper: Keeper | None = None
        self._bash: Bash | None = None
        self._unheard: list[Late] = []
        self._first = 0
        self._foreseen: tuple[Lane, Keeper, str] | None = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    @property
    def bash(self) -> Bash:
        """The agent's bash; one that is lost was replaced before anybody asks."""
        if self._bash is None:
            raise FallenError
        return self._bash

    def close(self) -> None:
        """Let go of all of them; never raises."""
        for member in self._members():
            member.stream.close()
        self._lanes, self._keeper, self._bash = [], None, None

    def pump(self, timeout: float) -> None:
        """Wait for something to come, and hand out all that came.

        Raises:
            Cancelled: The wake was called.
        """
        members = self._members()
        wait_for([member.stream for member in members], self._wake, timeout)
        if self._wake.woken:
            raise Cancelled
        for member in members:
            member.feed(member.stream.read_now())

    def pump_until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Hand out what comes until something is true or time is up; return whether it is."""
        until = time.monotonic() + seconds
        while not true():
            left = until - time.monotonic()
            if left <= 0:
                return False
            self.pump(left)
        return True

    def ask(self, request: str, seconds: float = ANSWER_S) -> str:
        """Return the keeper's answer; a keeper that is lost is replaced and asked again.

        Raises:
            FallenError: None could be had, so the container was started again.
            SandboxError: The container is gone.
        """
        # One that was stopped, as a command may do, is not worth the wait for a whole answer.
        self._ask_once(":", _AWAKE_S)
        for _ in range(2):
            answer = self._ask_once(request, seconds)
            if answer is not None:
                return answer
        self._begin_anew()
        raise FallenError

    def lane(self) -> tuple[Lane, Survey]:
        """Return a lane that nobody speaks through, and the moment."""
        foreseen = self._take_foreseen()
        if foreseen and foreseen[1].lane == "free":  # who had let go of it cannot come back to it
            return foreseen
        for lane in [each for each in reversed(self._lanes) if not each.orphaned]:
            survey = self._survey(lane)
            if survey.lane == "free":
                self._lanes.remove(lane)
                self._lanes.append(lane)  # the next command looks here first
                return lane, survey
            lane.orphaned = survey.lane == "gone"
        if len(self._lanes) >= _MOST_LANES:
            log.warning("closed the oldest of %d lanes; its jobs are not heard", len(self._lanes))
            self._lanes.pop(0).stream.close()
        for _ in range(2):
            new = self._lane_or_none()
            if new:
                return new, self._survey(new)
            self._clear()
        self._begin_anew()
        raise FallenError

    def foresee(self, lane: Lane) -> None:
        """Have the keeper look now whether a lane is free, so that the next command need not wait.

        The moment that it tells is a little early then. All that follows is that what older jobs
        start meanwhile, and leave to themselves, passes for the next command's.
        """
        token = secrets.token_hex(16)
        if self._keeper and self._keeper.post(self._survey_request(lane), token):
            self._foreseen = lane, self._keeper, token

    def end_lane(self, lane: Lane, seconds: float) -> None:
        """Wait until all has come that stands before the last mark; the rest is late."""
        self.pump_until(lambda: lane.ended, seconds)
        lane.orphaned = lane.orphaned or not lane.ended
        lane.give_up()

    def fence(self, lane: Lane, seconds: float) -> bool:
        """Have the keeper end what a command says, where its shell may not have done so.

        Returns:
            Whether it is certain now what the command said, and whether it ever began.
        """
        mark = f"={secrets.token_hex(16)}"
        lane.fence(mark.encode())
        if self._ask_once(f"mark {lane.holder} '{mark}'", seconds):
            self.pump_until(lambda: lane.fenced, seconds)
        certain = lane.fenced
        lane.orphaned = lane.orphaned or not certain
        lane.give_up()
        return certain

    def late(self, before: int) -> tuple[Late, ...]:
        """Return what jobs have said late since this was last asked, of commands before one."""
        for lane in self._lanes:
            lane.feed(lane.stream.read_now())
        found = [late for lane in self._lanes for late in lane.late(before)]
        found, self._unheard = [*self._unheard, *found], []
        for lane in [each for each in self._lanes if each.stream.ended]:
            self._lanes.remove(lane)
            lane.stream.close()
        return tuple(sorted(found, key=lambda late: late.command))

    def sweep(self, since: Survey) -> None:
        """End the bash and everything that was started since a moment, except by older jobs.

        Raises:
            FallenError: It could not be done, so the container was started again.
        """
        self.ask(self._sweep_request(since), _SWEEP_S)

    def end_at_once(self, since: Survey) -> None:
        """Have the same done and do not wait for anything."""
        if self._keeper and self._bash:
            self._keeper.stream.send_now(f"{self._sweep_request(since)}\n".encode())

    def replace_bash(self, *, state: bytes, folder: bytes) -> None:
        """Let go of the bash that is there, start another with what it left behind.

        Raises:
            FallenError: None could be started, so the container was started again.
        """
        if self._boot(state, folder):
            return
        self._clear()
        if not (self._boot(state, folder) or self._boot(b"", folder)):
            self._begin_anew()
            raise FallenError

    def _members(self) -> list[Lane | Keeper | Bash]:
        members: list[Lane | Keeper | Bash] = list(self._lanes)
        return members + [member for member in (self._keeper, self._bash) if member]

    def _start(self) -> None:
        # Each is sent for before one is waited for: they start side by side.
        self._keeper = Keeper(self._open(Keeper.COMMAND))
        lane = self._new_lane()
        if not (self._boot(b"", b"", START_S) and self._opened(lane, START_S) and self._measured()):
            raise SandboxError(
                f"No shell starts in the container {self._place.container_id[:12]}.",
                hint="Its image needs bash; `odcv-desk doctor` looks at the rest.",
            )

    def _lane_or_none(self) -> Lane | None:
        try:
            lane = self._new_lane()
        except SandboxError:
            return None  # the container ended, or can start no process; the next step tells
        if self._opened(lane, _LANE_S):
            return lane
        self._lanes.remove(lane)
        lane.stream.close()
        return None

    def _opened(self, lane: Lane, seconds: float) -> bool:
        self.pump_until(lambda: lane.holder > 0 or lane.stream.ended, seconds)
        return lane.holder > 0

    def _measured(self) -> bool:
        """Note the moment before which nothing in the container can be the agent's doing."""
        answer = self._ask_once('moment; printf %s "$tick"', START_S)
        self._first = int(answer) if answer and answer.isdecimal() else 0
        return bool(answer)

    def _open(self, command: Sequence[str], workdir: str | None = None) -> ExecStream:
        place = self._place
        return ExecStream(
            place.api,
            place.container_id,
            command,
            user=place.user,
            environment=place.environment,
            workdir=workdir,
            wake=self._wake,
        )

    def _new_lane(self) -> Lane:
        stream = self._open(Lane.COMMAND)
        lane = Lane(stream, token=secrets.token_hex(16), most_bytes=self._place.most_bytes)
        self._lanes.append(lane)
        return lane

    def _boot(self, state: bytes, folder: bytes, seconds: float = _BOOT_S) -> bool:
        if self._bash:
            self._bash.stream.close()
        self._bash = None
        end, token = secrets.token_hex(16), secrets.token_hex(16)
        workdir = None if folder else self._place.workdir
        try:
            bash = self._bash = Bash(self._open(Bash.command(end), workdir), end)
        except SandboxError:
            return False  # the container ended, or can start no process; the next step tells
        bash.boot(token, state=state, folder=folder)
        self.pump_until(lambda: bash.greeted(token) or bash.stream.ended, seconds)
        return bool(bash.pid)

    def _ask_once(self, request: str, seconds: float) -> str | None:
        try:
            keeper = self._keeper = self._keeper or Keeper(self._open(Keeper.COMMAND))
        except SandboxError:
            return None  # the container ended, or can start no process; the next step tells
        token = secrets.token_hex(16)
        keeper.post(request, token)
        self.pump_until(lambda: keeper.answered(token) or keeper.stream.ended, seconds)
        answer = keeper.take(token)
        if answer is None:
            keeper.stream.close()
            self._keeper = None
        return answer

    def _survey(self, lane: Lane) -> Survey:
        survey = survey_of(self.ask(self._survey_request(lane)))
        return survey or Survey(tick=0, youngest=0, lane="gone")

    def _survey_request(self, lane: Lane) -> str:
        others = " ".join(str(each.holder) for each in self._lanes)
        return f"survey {lane.holder} {lane.since} ' {others} {self.bash.outer} '"

    def _take_foreseen(self) -> tuple[Lane, Survey] | None:
        foreseen, self._foreseen = self._foreseen, None
        if foreseen is None:
            return None
        lane, keeper, token = foreseen
        if keeper is not self._keeper or lane not in self._lanes or lane.orphaned:
            return None
        self.pump_until(lambda: keeper.answered(token) or keeper.stream.ended, _AWAKE_S)
        survey = survey_of(keeper.take(token) or "")
        return (lane, survey) if survey else None

    def _begin_anew(self) -> None:
        revive(self._place.api, self._place.container_id)
        self.pump_until(lambda: all(lane.stream.ended for lane in self._lanes), _LAST_WORDS_S)
        for lane in self._lanes:
            lane.give_up()
            self._unheard += lane.late(None)
        try:
            self._start_alone()
        except SandboxError as once:
            log.info("no shell started in a container that was started again: %s", once)
            self._start_or_blame()

    def _start_alone(self) -> None:
        self.close()
        self._start()

    def _start_or_blame(self) -> None:
        try:
            self._start_alone()
        except SandboxError as fault:
            if is_own_doing(self._place.api, self._place.container_id, fault):
                raise NoShellError(fault.message) from fault
            raise

    def _sweep_request(self, since: Survey) -> str:
        return f"sweep {since.tick} {since.youngest} {self.bash.pid} {self._first}"

    def _clear(self) -> None:
        """End all that the agent ever started: no process can be started any more beside it."""
        log.info("ended what an agent had started, for it left no room for another process")
        shell = self._bash.pid if self._bash else 0
        self.ask(f"sweep {self._first} 0 {shell} {self._first} spare", _SWEEP_S)
