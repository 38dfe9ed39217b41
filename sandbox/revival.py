"""What to do where a container has ended, or takes no command any more."""

from datetime import datetime

from docker import APIClient
from docker.errors import APIError, DockerException, NotFound
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from odcv_desk.domain.errors import SandboxError

_HINT = "Start the run again; it gets a new container."
_CONFLICT = 409
_NOTED_S = 1


class NoShellError(Exception):
    """No shell can be started in a container any more, for what was done to it from within."""


def revive(api: APIClient, container_id: str) -> None:
    """Start a container again whose processes were ended from within; its files stay.

    Raises:
        SandboxError: It was ended from outside, is gone, or is being removed.
        NoShellError: What it would start again is there no more.
    """
    short = container_id[:12]
    try:
        if _ended_from_outside(api, container_id):
            raise SandboxError(f"The container {short} was ended from outside.", hint=_HINT)
        api.restart(container_id, timeout=0)
    except NotFound as fault:
        raise SandboxError(f"The container {short} is gone.", hint=_HINT) from fault
    except APIError as fault:
        if fault.status_code == _CONFLICT:
            raise SandboxError(
                f"The container {short} cannot be started again: {fault.explanation or fault}",
                hint=_HINT,
            ) from fault
        raise NoShellError(str(fault)) from fault
    except (DockerException, RequestException, HTTPError, OSError) as fault:
        raise SandboxError(
            f"The container {short} ended and cannot be started again ({fault}).", hint=_HINT
        ) from fault


def is_own_doing(api: APIClient, container_id: str, fault: SandboxError) -> bool:
    """Return whether only what was done in a container can be why no shell starts there.

    Args:
        api: The engine.
        container_id: The container.
        fault: What came of starting a shell.
    """
    if _is_of_the_engine(fault.__cause__):
        return False
    try:
        return not _ended_from_outside(api, container_id)
    except (DockerException, RequestException, HTTPError, OSError):
        return False


def _is_of_the_engine(cause: BaseException | None) -> bool:
    """Whether the engine itself was lost; what it refuses may be for what was done within."""
    return isinstance(cause, (RequestException, HTTPError, OSError)) and not isinstance(
        cause, APIError
    )


def _ended_from_outside(api: APIClient, container_id: str) -> bool:
    """Return whether somebody told the engine to end it; a process within leaves no such trace.

    The desk's own restarts leave the same traces, all of them before the last start, or before one
    that failed. All the times are the engine's: another machine's clock may differ.
    """
    state = api.inspect_container(container_id)["State"]
    if state["Running"] or state.get("Error"):
        return False
    found = api.events(  # type: ignore[call-overload] # its stub knows whole seconds alone
        since=f"{_moment(state['StartedAt']):.6f}",
        # Who ends it is noted a little after its end.
        until=f"{_moment(state['FinishedAt']) + _NOTED_S:.6f}",
        filters={"container": container_id, "event": ["kill", "stop", "destroy"]},
        decode=True,
    )
    return any(True for _ in found)


def _moment(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()
