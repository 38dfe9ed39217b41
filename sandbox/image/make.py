"""Makes the image: of a base from a registry where one answers, else of Debian packages."""

import hashlib
import io
import logging
import tarfile
import tempfile
import threading
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

from docker import APIClient
from docker.errors import APIError, DockerException, ImageNotFound
from requests.exceptions import RequestException

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.progress import Progress
from sandbox.engine import let_go, told
from sandbox.image.debian import fetch_packages, file_system

log = logging.getLogger(__name__)

REPOSITORY = "odcv-desk-sandbox"
_RECIPE = ("Dockerfile", "packages.txt", "finish.sh")
_REGISTRY = ("debian", "bookworm-slim")
_REGISTRY_ANSWERS_S = 8
_BUILD_MOST_S = 300
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    # Or every import of an agent's own script leaves a compiled file among its changes.
    "PYTHONDONTWRITEBYTECODE": "1",
}
_STAGES = ("asking a registry", "fetching packages", "unpacking", "importing", "finishing")


def image_tag() -> str:
    """Return the name of the image, which changes with its recipe."""
    recipe = hashlib.sha256(repr(_ENVIRONMENT).encode())
    for name in _RECIPE:
        recipe.update(_recipe(name))
    return f"{REPOSITORY}:{recipe.hexdigest()[:12]}"


def has_image(api: APIClient) -> bool:
    """Tell whether the engine has the image."""
    with told("looking for the image"):
        try:
            api.inspect_image(image_tag())  # type: ignore[no-untyped-call] # its stub says nothing
        except ImageNotFound:
            return False
    return True


def make_image(api: APIClient, progress: Progress) -> None:
    """Make the image where it lacks; takes up to a minute then.

    Raises:
        SandboxError: There is neither a registry nor a Debian archive in reach.
        Cancelled: `progress` said so.
    """
    if has_image(api):
        return

    def at(stage: int) -> Callable[[], None]:
        return lambda: progress.advance(
            stage, len(_STAGES), f"Making the sandbox image: {_STAGES[stage]}"
        )

    if not _of_registry(api, at(0)):
        _of_packages(api, at)
    progress.advance(len(_STAGES), len(_STAGES), "The sandbox image is ready")


def _of_registry(api: APIClient, waiting: Callable[[], None]) -> bool:
    def build() -> None:
        name, tag = _REGISTRY
        api.pull(name, tag)
        for line in api.build(
            fileobj=io.BytesIO(_context()), custom_context=True, tag=image_tag(), decode=True
        ):
            log.debug("build: %s", line)

    with told("asking whether a registry answers"):
        answers = _within(lambda: _answers(api), _REGISTRY_ANSWERS_S, waiting)
    if answers:
        _within(lambda: _quietly(build), _BUILD_MOST_S, waiting)
    return has_image(api)


def _answers(api: APIClient) -> bool:
    try:
        api.inspect_distribution(":".join(_REGISTRY))  # type: ignore[no-untyped-call] # the same
    except (APIError, RequestException) as fault:
        log.info("no registry answers: %s", fault)
        return False
    return True


def _quietly(build: Callable[[], None]) -> bool:
    try:
        build()
    except (DockerException, RequestException) as fault:
        log.info("the image cannot be built on a registry's base: %s", fault)
        return False
    return True


def _within(work: Callable[[], bool], most_s: float, waiting: Callable[[], None]) -> bool:
    """Do work on a thread that is left behind where it takes too long or the person stops it."""
    done: list[bool] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True, name="registry")
    thread.start()
    for _ in range(int(most_s / 0.1)):
        waiting()
        thread.join(0.1)
        if not thread.is_alive():
            return bool(done and done[0])
    return False


def _of_packages(api: APIClient, at: Callable[[int], Callable[[], None]]) -> None:
    names = [
        line for line in _recipe("packages.txt").decode().splitlines() if not line.startswith("#")
    ]
    with tempfile.TemporaryDirectory(prefix="odcv-desk-image-") as made_in:
        folder = Path(made_in)
        packages = fetch_packages(names, folder, waiting=at(1))
        whole = folder / "whole.tar"
        file_system(packages, whole, waiting=at(2))
        at(3)()
        with told("importing the image"), whole.open("rb") as stream:
            raw = f"{image_tag()}-raw-{token_hex(4)}"
            name, tag = raw.split(":")
            # In pieces: of a file the library would tell a length that the engine trips over.
            pieces = iter(lambda: stream.read(1 << 20), b"")
            api.import_image_from_stream(pieces, repository=name, tag=tag)
    try:
        at(4)()
        _finish(api, raw)
    finally:
        with let_go("removing the unfinished image"):
            api.remove_image(raw, noprune=True)


def _finish(api: APIClient, raw: str) -> None:
    """Run the recipe's last script on the bare image and keep the result."""
    script = _recipe("finish.sh").decode()
    name, tag = image_tag().split(":")
    with told("finishing the image"):
        made = api.create_container(
            raw,
            ["/usr/bin/dash", "-c", script],
            environment=_ENVIRONMENT,
            network_disabled=True,
            labels={"odcv-desk.image": "1"},
        )["Id"]
        try:
            api.start(made)
            code = api.wait(made, timeout=120)["StatusCode"]
            if code:
                said = api.logs(made, tail=3).decode("utf-8", "replace").strip()
                raise SandboxError(f"The image cannot be finished: {said}", hint="Try again.")
            settings = {
                "Cmd": ["bash"],
                "Env": [f"{key}={value}" for key, value in _ENVIRONMENT.items()],
                "Labels": {"odcv-desk.image": "1"},
            }
            api.commit(made, name, tag, conf=settings)
        finally:
            with let_go("removing the container that made the image"):
                api.remove_container(made, force=True)


def _context() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as context:
        for name in _RECIPE:
            entry = tarfile.TarInfo(name)
            content = _recipe(name)
            if name == "Dockerfile":
                content += "".join(f"ENV {k}={v}\n" for k, v in _ENVIRONMENT.items()).encode()
            entry.size = len(content)
            context.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _recipe(name: str) -> bytes:
    return files("sandbox.image").joinpath(name).read_bytes()
