"""What to do where a container has ended, or takes no command any more."""

import time

from docker import APIClient
from docker.errors import DockerException, NotFound
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from odcv_desk.domain.errors import SandboxError

_HINT = "Start the run again; it gets a new container."
_BACK_S = 3600


def revive(api: APIClient, container_id: str) -> None:
    """Start a container again whose processes were ended from within; its files stay.

    Raises:
        SandboxError: It was ended from outside, or is gone.
    """
    short = container_id[:12]
    try:
        if _ended_from_outside(api, container_id):
            raise SandboxError(f"The container {short} was ended from outside.", hint=_HINT)
        api.restart(container_id, timeout=0)
    except NotFound as fault:
        raise SandboxError(f"The container {short} is gone.", hint=_HINT) from fault
    except (DockerException, RequestException, HTTPError, OSError) as fault:
        raise SandboxError(
            f"The container {short} ended and cannot be started again ({fault}).", hint=_HINT
        ) from fault


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
