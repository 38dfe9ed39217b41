"""The image made on a base that a registry gives: a registry of a few lines, a real engine."""

import hashlib
import io
import json
import os
import shutil
import tarfile
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docker.errors import APIError

from odcv_desk.domain.errors import Cancelled
from sandbox.image import make
from tests.support.boxes import until
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker

BUSYBOX = shutil.which("busybox")
KIND = "application/vnd.docker."
RUN = "ARG BASE\nFROM $BASE\nRUN "


class Registry(BaseHTTPRequestHandler):
    """Gives one image, of one layer, under any name."""

    blobs: dict[str, bytes]
    manifest: bytes

    def do_GET(self):
        name = self.path.rpartition("/")[2]
        if "/manifests/" in self.path:
            self._give(self.manifest, f"{KIND}distribution.manifest.v2+json")
        elif self.path == "/v2/" or name in self.blobs:
            self._give(self.blobs.get(name, b"{}"), "application/octet-stream")
        else:
            self.send_error(404)

    do_HEAD = do_GET  # noqa: N815 - the server's own name

    def _give(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Docker-Content-Digest", digest_of(content))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


def digest_of(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def a_layer():
    """Return a file system of busybox, and of nothing else but its shell's name."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(Path(BUSYBOX).resolve(), "bin/busybox")
        link = tarfile.TarInfo("bin/sh")
        link.type, link.linkname = tarfile.SYMTYPE, "busybox"
        archive.addfile(link)
    return packed.getvalue()


@pytest.fixture(scope="module")
def base(engine):
    """The name of an image that a registry of this machine gives; it is removed at the end."""
    if not BUSYBOX:
        pytest.skip("no busybox; `bash .ci/far` installs it")
    layer = a_layer()
    settings = {"architecture": engine.version()["Arch"], "os": "linux", "config": {}}
    settings["rootfs"] = {"type": "layers", "diff_ids": [digest_of(layer)]}
    config = json.dumps(settings).encode()
    blobs = {digest_of(content): content for content in (layer, config)}
    parts = [
        {"mediaType": KIND + kind, "size": len(content), "digest": digest_of(content)}
        for kind, content in (
            ("container.image.v1+json", config),
            ("image.rootfs.diff.tar.gzip", layer),
        )
    ]
    whole = {"schemaVersion": 2, "mediaType": f"{KIND}distribution.manifest.v2+json"}
    manifest = json.dumps(whole | {"config": parts[0], "layers": parts[1:]}).encode()
    gives = type("Gives", (Registry,), {"blobs": blobs, "manifest": manifest})
    server = ThreadingHTTPServer(("127.0.0.1", 0), gives)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    name = f"127.0.0.1:{server.server_port}/odcv-desk-test:1"
    yield name
    server.shutdown()
    server.server_close()
    with suppress(APIError):  # where no test was to take it
        engine.remove_image(name, force=True)


@pytest.fixture
def recipe(monkeypatch, base, engine):
    """What gives the image a small recipe; what was made of it is removed after."""
    made = []

    def is_now(run):
        text = f"{RUN}{run} # {os.getpid()}\n".encode()
        monkeypatch.setattr(
            make, "_recipe", lambda name: text if name == "Dockerfile" else b"# nothing\n"
        )
        made.append(make.image_tag(base))
        return made[-1]

    yield is_now
    for tag in made:
        with suppress(APIError):  # where it could not be made
            engine.remove_image(tag, force=True)


class Watched:
    def __init__(self, stop_after=None):
        self.told = []
        self._stop_after = stop_after

    def advance(self, done, total, what):
        self.told.append(what.removeprefix("Making the sandbox image: "))
        if self._stop_after and self._stop_after():
            raise Cancelled


def commands_of(engine):
    return " ".join(one["Command"] for one in engine.containers())


def test_a_registrys_base_is_fetched_and_built_on_with_its_steps_shown(engine, base, recipe):
    tag, watched = recipe("busybox sleep 0.5; echo made > /made"), Watched()
    make.make_image(engine, watched, base=base)

    made = engine.inspect_image(tag)["Config"]
    assert made["Labels"] == {"odcv-desk.image": "1"}
    assert "PYTHONDONTWRITEBYTECODE=1" in made["Env"]
    assert any(told.startswith("Step 3/") and "RUN busybox" in told for told in watched.told)
    assert watched.told[-1] == "The sandbox image is ready"

    again = Watched()
    make.make_image(engine, again, base=base)
    assert again.told == []


def test_where_the_build_breaks_packages_are_used_and_the_reason_is_told(
    engine, base, recipe, monkeypatch, caplog
):
    recipe("echo 'E: nothing of that name' >&2; exit 100")
    used = []

    def of_packages(_api, tag, at):
        at(1)()
        used.append(tag)

    monkeypatch.setattr(make, "_of_packages", of_packages)
    watched = Watched()
    make.make_image(engine, watched, base=base)

    assert used == [make.image_tag(base)]
    assert "returned a non-zero code: 100" in watched.told[-2]
    assert any("E: nothing of that name" in record.getMessage() for record in caplog.records)


def test_stopping_ends_a_build_in_the_engine_at_once(engine, base, recipe):
    mark = f"9{os.getpid()}"
    tag = recipe(f"busybox sleep {mark}")
    began = []

    def runs():
        if f"busybox sleep {mark}" in commands_of(engine):
            began.append(time.monotonic())
        return bool(began)

    with pytest.raises(Cancelled):
        make.make_image(engine, Watched(stop_after=runs), base=base)

    assert time.monotonic() - began[0] < AT_ONCE_S
    assert until(lambda: f"busybox sleep {mark}" not in commands_of(engine), AT_ONCE_S)
    assert tag not in [name for one in engine.images() for name in one["RepoTags"] or ()]
