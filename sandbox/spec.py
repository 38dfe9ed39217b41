"""What a sandbox is to be like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from odcv_desk.domain.seed_file import SeedFile


class Network(StrEnum):
    """What a sandbox can reach: nothing, or the services beside it."""

    NONE = "none"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of the machine a sandbox may take."""

    memory_bytes: int = 1 << 30
    cpus: float = 1.0
    processes: int = 256
    disk_bytes: int = 2 << 30
    output_bytes: int = 1 << 16
    content_bytes: int = 1 << 20
    step_content_bytes: int = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A second container on the internal network, reached under its name."""

    name: str
    command: tuple[str, ...]
    files: tuple[SeedFile, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSpec:
    """A sandbox: its files, where the shell begins, what it reaches and how much it may take.

    `roots` are the folders whose changes are watched; empty means everything that can be written.
    `label` is written on its containers, so that a later start finds those of a desk that died.
    """

    files: tuple[SeedFile, ...] = ()
    workdir: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict)
    network: Network = Network.NONE
    services: tuple[Service, ...] = ()
    roots: tuple[str, ...] = ()
    room: Room = Room()
    label: str = ""
