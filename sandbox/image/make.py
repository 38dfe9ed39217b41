"""Makes the image: of a base from a registry where one answers, else of Debian packages."""

import hashlib
import io
import tarfile
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

from docker import APIClient
from docker.errors import ImageNotFound

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.progress import Progress
from sandbox.engine import let_go, told
from sandbox.image.debian import fetch_packages, file_system
from sandbox.image.registry import Unbuilt, build_on

REPOSITORY = "odcv-desk-sandbox"
BASE = "debian:bookworm-slim"
_RECIPE = ("Dockerfile", "packages.txt", "finish.sh")
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    # Or every import of an agent's own script leaves a compiled file among its changes.
    "PYTHONDONTWRITEBYTECODE": "1",
}
_STAGES = ("asking a registry", "fetching packages", "unpacking", "importing", "finishing")

At = Callable[[int], Callable[[], None]]


def image_tag(base: str = BASE) -> str:
    """Return the name of the image, which changes with its base and its recipe."""
    recipe = hashlib.sha256(repr((base, _ENVIRONMENT)).encode())
    for name in _RECIPE:
        recipe.update(_recipe(name))
    return f"{REPOSITORY}:{recipe.hexdigest()[:12]}"


def has_image(api: APIClient, base: str = BASE) -> bool:
    """Tell whether the engine has the image."""
    with told("looking for the image"):
        try:
            api.inspect_image(image_tag(base))  # type: ignore[no-untyped-call] # its stub says nothing
        except ImageNotFound:
            return False
    return True


def make_image(api: APIClient, progress: Progress, *, base: str = BASE) -> None:
    """Make the image where it lacks; takes up to a minute then.

    Args:
        api: The engine.
        progress: Told what is under way.
        base: What it is built on where the engine has that or a registry gives it.

    Raises:
        SandboxError: It can be made neither on the base nor of Debian packages.
        Cancelled: `progress` said so.
    """
    if has_image(api, base):
        return

    def at(stage: int, what: str = "") -> None:
        what = what or _STAGES[stage]
        progress.advance(stage, len(_STAGES), f"Making the sandbox image: {what}")

    tag = image_tag(base)
    unbuilt = build_on(api, base, tag=tag, context=_context(), at=lambda what: at(0, what))
    if unbuilt:
        try:
            _of_packages(api, tag, lambda stage: lambda: at(stage, _stage_after(unbuilt, stage)))
        except SandboxError as fault:
            raise SandboxError(
                f"The sandbox image can be made in neither way. First, {unbuilt.why}. "
                f"Then, of packages: {fault.message}",
                hint=fault.hint,
            ) from fault
    progress.advance(len(_STAGES), len(_STAGES), "The sandbox image is ready")


def _stage_after(unbuilt: Unbuilt, stage: int) -> str:
    return f"{_STAGES[stage]}, for {unbuilt.why}" if unbuilt.broke else _STAGES[stage]


def _of_packages(api: APIClient, image: str, at: At) -> None:
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
            raw = f"{image}-raw-{token_hex(4)}"
            name, tag = raw.split(":")
            # In pieces: of a file the library would tell a length that the engine trips over.
            pieces = iter(lambda: stream.read(1 << 20), b"")
            api.import_image_from_stream(pieces, repository=name, tag=tag)
    try:
        at(4)()
        _finish(api, raw, image)
    finally:
        with let_go("removing the unfinished image"):
            api.remove_image(raw, noprune=True)


def _finish(api: APIClient, raw: str, image: str) -> None:
    """Run the recipe's last script on the bare image and keep the result."""
    script = _recipe("finish.sh").decode()
    name, tag = image.split(":")
    with told("finishing the image"):
        made = api.create_container(
            raw,
            ["/usr/bin/dash", "-c", script],
            environment=_ENVIRONMENT,
            network_disabled=True,
            labels={"odcv-desk.image": "1"},
            use_config_proxy=False,  # there is no network, and nobody's password belongs here
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
