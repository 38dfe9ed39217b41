"""Engines that are reached over TLS and over ssh: all that a sandbox does, from afar."""

import gc
import getpass
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from odcv_desk.domain.errors import Cancelled, SandboxError
from odcv_desk.domain.progress import SILENT
from odcv_desk.domain.seed_file import SeedFile
from sandbox import ssh as by_system
from sandbox import wire
from sandbox.docker import DockerSandboxes
from sandbox.engine import DEFAULT_HOST, connect
from sandbox.spec import SandboxSpec
from sandbox.stream import STDOUT, ExecStream
from tests.support.boxes import until
from tests.support.engine import LABEL, relayed
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker

SEED = SeedFile(path="/srv/work/a.csv", content=b"a,b\n1,2\n")
SPEC = SandboxSpec(files=(SEED,), workdir="/srv/work", roots=("/srv",), label=LABEL)
SSH = shutil.which("ssh")
SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def certificates_in(folder):
    """Make an authority, and what it has signed: good for the server as for who comes to it."""
    folder.mkdir()
    own = ("-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=authority")
    openssl(folder, "req", "-x509", *KEY, *own)
    signed = ("-CA", "ca.pem", "-CAkey", "ca-key.pem", "-keyout", "key.pem", "-out", "cert.pem")
    place = ("-subj", "/CN=engine", "-addext", "subjectAltName=IP:127.0.0.1")
    nobodys = ("-addext", "basicConstraints=critical,CA:false")
    openssl(folder, "req", "-x509", *KEY, *signed, *place, *nobodys)
    return folder


def environment_of(host, certificates):
    return {"DOCKER_HOST": host, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates)}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("no openssl; `bash .ci/far` installs it")
    return certificates_in(tmp_path_factory.mktemp("tls") / "own")


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """Certificates of an authority that the engine never heard of."""
    return certificates_in(tmp_path_factory.mktemp("tls") / "strange")


@pytest.fixture(scope="module")
def secured(certificates, engine):
    """The address of an engine that speaks TLS and asks who comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "cert.pem", certificates / "key.pem")
    context.load_verify_locations(certificates / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with relayed(context) as host:
        yield host


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def server_at(folder, port):
    """Start an ssh server that knows one key; return it once it answers."""
    for name in ("host", "person"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name]
        subprocess.run(key, check=True)
    shutil.copy(folder / "person.pub", folder / "known")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it locks itself in
    settings = folder / "sshd_config"
    settings.write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/known\nStrictModes no\nUsePAM no\n"
        f"PasswordAuthentication no\nSetEnv PATH={os.environ['PATH']}\n"
    )
    said = (folder / "sshd.log").open("wb")
    server = subprocess.Popen([SSHD, "-D", "-e", "-f", settings], stderr=said)
    said.close()

    def answers():
        with closing(socket.socket()) as trying:
            return trying.connect_ex(("127.0.0.1", port)) == 0

    assert until(answers), (folder / "sshd.log").read_text()
    return server


@contextmanager
def ssh_is(folder, script):
    """Let `ssh` be another, which reads nothing of the person's own."""
    folder.mkdir()
    (folder / "ssh").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "ssh").chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        yield


@pytest.fixture(scope="module")
def by_ssh(tmp_path_factory):
    """The address of a machine that lets in who has the key."""
    if not (SSHD and SSH):
        pytest.skip("no ssh server; `bash .ci/far` installs one")
    folder, port = tmp_path_factory.mktemp("ssh"), free_port()
    server = server_at(folder, port)
    own = f"{SSH} -F none -i {folder}/person -o IdentitiesOnly=yes -o LogLevel=ERROR"
    anybody = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    try:
        with ssh_is(folder / "bin", f'exec {own} {anybody} "$@"'):
            yield f"ssh://{getpass.getuser()}@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module", params=["tls", "ssh"])
def environment(request):
    if request.param == "ssh":
        return {"DOCKER_HOST": request.getfixturevalue("by_ssh")}
    host = request.getfixturevalue("secured")
    return environment_of(host, request.getfixturevalue("certificates"))


@pytest.fixture(scope="module")
def far(environment, image):
    with DockerSandboxes(environment) as made:
        made.prepare(SILENT)
        yield made


@pytest.fixture(scope="module")
def opened(far):
    with closing(far.open(SPEC)) as one:
        yield one


