"""A world of busybox and bash alone: slower to open, and otherwise like any other."""

import io
import os
import shutil
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from odcv_desk.domain.change import ChangeKind
from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.seed_file import SeedFile
from sandbox.docker import DockerSandboxes
from sandbox.spec import SandboxSpec
from tests.support.boxes import until
from tests.support.engine import LABEL

pytestmark = pytest.mark.docker

BUSYBOX = shutil.which("busybox")
BASH = shutil.which("bash-static")
SEED = SeedFile(path="/srv/work/a.csv", content=b"a,b\n1,2\n")
SPEC = SandboxSpec(files=(SEED,), workdir="/srv/work", label=LABEL)


def a_system(programs):
    """Return a file system of programs and of links by which busybox is called."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in ("etc", "root", "srv", "tmp"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            archive.addfile(folder)
        for name, path in programs.items():
            archive.add(Path(path).resolve(), f"bin/{name}")
        told = subprocess.run([BUSYBOX, "--list"], check=True, capture_output=True, text=True)
        for name in set(told.stdout.split()) - set(programs):
            link = tarfile.TarInfo(f"bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
        users = tarfile.TarInfo("etc/passwd")
        content = b"root:x:0:0:root:/root:/bin/sh\n"
        users.size = len(content)
        archive.addfile(users, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture(scope="module")
def systems(engine):
    """What makes an image of programs; all are removed at the end."""
    if not (BUSYBOX and BASH):
        pytest.skip("no busybox or no static bash; `bash .ci/far` installs them")
    made = []

    def make(name, programs):
        made.append(f"odcv-desk-test-{name}:{os.getpid()}")
        engine.import_image_from_data(
            a_system(programs), *made[-1].split(":"), changes=["ENV PATH=/bin"]
        )
        return made[-1]

    yield make
    for image in made:
        engine.remove_image(image, force=True)


@pytest.fixture(scope="module")
def small(systems, image):
    name = systems("busybox", {"busybox": BUSYBOX, "bash": BASH})
    with DockerSandboxes(os.environ, image=name) as made:
        yield made


@pytest.fixture(scope="module")
def world(small):
    with closing(small.open(SPEC)) as opened:
        yield opened


@pytest.fixture
def sandbox(world):
    """The same sandbox for each, with what others changed behind it."""
    world.run("cd /srv/work", timeout_s=9)
    world.changes()
    return world


def told(sandbox, command):
    sandbox.run(command, timeout_s=9)
    return [(change.kind.value, change.path) for change in sandbox.changes()]


def test_the_shell_is_bash_and_all_else_is_busybox(sandbox):
    ran = sandbox.run("echo out; echo err >&2; X=1; cd /tmp; readlink /bin/ls; exit 3", timeout_s=9)
    assert (ran.stdout.text, ran.stderr.text) == ("out\nbusybox\n", "err\n")
    assert (ran.exit_code, ran.restarted) == (3, True)

    after = sandbox.run("pwd; echo $X; seq 3 | awk '{ s += $1 } END { print s }'", timeout_s=9)
    assert (after.stdout.text, after.exit_code) == ("/tmp\n1\n6\n", 0)


def test_output_that_is_too_much_is_counted(sandbox):
    ran = sandbox.run("head -c 1000000 /dev/zero", timeout_s=9)

    assert len(ran.stdout.head + ran.stdout.tail) + ran.stdout.left_out == 1_000_000


def test_time_out_ends_what_was_started_and_the_output_stays(sandbox):
    ran = sandbox.run("echo said; (setsid sleep 71 &); sleep 72; echo never", timeout_s=0.5)
    assert (ran.timed_out, ran.exit_code, ran.stdout.text) == (True, 124, "said\n")

    after = sandbox.run("pwd; ps | grep -c '[s]leep 7'", timeout_s=9)
    assert after.stdout.text == "/srv/work\n0\n"


def test_what_a_job_says_late_is_the_jobs_own(sandbox):
    first = sandbox.run("(until [ -e /tmp/go ]; do sleep 0.05; done; echo late) &", timeout_s=9)
    second = sandbox.run("touch /tmp/go; echo second", timeout_s=9)
    assert second.stdout.text == "second\n"

    heard = []

    def come():
        heard.extend(sandbox.run(":", timeout_s=9).late)
        return heard

    heard.extend(second.late)
    assert heard or until(come)
    assert [(late.command, late.stdout.text) for late in heard] == [(first.number, "late\n")]


def test_changes_are_told_with_what_was_there_before(sandbox):
    sandbox.run("echo a,b > a.csv; rm -f new link; echo x > old; chmod 644 old", timeout_s=9)
    sandbox.changes()
    sandbox.run("echo 3,4 >> a.csv; echo new > new; echo more >> /etc/passwd", timeout_s=9)
    users, changed, made = sandbox.changes()
    assert (users.path, users.kind) == ("/etc/passwd", ChangeKind.MODIFIED)
    assert users.after == users.before + "more\n"
    assert (changed.before, changed.after) == ("a,b\n", "a,b\n3,4\n")
    assert (made.kind, made.after, made.mode) == (ChangeKind.CREATED, "new\n", "0644")

    assert told(sandbox, "chmod 700 new; ln -s new link; rm old") == [
        ("created", "/srv/work/link"),
        ("mode", "/srv/work/new"),
        ("deleted", "/srv/work/old"),
    ]
    assert told(sandbox, "mv new newer; echo x > /dev/shm/x") == [
        ("created", "/dev/shm/x"),
        ("renamed", "/srv/work/newer"),
    ]


def test_a_program_of_the_image_that_is_replaced_is_told_with_what_it_was(sandbox):
    sandbox.run("rm /bin/true; printf '#!/bin/sh\\n' > /bin/true", timeout_s=9)

    [change] = sandbox.changes()
    assert (change.path, change.kind) == ("/bin/true", ChangeKind.MODIFIED)
    assert (change.before, change.after) == ("busybox", "#!/bin/sh\n")


def test_an_image_without_bash_is_told_what_it_lacks(systems, image, engine):
    name = systems("without-bash", {"busybox": BUSYBOX})
    spec = SandboxSpec(label=f"{LABEL}-without-bash")

    with (
        DockerSandboxes(os.environ, image=name) as bare,
        pytest.raises(SandboxError, match="no program 'bash'") as fault,
    ):
        bare.open(spec)

    assert "needs bash" in fault.value.hint
    assert engine.containers(all=True, filters={"label": f"odcv-desk={LABEL}-without-bash"}) == []
