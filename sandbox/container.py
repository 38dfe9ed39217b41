"""Containers as a sandbox needs them: walled in, limited, labelled, with files laid in."""

import io
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from docker import APIClient
from docker.errors import APIError
from docker.types import LogConfig, Ulimit

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.seed_file import SeedFile
from sandbox.engine import let_go, told
from sandbox.owner import is_dead, this_owner
from sandbox.spec import Room

LABEL = "odcv-desk"
OWNER = "odcv-desk.owner"
CAPABILITIES = ("DAC_OVERRIDE", "CHOWN", "FOWNER", "FSETID", "SETUID", "SETGID", "KILL")
"""Without these seven, changing a read-only validator, chown, su or useradd would fail."""

# The first process of a container outlives every kill from inside, so it is the keeper itself and
# no init that would end with its child; bash collects the orphans just as well.
_KEEP = "trap '' HUP INT QUIT TERM USR1 USR2 ALRM PIPE; while :; do read -r _ || sleep 1; done"
LITTLE_LOG = LogConfig(type="json-file", config={"max-size": "1m", "max-file": "1"})
_SIZED_DRIVERS = ("btrfs", "zfs", "devicemapper", "windowsfilter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a container is made of.

    Attributes:
        image: The name of its image.
        command: What runs in it; empty for the keeper, which only waits.
        label: Whose sandboxes it belongs to.
        network: The network it is on, or "none".
        alias: Its name there.
        sized: Whether to ask for a limit on the disk too.
    """

    image: str
    room: Room
    label: str
    command: tuple[str, ...] = ()
    environment: Mapping[str, str]
    workdir: str = "/"
    network: str = "none"
    alias: str = ""
    sized: bool = False


def labels(label: str) -> dict[str, str]:
    """Return the labels by which a later start knows what is left over from a dead desk."""
    return {LABEL: label, OWNER: this_owner()}


def limits_disk(api: APIClient) -> bool:
    """Tell whether the engine's storage can limit what a container writes."""
    with told("asking about its storage"):
        facts = api.info()
    status = dict(facts.get("DriverStatus") or ())
    quota = facts["Driver"] == "overlay2" and status.get("Backing Filesystem") == "xfs"
    return quota or facts["Driver"] in _SIZED_DRIVERS


def create(api: APIClient, making: Making) -> str:
    """Make a container, not yet started; return its id."""
    with told("making a container"):
        if making.sized:
            # Whether it can depends also on how the engine's file system is mounted.
            with suppress(APIError):
                return _create(api, making, disk={"size": str(making.room.disk_bytes)})
        return _create(api, making, disk={})


def lay(api: APIClient, container: str, files: Sequence[SeedFile]) -> None:
    """Put files into a container, running or not; folders that lack are made."""
    if not files:
        return
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for file in files:
            entry = tarfile.TarInfo(file.path.lstrip("/"))
            entry.size, entry.mode = len(file.content), file.mode
            archive.addfile(entry, io.BytesIO(file.content))
    with told("laying files into a sandbox"):
        api.put_archive(container, "/", packed.getvalue())


def start(api: APIClient, container: str) -> int:
    """Start a container; return the process id of its first process, as the engine counts."""
    with told("starting a container"):
        api.start(container)
        state = api.inspect_container(container)["State"]
    if not state["Running"]:
        with told("reading why a container ended"):
            said = api.logs(container, tail=3).decode("utf-8", "replace").strip()
        raise SandboxError(
            f"A container ended at once: {said or state.get('Error') or 'no reason given'}",
            hint="See that the scenario's command exists in the image.",
        )
    return int(state["Pid"])


def make_network(api: APIClient, name: str, *, label: str) -> str:
    """Make a network on which containers see each other and nothing else; return its id."""
    with told("making a network"):
        made = api.create_network(
            name,
            driver="bridge",
            internal=True,
            labels=labels(label),
            # Without an address of its own the engine's machine cannot be reached over it.
            options={"com.docker.network.bridge.inhibit_ipv4": "true"},
        )
    return str(made["Id"])


def remove(api: APIClient, containers: Sequence[str], networks: Sequence[str] = ()) -> None:
    """Remove containers with all that runs in them, then networks; never raises."""
    for container in containers:
        with let_go("removing a container"):
            api.remove_container(container, force=True, v=True)
    for network in networks:
        with let_go("removing a network"):
            api.remove_network(network)


def sweep(api: APIClient, label: str = "") -> int:
    """Remove containers and networks of a label, else of any, whose desk is dead; return how many.

    What no desk has made, or one that may live, is never touched.
    """
    chosen = _labelled(label)
    with told("looking for what a dead desk left behind"):
        networks = _orphans(api.networks(filters=chosen))
    containers = orphans(api, label)
    remove(api, containers, networks)
    return len(containers)


def orphans(api: APIClient, label: str = "") -> list[str]:
    """Return the containers of a label, else of any, whose desk is dead."""
    with told("looking for what a dead desk left behind"):
        return _orphans(api.containers(all=True, filters=_labelled(label)))


def _labelled(label: str) -> dict[str, str]:
    return {"label": f"{LABEL}={label}" if label else LABEL}


def _orphans(found: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(one["Id"]) for one in found if is_dead((one["Labels"] or {}).get(OWNER, ""))]


def _create(api: APIClient, making: Making, *, disk: Mapping[str, str]) -> str:
    room = making.room
    host = api.create_host_config(
        network_mode=making.network,
        # Of names that are not on its network nothing leaves it, not even the question.
        dns=["127.0.0.1"] if making.network != "none" else None,
        dns_opt=["timeout:1", "attempts:1"] if making.network != "none" else None,
        cap_drop=["ALL"],
        cap_add=list(CAPABILITIES),
        security_opt=["no-new-privileges"],
        pids_limit=room.processes,
        mem_limit=room.memory_bytes,
        memswap_limit=room.memory_bytes,
        nano_cpus=int(room.cpus * 1e9),
        ulimits=[
            Ulimit(name="fsize", soft=room.disk_bytes, hard=room.disk_bytes),
            Ulimit(name="core", soft=0, hard=0),
        ],
        storage_opt=dict(disk) or None,
        log_config=LITTLE_LOG,
    )
    made = api.create_container(
        making.image,
        list(making.command) or ["bash", "--noprofile", "--norc", "-c", _KEEP],
        hostname=making.alias or "sandbox",
        stdin_open=not making.command,
        environment=dict(making.environment),
        working_dir=making.workdir,
        host_config=host,
        networking_config=_known_as(api, making),
        labels=labels(making.label),
        # The proxies of the person's own settings come with their passwords.
        use_config_proxy=False,
    )
    return str(made["Id"])


def _known_as(api: APIClient, making: Making) -> Any:  # noqa: ANN401 - the library's own dict
    if not making.alias:
        return None
    endpoint = api.create_endpoint_config(aliases=[making.alias])
    return {"EndpointsConfig": {making.network: endpoint}}
