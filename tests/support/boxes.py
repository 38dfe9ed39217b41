"""Containers with nothing in them but a shell, and what can be seen of them from outside."""

import io
import tarfile
import time
from contextlib import contextmanager, suppress

from docker.errors import APIError

from sandbox.shell import Shell
from tests.support.engine import LABEL

CAPABILITIES = ["DAC_OVERRIDE", "CHOWN", "FOWNER", "FSETID", "SETUID", "SETGID", "KILL"]


@contextmanager
def a_box(engine, image, *, processes=256):
    """Start a hardened container that does nothing; yield its id, remove it after."""
    made = engine.create_container(
        image,
        ["sleep", "infinity"],
        labels={"odcv-desk": LABEL},
        host_config=engine.create_host_config(
            init=True,
            network_mode="none",
            cap_drop=["ALL"],
            cap_add=CAPABILITIES,
            security_opt=["no-new-privileges"],
            pids_limit=processes,
            mem_limit="512m",
        ),
    )
    try:
        engine.start(made["Id"])
        yield made["Id"]
    finally:
        with suppress(APIError):  # a test may have removed it
            engine.remove_container(made["Id"], force=True)


@contextmanager
def a_shell(engine, box, **settings):
    """Open a shell in a container, close it after."""
    shell = Shell(engine, box, **settings)
    try:
        yield shell
    finally:
        shell.close()


def processes_of(engine, box):
    """Return the command lines that the engine sees in a container."""
    seen = engine.top(box, ps_args="-eo pid,args")
    return [row[-1] for row in seen["Processes"]]


def file_of(engine, box, path):
    """Return a file's bytes, fetched by the engine."""
    pieces, _ = engine.get_archive(box, path)
    with tarfile.open(fileobj=io.BytesIO(b"".join(pieces))) as archive:
        return archive.extractfile(archive.getmembers()[0]).read()


def until(true, seconds=10.0):
    """Look until something is true; return whether it became so in time."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.02)
    return bool(found)
