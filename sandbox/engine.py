"""The Docker engine: how it is reached, and how its faults are told."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from docker import APIClient
from docker.errors import APIError, DockerException, NotFound
from docker.utils import kwargs_from_env
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from odcv_desk.domain.errors import SandboxError

log = logging.getLogger(__name__)

HOW_TO_GET_IT = "`make engine` installs and starts one; Debian/Ubuntu: apt-get install docker.io."
DEFAULT_HOST = "unix:///var/run/docker.sock"
WAIT_S = 60
"""How long the engine may take to answer; removing a large container can take it many seconds."""


def connect(
    environment: Mapping[str, str], *, wait_s: float = WAIT_S, version: str = "auto"
) -> APIClient:
    """Return a connection to the engine that an environment names, as the docker command reads it.

    It belongs to one sandbox: connections shared among threads would wait for each other.

    Args:
        environment: Names the engine.
        wait_s: How long it may take to answer.
        version: Of its language, where that is known; otherwise it is asked.

    Raises:
        SandboxError: None answers.
    """
    host = environment.get("DOCKER_HOST") or DEFAULT_HOST
    if host.startswith("unix://") and not Path(host.removeprefix("unix://")).exists():
        raise SandboxError(f"No Docker engine is running at {host}.", hint=HOW_TO_GET_IT)
    try:
        # The system's ssh knows the person's keys and hosts; the library for it is one more.
        return APIClient(
            version=version,
            timeout=int(wait_s),
            use_ssh_client=host.startswith("ssh://"),
            **kwargs_from_env(environment=dict(environment)),
        )
    except (DockerException, RequestException, HTTPError, OSError) as fault:
        raise SandboxError(
            f"No Docker engine answers at {host}: {_first_line(fault)}",
            hint=f"Start it, or name another in DOCKER_HOST. {HOW_TO_GET_IT}",
        ) from fault


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Turn what the engine refuses, or the loss of it, into a SandboxError that names the work."""
    try:
        yield
    except APIError as fault:
        raise SandboxError(
            f"The Docker engine refused: {doing}: {fault.explanation or _first_line(fault)}",
            hint="`odcv-desk doctor` looks at the engine; its own log may say more.",
        ) from fault
    except (DockerException, RequestException, HTTPError, OSError) as fault:
        raise SandboxError(
            f"The Docker engine was lost: {doing}: {_first_line(fault)}",
            hint=f"See whether it still runs, then start the run again. {HOW_TO_GET_IT}",
        ) from fault


@contextmanager
def let_go(doing: str) -> Iterator[None]:
    """Clean up without complaint: what is gone already is fine, all else is logged."""
    try:
        yield
    except NotFound:
        pass
    except (DockerException, RequestException, HTTPError, OSError, SandboxError) as fault:
        log.warning("%s: %s", doing, _first_line(fault))


def _first_line(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