@pytest.fixture
def process(environment, opened):
    """What starts a process in the sandbox and gives its stream."""
    streams = []
    with closing(connect(environment)) as api:

        def start(*command):
            streams.append(ExecStream(api, opened.container_id, command))
            return streams[-1]

        yield start
        for stream in streams:
            stream.close()


def all_of(stream, seconds=20.0):
    end, found = time.monotonic() + seconds, b""
    while not stream.ended and time.monotonic() < end:
        found += b"".join(piece for which, piece in stream.read(0.5) if which == STDOUT)
    return found


def test_commands_keep_their_state_and_files_are_told_from_afar(opened):
    first = opened.run("cd /srv; export A=far; echo said; echo wrong >&2; (exit 3)", timeout_s=9)
    assert (first.stdout.text, first.stderr.text, first.exit_code) == ("said\n", "wrong\n", 3)
    assert opened.run("echo $A $PWD", timeout_s=9).stdout.text == "far /srv\n"

    opened.changes()
    opened.run("echo 3,4 >> work/a.csv; echo new > work/new; chmod 700 work/new", timeout_s=9)
    changed, made = opened.changes()
    assert (changed.path, changed.before) == (SEED.path, "a,b\n1,2\n")
    assert changed.after == "a,b\n1,2\n3,4\n"
    assert (made.path, made.after, made.mode) == ("/srv/work/new", "new\n", "0700")
    assert opened.collect(["/srv/work/new"], most_bytes=9).files == {"/srv/work/new": b"new\n"}


def test_ten_megabytes_come_over_and_what_is_left_out_is_counted(opened):
    ran = opened.run("head -c 10000000 /dev/zero", timeout_s=20)

    kept = len(ran.stdout.head) + len(ran.stdout.tail)
    assert kept + ran.stdout.left_out == 10_000_000
    assert ran.seconds < AT_ONCE_S


def test_time_out_ends_a_command_afar_and_keeps_what_it_said(opened):
    ran = opened.run("echo said; sleep 60", timeout_s=0.5)

    assert (ran.timed_out, ran.stdout.text) == (True, "said\n")
    assert ran.seconds < AT_ONCE_S
    assert opened.run("echo next", timeout_s=9).stdout.text == "next\n"


def test_megabytes_go_to_and_fro_at_once_and_none_is_lost(process):
    data = bytes(range(256)) * 8000
    stream = process("head", "-c", f"{len(data)}")

    assert stream.send(data, time.monotonic() + 20)
    assert all_of(stream) == data


def test_what_was_decrypted_beyond_what_was_asked_for_is_not_left_lying(process, monkeypatch):
    monkeypatch.setattr(wire, "PIECE_BYTES", 1000)
    stream = process("bash", "-c", "read -r; printf %016000d 7; sleep 60")
    stream.send(b"\n", time.monotonic() + 5)

    start, came = time.monotonic(), 0
    while came < 16_000 and time.monotonic() < start + 30:
        came += sum(len(piece) for _, piece in stream.read(30))

    assert (came, time.monotonic() - start < AT_ONCE_S) == (16_000, True)


def test_stopping_from_another_thread_ends_a_command_at_once(far, engine):
    with closing(far.open(SPEC)) as opened:
        stopping = threading.Timer(0.3, opened.stop)
        stopping.start()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            opened.run("trap '' TERM INT; sleep 60", timeout_s=60)
        assert time.monotonic() - start < AT_ONCE_S
        stopping.join()
    assert engine.containers(all=True, filters={"id": opened.container_id}) == []


def test_an_engine_with_another_authority_is_not_trusted(secured, strange):
    with pytest.raises(SandboxError, match=r"do not trust each other: .*certificate") as fault:
        connect(environment_of(secured, strange))

    assert secured in fault.value.message
    assert "DOCKER_CERT_PATH" in fault.value.hint


def test_who_is_not_known_to_the_engine_learns_what_to_look_at(
    secured, certificates, strange, tmp_path
):
    for name, folder in (("ca", certificates), ("cert", strange), ("key", strange)):
        shutil.copy(folder / f"{name}.pem", tmp_path)

    with pytest.raises(SandboxError) as fault:
        connect(environment_of(secured, tmp_path))

    assert secured in fault.value.message
    assert "DOCKER_CERT_PATH" in fault.value.hint


def test_certificates_that_are_not_there_are_named(secured, tmp_path):
    with pytest.raises(SandboxError, match=r"certificates .* are not there") as fault:
        connect(environment_of(secured, tmp_path))

    assert "key.pem" in fault.value.hint


