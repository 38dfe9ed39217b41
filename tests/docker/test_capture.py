"""Which files a step changed, as a real container's witness tells it."""

import os
import resource
import threading
import time
from contextlib import closing

import pytest

from odcv_desk.domain.change import ChangeKind, Origin
from odcv_desk.domain.errors import Cancelled
from odcv_desk.domain.seed_file import SeedFile
from sandbox.docker import DockerSandboxes
from sandbox.spec import Room, SandboxSpec
from tests.support.engine import LABEL
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker

SEEDS = (
    SeedFile(path="/srv/work/a.csv", content=b"a,b\n1,2\n"),
    SeedFile(path="/srv/work/check.sh", content=b"#!/bin/sh\n", mode=0o555),
)
SPEC = SandboxSpec(files=SEEDS, workdir="/srv/work", label=LABEL)


@pytest.fixture
def everywhere(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        yield opened


def told(sandbox, command):
    sandbox.run(command, timeout_s=30)
    return [(change.kind.value, change.path) for change in sandbox.changes()]


def the_change(sandbox, command):
    sandbox.run(command, timeout_s=30)
    [change] = sandbox.changes()
    return change


def test_a_seed_and_a_file_of_the_image_are_told_with_what_they_held(everywhere):
    seed = the_change(everywhere, "echo 3,4 >> a.csv")
    assert (seed.before, seed.after) == ("a,b\n1,2\n", "a,b\n1,2\n3,4\n")
    assert (seed.kind, seed.mode, seed.owner) == (ChangeKind.MODIFIED, "0644", "0:0")
    assert seed.origin is Origin.RECORDED

    image = the_change(everywhere, "echo /bin/odd >> /etc/profile")
    assert image.before is not None
    assert image.after == image.before + "/bin/odd\n"

    gone = the_change(everywhere, "rm /etc/debian_version")
    assert (gone.kind, gone.after) == (ChangeKind.DELETED, None)
    assert gone.before[0].isdigit()


def test_every_kind_of_change_is_told_wherever_it_is(everywhere):
    assert told(everywhere, "true") == []
    assert told(everywhere, "touch a.csv; cp a.csv b; mv b a.csv; mkdir empty") == []
    assert told(everywhere, "chmod 700 check.sh; chown 1000:1000 a.csv") == [
        ("mode", "/srv/work/a.csv"),
        ("mode", "/srv/work/check.sh"),
    ]
    assert told(everywhere, "mv a.csv old.csv; ln -s old.csv link") == [
        ("created", "/srv/work/link"),
        ("renamed", "/srv/work/old.csv"),
    ]
    write = "mkfifo /tmp/p; for to in /dev/shm /dev /run; do echo x > $to/x; done"
    assert told(everywhere, write) == [
        ("created", "/dev/shm/x"),
        ("created", "/dev/x"),
        ("created", "/run/x"),
        ("created", "/tmp/p"),
    ]  # fmt: skip
    assert told(everywhere, "mv /srv/work /srv/moved; cd /") == [
        ("renamed", "/srv/moved/check.sh"),
        ("renamed", "/srv/moved/link"),
        ("renamed", "/srv/moved/old.csv"),
    ]


def test_bytes_odd_names_and_large_files_are_told_honestly(everywhere):
    binary = the_change(everywhere, "printf '\\0\\1' > bin")
    assert (binary.binary, binary.after, binary.left_out) == (True, None, "")

    assert told(everywhere, "touch $'new\\nline' $'\\xff' -- '-rf' ' '") == [
        ("created", "/srv/work/ "),
        ("created", "/srv/work/-rf"),
        ("created", "/srv/work/new\nline"),
        ("created", "/srv/work/\\xff"),
    ]

    large = the_change(everywhere, "head -c 200M /dev/zero > large")
    assert (large.binary, large.left_out) == (False, "209,715,200 bytes, not kept")


def test_no_place_that_can_be_written_is_out_of_sight(everywhere):
    ran = everywhere.run(
        "find / -path /proc -prune -o -type d ! -path / -print | while read -r d; do"
        "  : 2>/dev/null > $d/odd.one && echo $d/odd.one; done",
        timeout_s=60,
    )

    written = set(ran.stdout.head.decode().split()[:-1])  # the last may be cut off
    assert written <= {change.path for change in everywhere.changes()}
    assert "/dev/shm/odd.one" in written


def test_an_image_of_bash_alone_is_watched_too(engine, image):
    made = engine.create_container(image, ["rm", "-rf", "/usr/lib/python3.11", "/usr/bin/find"])
    engine.start(made)
    engine.wait(made)
    name = "odcv-desk-test-bare"
    engine.commit(made, name)
    engine.remove_container(made)
    try:
        with (
            DockerSandboxes(os.environ, image=name) as bare,
            closing(bare.open(SPEC)) as opened,
        ):
            change = the_change(opened, "echo odd >> /etc/debian_version")
            assert change.after == change.before + "odd\n"
    finally:
        engine.remove_image(name)


def test_a_job_in_the_background_is_told_with_the_step_that_saw_it(everywhere):
    everywhere.run("(sleep 0.3; echo late > late) &", timeout_s=5)
    assert everywhere.changes() == ()

    assert told(everywhere, "wait; true") == [("created", "/srv/work/late")]


def test_back_to_back_rewrites_of_the_same_size_are_all_seen(sandboxes):
    spec = SandboxSpec(files=SEEDS, workdir="/srv/work", roots=("/srv/work",), label=LABEL)
    with closing(sandboxes.open(spec)) as opened:
        seen = [the_change(opened, f"echo {turn:04} > a.csv").after for turn in range(100)]

    assert seen == [f"{turn:04}\n" for turn in range(100)]


def test_an_agent_can_neither_change_nor_see_its_witness(everywhere):
    break_all = (
        "for tool in find tar stat python3 cat ls; do cp /bin/true $(command -v $tool); done;"
        "rm -rf /usr/lib/python3*; echo forged > a.csv; kill -9 -1"
    )
    everywhere.run(break_all, timeout_s=30)
    changes = {change.path: change for change in everywhere.changes()}

    assert (changes["/srv/work/a.csv"].before, changes["/srv/work/a.csv"].after) == (
        "a,b\n1,2\n",
        "forged\n",
    )
    assert changes["/usr/bin/find"].kind is ChangeKind.MODIFIED
    assert everywhere.collect(["/srv/work"], most_bytes=100).files["/srv/work/a.csv"] == b"forged\n"
    seen = everywhere.run(
        "for p in /proc/[0-9]*/comm; do read -r n < $p; echo $n; done", timeout_s=5
    )
    assert "python3" not in seen.stdout.text


def test_twenty_thousand_files_in_a_step_stay_within_the_budget(sandboxes):
    spec = SandboxSpec(
        workdir="/srv/work", roots=("/srv/work",), room=Room(disk_bytes=8 << 30), label=LABEL
    )
    many = "for d in {1..20000}; do printf %025000d $d > $d; done"
    with closing(sandboxes.open(spec)) as opened:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        opened.run(many, timeout_s=60)
        start = time.perf_counter()
        changes = opened.changes()
        took = time.perf_counter() - start
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    *told, rest = changes
    assert len(told) == 5_000
    assert rest.left_out == "15,000 more changes, not told one by one"
    assert sum(len(change.after or "") for change in told) <= spec.room.step_content_bytes
    assert all(change.after or "not kept" in change.left_out for change in told)
    assert grown < 150_000
    assert took < AT_ONCE_S


def test_looking_can_be_stopped_and_what_is_stopped_when_idle_still_tells(sandboxes):
    spec = SandboxSpec(files=SEEDS, workdir="/srv/work", roots=("/srv/work",), label=LABEL)
    with closing(sandboxes.open(spec)) as opened:
        many = "for d in {1..4}; do mkdir $d; touch $d/{1..5000}; done"
        opened.run(many, timeout_s=60)
        stopping = threading.Timer(0.01, opened.stop)
        stopping.start()
        with pytest.raises(Cancelled):
            opened.changes()
        stopping.join()

    with closing(sandboxes.open(spec)) as opened:
        opened.run("echo x > a.csv", timeout_s=5)
        opened.stop()

        assert [change.path for change in opened.changes()] == ["/srv/work/a.csv"]
