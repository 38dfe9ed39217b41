"""A Docker engine for tests that need one, and what they make with it."""

import fcntl
import os
import select
import socket
import ssl
import tempfile
import threading
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.progress import SILENT
from sandbox.container import remove
from sandbox.docker import DockerSandboxes
from sandbox.engine import DEFAULT_HOST, connect
from sandbox.image import image_tag, make_image
from sandbox.spec import SandboxSpec

LABEL = f"odcv-desk-test-{os.getpid()}"
"""What the containers of this process's tests are labelled with."""

NO_ENGINE = "no Docker engine; `make engine` installs and starts one"


@pytest.fixture(scope="session")
def engine():
    """A connection to the engine; all that the tests' label is on is removed at the end."""
    try:
        api = connect(os.environ)
    except SandboxError:
        pytest.skip(NO_ENGINE)
    with closing(api):
        yield api
        chosen = {"label": f"odcv-desk={LABEL}"}
        containers = [one["Id"] for one in api.containers(all=True, filters=chosen)]
        remove(api, containers, [one["Id"] for one in api.networks(filters=chosen)])


@pytest.fixture(scope="session")
def image(engine):
    """The name of the desk's image, which is made where it lacks: once, whoever comes first."""
    with (Path(tempfile.gettempdir()) / "odcv-desk-image.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_image(engine, SILENT)
    return image_tag()


@pytest.fixture(scope="session")
def sandboxes(image):
    """Where sandboxes come from."""
    with DockerSandboxes(os.environ) as made:
        yield made


@pytest.fixture
def sandbox(sandboxes):
    """A fresh sandbox in which every writable place is watched."""
    with closing(sandboxes.open(SandboxSpec(label=LABEL))) as opened:
        yield opened


@contextmanager
def relayed(tls=None):
    """Offer the engine's socket on a port of this machine; yield its address."""
    path = os.environ.get("DOCKER_HOST", DEFAULT_HOST).removeprefix("unix://")
    with Relay(path, tls) as relay:
        yield f"tcp://127.0.0.1:{relay.port}"


class Relay:
    """Passes bytes between a port and a socket, both ways, until it is closed.

    With a server's TLS context it speaks that on the port, as an engine does.
    """

    def __init__(self, path, tls=None):
        self._path = path
        self._tls = tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ends = []
        self._threads = []
        self.port = self._listening.getsockname()[1]

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for end in self._ends:
            end.close()

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as engines do
                self._ends.append(near)
                self._start(self._connect, near)

    def _connect(self, near):
        with suppress(OSError):  # who does not shake hands as asked gets nothing
            if self._tls:
                near = _Secured(near, self._tls)
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._path)
            self._ends += [near, far]
            self._start(self._pass_on, near, far)
            self._start(self._pass_on, far, near)

    def _pass_on(self, source, target):
        with suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


class _Secured:
    """The server's end of a TLS connection that two threads may use, one for each way."""

    def __init__(self, plain, context):
        plain.settimeout(5)
        self._socket = context.wrap_socket(plain, server_side=True)
        self._socket.settimeout(0)
        self._using = threading.Lock()

    def recv(self, most):
        return self._when(select.POLLIN, self._socket.recv, most)

    def sendall(self, data):
        left = memoryview(data)
        while left:
            left = left[self._when(select.POLLOUT, self._socket.send, left) :]

    def shutdown(self, how):
        with self._using:
            self._socket.shutdown(how)

    def close(self):
        self._socket.close()

    def _when(self, event, act, what):
        poll = select.poll()
        poll.register(self._socket.fileno(), event)
        while True:
            with suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError), self._using:
                return act(what)
            poll.poll(1000)
