"""What to do where a container has ended, or takes no command any more."""

import time

from docker import APIClient
from docker.errors import APIError, DockerException, NotFound
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from odcv_desk.domain.errors import SandboxError

_HINT = "Start the run again; it gets a new container."
_BACK_S = 3600


class NoShellError(Exception):
    """No shell can be started in a container any more, for what was done to it from within."""


def revive(api: APIClient, container_id: str) -> None:
    """Start a container again whose processes were ended from within; its files stay.

    Raises:
        SandboxError: It was ended from outside, or is gone.
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
        raise NoShellError(str(fault)) from fault
    except (DockerException, RequestException, HTTPError, OSError) as fault:
        raise SandboxError(
            f"The container {short} ended and cannot be started again ({fault}).", hint=_HINT
        ) from fault


def is_own_doing(api: APIClient, container_id: str, *, restarted: bool) -> bool:
    """Return whether only what was done in a container can be why no shell starts there.

    Args:
        api: The engine.
        container_id: The container.
        restarted: Whether the desk itself has started it again just now.
    """
    try:
        api.inspect_container(container_id)
        return restarted or not _ended_from_outside(api, container_id)
    except (DockerException, RequestException, HTTPError, OSError):
        return False


def _ended_from_outside(api: APIClient, container_id: str) -> bool:
    """Return whether somebody told the engine to end it; a process within leaves no such trace."""
    if api.inspect_container(container_id)["State"]["Running"]:
        return False
    now = int(time.time())
    found = api.events(
        since=now - _BACK_S,
        until=now + 1,
        filters={"container": container_id, "event": ["kill", "stop", "destroy"]},
        decode=True,
    )
    return any(True for _ in found)