def test_an_engine_behind_tls_that_is_spoken_to_plainly_says_what_lacks(secured):
    with pytest.raises(SandboxError, match="No Docker engine answers at tcp") as fault:
        connect({"DOCKER_HOST": secured})

    assert "DOCKER_TLS_VERIFY=1" in fault.value.hint


def test_tls_is_not_asked_of_a_socket_of_this_machine(engine):
    with closing(connect({"DOCKER_HOST": DEFAULT_HOST, "DOCKER_TLS_VERIFY": "1"})) as api:
        assert api.ping()


def test_authorities_of_the_web_do_not_matter_to_an_engine(
    secured, certificates, strange, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(strange / "ca.pem"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    with closing(connect(environment_of(secured, certificates))) as api:
        assert api.ping()


def test_a_machine_that_lets_nobody_in_says_why(by_ssh):
    host = f"ssh://stranger@{by_ssh.partition('@')[2]}"

    with pytest.raises(SandboxError, match="Permission denied") as fault:
        connect({"DOCKER_HOST": host})

    assert f"docker -H {host} version" in fault.value.hint


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'sh: 1: docker: not found' >&2; exit 127", "docker: not found"),
        ("echo tcp://192.0.2.1:2375", "tcp://192.0.2.1:2375, which is no socket"),
        ('case "$*" in *-L*) echo refused >&2; exit 255;; esac; echo unix:///x', "refused"),
        ('case "$*" in *-L*) exec sleep 9;; esac; echo unix:///x', "silent"),
        (
            'case "$*" in *-L*) echo ready; echo ready >&2; exec sleep 9;; esac; echo unix:///x',
            "silent",
        ),
        ('case "$*" in *-L*) echo "$*" >&2; exec sleep 9;; esac; echo unix:///x', "silent"),
    ],
)
def test_a_machine_without_an_engine_in_reach_says_why(tmp_path, script, why):
    with ssh_is(tmp_path / "bin", script), pytest.raises(SandboxError, match=why):
        connect({"DOCKER_HOST": "ssh://far"}, wait_s=1)


def test_a_machine_that_is_silent_is_given_up_in_time():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"ssh://127.0.0.1:{silent.getsockname()[1]}"
        start = time.monotonic()
        with pytest.raises(SandboxError, match=host):
            connect({"DOCKER_HOST": host}, wait_s=1)

    assert time.monotonic() - start < AT_ONCE_S


def test_a_way_that_broke_is_made_anew_at_the_same_place(by_ssh):
    with closing(connect({"DOCKER_HOST": by_ssh})) as before:
        running = by_system._ways[by_ssh]._running
        running.kill()
        running.wait()
        with closing(connect({"DOCKER_HOST": by_ssh})) as after:
            assert (before.ping(), after.ping()) == (True, True)


# The library leaves a socket open where it cannot connect.
@pytest.mark.filterwarnings("ignore:unclosed <socket.socket:ResourceWarning")
def test_a_way_that_breaks_meanwhile_is_a_fault_and_what_was_made_is_removed_later(
    by_ssh, image, engine
):
    with DockerSandboxes({"DOCKER_HOST": by_ssh}) as far:
        opened = far.open(SPEC)
        breaking = threading.Timer(0.3, by_system._ways[by_ssh]._running.kill)
        breaking.start()
        with pytest.raises(SandboxError):
            opened.run("sleep 60", timeout_s=60)
        breaking.join()
        assert far.sweep(LABEL) == 0  # its owner lives; the way there is a new one
    assert engine.containers(all=True, filters={"id": opened.container_id}) == []
    gc.collect()


def test_the_way_there_ends_with_a_desk_that_was_killed(by_ssh, monkeypatch):
    code = f"""
        import os
        from sandbox import ssh
        ssh.socket_to({by_ssh!r}, 10)
        print(ssh._ways[{by_ssh!r}]._running.pid, flush=True)
        os.kill(os.getpid(), 9)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with tempfile.TemporaryDirectory(prefix="odcv-") as folder:  # what is killed does not clear up
        monkeypatch.setenv("TMPDIR", folder)
        told = subprocess.run(command, check=False, stdout=subprocess.PIPE, timeout=20).stdout

    assert until(lambda: not runs(int(told)))


def runs(pid):
    """Whether a process lives; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
