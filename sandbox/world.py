"""The containers of one sandbox: the agent's own, and the services beside it on their network."""

import time
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex

from docker import APIClient

from odcv_desk.domain.errors import SandboxError
from sandbox import container
from sandbox.container import Making
from sandbox.engine import told
from sandbox.spec import Network, SandboxSpec, Service

_READY_S = 20
_ASK_EVERY_S = 0.05


class World:
    """Makes the containers of a sandbox; until `start` none of them runs.

    The services find their files there; those of the agent's container are laid once it runs.

    Args:
        image: What they are all made of.
        sized: Whether the engine can limit what they write.
    """

    def __init__(self, api: APIClient, image: str, spec: SandboxSpec, *, sized: bool) -> None:
        self._api = api
        self._image = image
        self._sized = sized
        self._spec = spec
        self._made: list[str] = []
        self._networks: list[str] = []
        self._network = "none"
        self._services: dict[str, str] = {}
        self._inside = ""
        try:
            self._make()
        except BaseException:
            self.remove()
            raise

    @property
    def inside(self) -> str:
        """The agent's container."""
        return self._inside

    def start(self) -> int:
        """Start all; return the first process of the agent's container.

        Raises:
            SandboxError: One of them ends at once, or a service does not get ready.
        """
        for service in self._spec.services:
            container.start(self._api, self._services[service.name])
        pid = container.start(self._api, self._inside)
        for service in self._spec.services:
            self._await(service)
        return pid

    def pid_of(self, service: str = "") -> int:
        """Return the first process of a service, or of the agent's container.

        Raises:
            SandboxError: There is none of that name, or it runs no more.
        """
        if service and service not in self._services:
            raise SandboxError(
                f"There is no service {service!r}.", hint="See [[services]] of the scenario."
            )
        with told("looking at a container"):
            looked_at = self._services[service] if service else self._inside
            state = self._api.inspect_container(looked_at)["State"]
        if not state["Running"]:
            name = f"service {service!r}" if service else "sandbox"
            raise SandboxError(f"The {name} has ended.", hint="Start the run again.")
        return int(state["Pid"])

    def remove(self) -> None:
        """Remove them all, with their network; never raises."""
        made, self._made = self._made, []
        networks, self._networks = self._networks, []
        if len(made) < 2:  # noqa: PLR2004 - one needs no helpers
            container.remove(self._api, made)
        else:
            # Each takes a while to end, and closing may take a second in all.
            with ThreadPoolExecutor(len(made)) as pool:
                list(pool.map(lambda one: container.remove(self._api, [one]), made))
        container.remove(self._api, [], networks)

    def _make(self) -> None:
        spec = self._spec
        if spec.network is Network.INTERNAL:
            name = f"odcv-desk-{token_hex(6)}"
            self._network = name
            self._networks.append(container.make_network(self._api, name, label=spec.label))
        for service in spec.services:
            self._services[service.name] = self._add(
                Making(
                    image=self._image,
                    room=spec.room,
                    label=spec.label,
                    command=service.command,
                    environment=service.environment,
                    network=self._network,
                    alias=service.name,
                    sized=self._sized,
                )
            )
            container.lay(self._api, self._services[service.name], service.files)
        self._inside = self._add(
            Making(
                image=self._image,
                room=spec.room,
                label=spec.label,
                environment=spec.environment,
                workdir=spec.workdir,
                network=self._network,
                sized=self._sized,
            )
        )

    def _add(self, making: Making) -> str:
        made = container.create(self._api, making)
        self._made.append(made)
        return made

    def _await(self, service: Service) -> None:
        """Wait until a service says that it is ready."""
        until = time.monotonic() + _READY_S
        while service.ready and not self._says_ready(service):
            if time.monotonic() > until:
                raise SandboxError(
                    f"The service {service.name!r} did not get ready in {_READY_S} seconds.",
                    hint="Try its command and its `ready` command by hand.",
                )
            time.sleep(_ASK_EVERY_S)

    def _says_ready(self, service: Service) -> bool:
        inside = self._services[service.name]
        with told(f"asking the service {service.name} whether it is ready"):
            asked = self._api.exec_create(inside, ["/bin/sh", "-c", service.ready])
            self._api.exec_start(asked["Id"])
            return bool(self._api.exec_inspect(asked["Id"])["ExitCode"] == 0)
