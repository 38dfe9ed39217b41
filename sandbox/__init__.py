"""Runs commands where they can do no harm."""

from sandbox.collected import Collected
from sandbox.protocol import Sandbox, Sandboxes
from sandbox.ran import Late, Output, Ran
from sandbox.spec import Network, Room, SandboxSpec, Service

__all__ = [
    "Collected",
    "Late",
    "Network",
    "Output",
    "Ran",
    "Room",
    "Sandbox",
    "SandboxSpec",
    "Sandboxes",
    "Service",
]
