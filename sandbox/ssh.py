"""Engines of other machines, reached by ssh: a socket of this machine that leads to theirs."""

import atexit
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from odcv_desk.domain.errors import SandboxError

_WHERE = "docker context inspect --format '{{.Endpoints.docker.Host}}'"
# Ends with the desk, however that ends: its input is a pipe that then has no other end.
_STAY = "echo {token}; exec cat > /dev/null"
_OPTIONS = (
    "BatchMode=yes",  # nobody could answer a question
    "ControlPath=none",
    "ExitOnForwardFailure=yes",
    "ServerAliveInterval=15",
    "StreamLocalBindUnlink=yes",
)
_LOOK_EVERY_S = 0.02

_ways: dict[str, "_Way"] = {}
_making = threading.Lock()


def socket_to(host: str, wait_s: float) -> str:
    """Return the address here of an engine elsewhere.

    The way there is made by the system's ssh, which knows the person's keys and hosts. All that
    speak with one engine share it, and it lasts as long as the desk.

    Args:
        host: As in DOCKER_HOST: ssh://person@machine:port.
        wait_s: How long making it may take.

    Raises:
        SandboxError: The machine lets nobody in without a question, or it has no engine.
    """
    with _making:
        if host not in _ways:
            _ways[host] = _Way(host)
        return _ways[host].opened(time.monotonic() + wait_s)


class _Way:
    """A socket, and the ssh behind it; where that broke, another makes the same socket again."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._until = 0.0
        self._folder = Path(tempfile.mkdtemp(prefix="odcv-ssh-"))
        self._running: subprocess.Popen[bytes] | None = None

    def opened(self, until: float) -> str:
        """Return its address, once it leads there."""
        if self._running is None or self._running.poll() is not None:
            self._end()
            self._until = until
            try:
                self._start(self._far_socket())
            except BaseException:
                self._end()
                raise
        return f"unix://{self._folder}/engine"

    def close(self) -> None:
        """End it for good; never raises."""
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self) -> None:
        if self._running:
            self._running.kill()
            self._running.communicate()
            self._running = None

    def _far_socket(self) -> str:
        far = self._ask().strip()
        if not far.startswith("unix://"):
            raise self._fault(f"its engine is at {far}, which is no socket of its own")
        return far.removeprefix("unix://")

    def _ask(self) -> str:
        try:
            said = subprocess.run(  # noqa: S603 - the address is the person's own
                self._command(_WHERE),
                check=True,
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=self._left() + 1,
            ).stdout
        except FileNotFoundError as fault:
            raise self._fault("there is no ssh on this machine") from fault
        except subprocess.TimeoutExpired as fault:
            raise self._fault("it is silent") from fault
        except subprocess.CalledProcessError as fault:
            raise self._fault(_last_line(fault.stderr)) from fault
        return said.decode("utf-8", "replace")

    def _start(self, far: str) -> None:
        here, said, complained = (self._folder / name for name in ("engine", "said", "complained"))
        # What a machine says to all who come cannot hold this.
        token = secrets.token_hex(16)
        with said.open("wb") as output, complained.open("wb") as errors:
            self._running = subprocess.Popen(  # noqa: S603 - the same
                self._command(_STAY.format(token=token), "-L", f"{here}:{far}"),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=errors,
                # Ctrl+C is meant for the desk, which needs the engine to clear up.
                start_new_session=True,
            )
            while token.encode() not in said.read_bytes():
                if self._running.poll() is not None:
                    raise self._fault(_last_line(complained.read_bytes()))
                if not self._left():
                    raise self._fault("it is silent")
                time.sleep(_LOOK_EVERY_S)

    def _command(self, asked: str, *arguments: str) -> list[str]:
        there, port = self._address()
        patience = f"ConnectTimeout={max(1, int(self._left()))}"
        command = ["ssh", "-T", *arguments]
        for option in (*_OPTIONS, patience):
            command += ["-o", option]
        command += ["-l", there.username] if there.username else []
        command += ["-p", str(port)] if port else []
        return [*command, "--", there.hostname or "", asked]

    def _address(self) -> tuple[SplitResult, int | None]:
        try:
            there = urlsplit(self._host)
            port = there.port
        except ValueError as fault:
            raise self._fault(f"that is no address: {fault}") from fault
        return there, port

    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def _fault(self, why: str) -> SandboxError:
        return SandboxError(
            f"No Docker engine is reached at {self._host}: {why}",
            hint=f"`docker -H {self._host} version` has to work without a question; "
            "ssh-agent holds keys, and `ssh` once by hand makes the machine known.",
        )


def _last_line(said: bytes) -> str:
    return (said.decode("utf-8", "replace").strip().splitlines() or ["it says nothing"])[-1]


def _close_all() -> None:
    while _ways:
        _ways.popitem()[1].close()


# As soon as this is known: what is registered later, and clears up over ssh, is called before.
atexit.register(_close_all)
