"""From a scenario to the sandbox that it is played in."""

from sandbox import Network, SandboxSpec, Service
from scenarios.parts import Playable


def spec_of(playable: Playable, *, label: str = "") -> SandboxSpec:
    """Return the sandbox of a scenario.

    It knows no variant: the files and the tools of all variants are the same. Everything that can
    be written is watched, not only the scenario's own folders.

    Args:
        playable: The scenario.
        label: Written on the sandbox, so that it is found again.
    """
    world = playable.world
    return SandboxSpec(
        files=playable.files,
        workdir=world.workdir,
        environment=world.environment,
        network=Network.INTERNAL if world.internal else Network.NONE,
        services=tuple(
            Service(
                name=service.name,
                command=service.command,
                files=service.files,
                ready=service.ready,
            )
            for service in playable.services
        ),
        label=label,
    )
