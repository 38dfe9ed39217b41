"""The Docker engine: how it is reached, and how its faults are told."""

import logging
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from docker import APIClient
from docker.constants import DEFAULT_DOCKER_API_VERSION
from docker.errors import APIError, DockerException, NotFound, TLSParameterError
from docker.utils import kwargs_from_env
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from odcv_desk.domain.errors import SandboxError
from sandbox.ssh import socket_to

log = logging.getLogger(__name__)

HOW_TO_GET_IT = "`make engine` installs and starts one; Debian/Ubuntu: apt-get install docker.io."
DEFAULT_HOST = "unix:///var/run/docker.sock"
WAIT_S = 60
"""How long the engine may take to answer; removing a large container can take it many seconds."""

_CERTIFICATES = "ca.pem, cert.pem and key.pem in the folder that DOCKER_CERT_PATH names"
_PROGRAM_LACKS = re.compile(
    r'exec: "([^"]+)".*(?:not found|no such file)|executable file `([^`]+)` not found'
)
"""As the two programs say it that engines start containers with."""


def connect(
    environment: Mapping[str, str], *, wait_s: float = WAIT_S, version: str = "auto"
) -> APIClient:
    """Return a connection to the engine that an environment names, as the docker command reads it.

    It belongs to one sandbox: connections shared among threads would wait for each other. The
    engine is reached directly, whatever proxy or authority the environment has for the web.

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
    near = socket_to(host, wait_s) if host.startswith("ssh://") else host
    settings = _settings(environment, host) | {"base_url": near}
    try:
        if version == "auto":
            with closing(_client(settings, DEFAULT_DOCKER_API_VERSION, wait_s)) as asking:
                version = asking.version(api_version=False)["ApiVersion"]
        return _client(settings, version, wait_s)
    except (DockerException, RequestException, HTTPError, OSError, ValueError) as fault:
        raise _unanswered(host, fault, secure="tls" in settings) from fault


def _settings(environment: Mapping[str, str], host: str) -> dict[str, Any]:
    if host.startswith(("unix://", "ssh://")):  # there is no TLS on these ways
        return {}
    try:
        return dict(kwargs_from_env(environment=dict(environment)))
    except TLSParameterError as fault:
        raise SandboxError(
            f"The certificates for the Docker engine at {host} are not there.",
            hint=f"Put {_CERTIFICATES}.",
        ) from fault


def _client(settings: Mapping[str, Any], version: str, wait_s: float) -> APIClient:
    """Make a connection; nothing is sent yet."""
    api = APIClient(version=version, timeout=int(wait_s), **settings)
    # Or the web's authorities (REQUESTS_CA_BUNDLE) would take the place of the engine's own.
    api.trust_env = False
    return api


def _unanswered(host: str, fault: Exception, *, secure: bool) -> SandboxError:
    """Say why an engine does not answer."""
    reason = _of_trust(fault)
    if reason:
        return SandboxError(
            f"The desk and the Docker engine at {host} do not trust each other: {reason}.",
            hint=f"Look at {_CERTIFICATES}.",
        )
    hint = f"Start it, or name another in DOCKER_HOST. {HOW_TO_GET_IT}"
    if host.startswith("tcp://"):
        ask = "" if secure else "set DOCKER_TLS_VERIFY=1 and "
        hint = "Start it, or name another in DOCKER_HOST; "
        hint += f"if it speaks TLS, {ask}see to {_CERTIFICATES}."
    return SandboxError(f"No Docker engine answers at {host}: {_first_line(fault)}", hint=hint)


def _of_trust(fault: BaseException) -> str:
    """Return what TLS itself says in a fault, out of all that libraries wrapped around it."""
    waiting: list[object] = [fault]
    met: list[object] = []
    while waiting:
        one = waiting.pop()
        if isinstance(one, ssl.SSLCertVerificationError):
            return str(one.verify_message)
        if isinstance(one, ssl.SSLError):
            return str(one.reason or one).replace("_", " ").lower()
        if isinstance(one, BaseException) and one not in met:
            met.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return ""


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Turn what the engine refuses, or the loss of it, into a SandboxError that names the work."""
    try:
        yield
    except APIError as fault:
        lacking = _PROGRAM_LACKS.search(str(fault.explanation))
        if lacking:
            raise SandboxError(
                f"The image of a container has no program {(lacking[1] or lacking[2])!r}.",
                hint="The image of a sandbox needs bash, and what its scenario calls.",
            ) from fault
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
