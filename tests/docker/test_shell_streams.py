"""A process in a container and its streams, over a socket and over the network."""

import threading
import time
from contextlib import closing

import pytest
from docker import APIClient

from odcv_desk.domain.errors import SandboxError
from sandbox.stream import STDERR, STDOUT, ExecStream
from tests.support.boxes import a_box, a_shell
from tests.support.engine import relayed
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def box(engine, image):
    with a_box(engine, image) as made:
        yield made


def all_of(stream, seconds=10.0):
    end, found = time.monotonic() + seconds, {STDOUT: b"", STDERR: b""}
    while not stream.ended and time.monotonic() < end:
        for which, piece in stream.read(0.5):
            found[which] += piece
    return found


def test_what_a_process_says_at_once_is_not_lost(engine, box):
    command = ["bash", "-c", "echo out; echo err >&2"]
    for _ in range(10):
        with closing(ExecStream(engine, box, command)) as stream:
            assert all_of(stream) == {STDOUT: b"out\n", STDERR: b"err\n"}


def test_an_echo_of_megabytes_comes_back_whole_though_both_sides_speak_at_once(engine, box):
    data = bytes(range(256)) * 20_000
    with closing(ExecStream(engine, box, ["head", "-c", f"{len(data)}"])) as stream:
        assert stream.send(data, time.monotonic() + 20)
        assert all_of(stream)[STDOUT] == data


def test_sending_to_who_does_not_read_ends_at_the_deadline(engine, box):
    with closing(ExecStream(engine, box, ["sleep", "60"])) as stream:
        begun = time.monotonic()
        assert not stream.send(b"x" * (64 << 20), begun + 0.3)
        assert time.monotonic() - begun < AT_ONCE_S


def test_a_wait_can_be_ended_by_another_thread(engine, box):
    with closing(ExecStream(engine, box, ["sleep", "60"])) as stream:
        threading.Timer(0.2, stream.wake).start()
        begun = time.monotonic()
        assert stream.read(30) == []
        assert time.monotonic() - begun < AT_ONCE_S


def test_folder_variables_and_user_are_the_callers_choice(engine, box):
    command = ["bash", "-c", 'echo "$PWD $A $UID"']
    stream = ExecStream(engine, box, command, user="65534", environment={"A": "1"}, workdir="/tmp")
    with closing(stream):
        assert all_of(stream)[STDOUT] == b"/tmp 1 65534\n"


def test_a_container_that_is_not_there_is_a_fault(engine):
    with pytest.raises(SandboxError, match="gone"):
        ExecStream(engine, "0" * 64, ["true"])


def test_a_shell_works_over_the_network_as_well(box):
    with (
        relayed() as address,
        closing(APIClient(address, version="auto")) as api,
        a_shell(api, box) as shell,
    ):
        assert shell.run("echo over tcp; exit 3").stdout.text == "over tcp\n"
        assert shell.run("sleep 60", timeout_s=0.4).timed_out
        assert shell.run("head -c 3000000 /dev/zero").stdout.left_out == 3_000_000 - (1 << 16)


def test_a_shell_of_another_user_works_as_well(engine, box):
    with a_shell(engine, box, user="65534", workdir="/tmp") as shell:
        ran = shell.run("echo $UID; pwd; sleep 0.2 & (sleep 0.1; echo late) &")
        assert ran.stdout.text == "65534\n/tmp\n"
        assert shell.run("sleep 60", timeout_s=0.4).timed_out
        assert shell.run("echo next").stdout.text == "next\n"
