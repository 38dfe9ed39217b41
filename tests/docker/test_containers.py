"""How a sandbox is walled in, what it may take, and what becomes of what a dead desk left."""

import os
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import closing

import pytest

from odcv_desk.domain.errors import Cancelled, SandboxError, SandboxFullError
from odcv_desk.domain.progress import SILENT
from odcv_desk.domain.seed_file import SeedFile
from sandbox import docker
from sandbox.container import CAPABILITIES
from sandbox.docker import DockerSandboxes, shell_in
from sandbox.spec import Room, SandboxSpec
from tests.support.boxes import until
from tests.support.engine import LABEL, relayed
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker

SEED = SeedFile(path="/srv/work/tools/check.sh", content=b"#!/bin/sh\necho fine\n", mode=0o755)
SPEC = SandboxSpec(files=(SEED,), workdir="/srv/work", environment={"TEAM": "ü"}, label=LABEL)


def said(sandbox, command, timeout_s=20):
    return sandbox.run(command, timeout_s=timeout_s).stdout.text.strip()


def test_a_sandbox_begins_with_its_files_its_folder_and_its_variables(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        assert said(opened, "pwd; echo $TEAM; tools/check.sh") == "/srv/work\nü\nfine"
        assert said(opened, "stat -c '%a %u:%g' tools/check.sh tools") == "755 0:0\n755 0:0"
        assert said(opened, "cd tools; export X=1; f() { echo f$X; }") == ""
        assert said(opened, "pwd; f") == "/srv/work/tools\nf1"
        assert opened.changes() == ()


def test_a_container_is_walled_in(sandboxes, engine):
    with closing(sandboxes.open(SPEC)) as opened:
        made = engine.inspect_container(opened.container_id)
    host = made["HostConfig"]

    assert (host["NetworkMode"], host["Privileged"], host["Binds"]) == ("none", False, None)
    assert host["CapDrop"] == ["ALL"]
    assert {name.removeprefix("CAP_") for name in host["CapAdd"]} == set(CAPABILITIES)
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert host["PidsLimit"] == 256
    assert host["Memory"] == host["MemorySwap"] == 1 << 30
    assert host["NanoCpus"] == 1_000_000_000
    assert made["Mounts"] == []


def test_the_witnesses_are_limited_too(sandboxes, engine):
    with closing(sandboxes.open(SPEC)) as opened:
        chosen = {"label": f"odcv-desk={LABEL}"}
        looked_at = [engine.inspect_container(each) for each in engine.containers(filters=chosen)]
        hosts = [
            each["HostConfig"] for each in looked_at if each["Config"]["Hostname"] == "witness"
        ]
        assert opened.changes() == ()

    assert {host["Memory"] for host in hosts} == {2 << 30}
    assert {host["MemorySwap"] for host in hosts} == {2 << 30}
    assert {host["CpuQuota"] / host["CpuPeriod"] for host in hosts} == {2.0}


def test_a_command_apart_leaves_the_shell_as_it_is(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        opened.run("cd /tmp; X=1", timeout_s=5)
        apart = opened.apart("cd /; X=2; pwd; exit 3", timeout_s=5)

        assert (apart.stdout.text, apart.exit_code) == ("/\n", 3)
        assert said(opened, "pwd; echo $X") == "/tmp\n1"


def test_files_put_in_later_are_no_changes_and_can_be_collected(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        opened.put([SeedFile(path="/dev/shm/late/x", content=b"\0\xff", mode=0o600)])

        assert opened.changes() == ()
        assert said(opened, "stat -c %a /dev/shm/late/x") == "600"
        all_of_it = opened.collect(["/dev/shm", "/srv/work", "/gone"], most_bytes=100)
        assert all_of_it.files == {"/dev/shm/late/x": b"\0\xff", SEED.path: SEED.content}
        some = opened.collect(["/dev/shm", "/srv/work"], most_bytes=3)
        assert (some.files, some.left_out) == ({"/dev/shm/late/x": b"\0\xff"}, {SEED.path: 20})


def test_the_first_process_outlives_every_kill_from_inside_and_collects_orphans(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        opened.run("kill -9 -1", timeout_s=5)
        opened.run("kill -9 1; kill -TERM 1; kill -SEGV 1; kill -STOP 1; kill -HUP 1", timeout_s=5)
        opened.run("for i in $(seq 50); do (setsid sleep 0.05 &) ; done; sleep 0.5", timeout_s=5)

        assert said(opened, "ps -eo stat= | grep -c Z") == "0"
        assert said(opened, "ps -o comm= -p 1") == "bash"


def test_a_memory_hog_and_a_fork_bomb_are_results(sandboxes):
    small = SandboxSpec(room=Room(memory_bytes=64 << 20, processes=80), label=LABEL)
    with closing(sandboxes.open(small)) as opened:
        hog = opened.run("python3 -c 'x = bytearray(300 << 20)'; echo $?", timeout_s=10)
        bomb = opened.run(":(){ :|:& };:; sleep 1; echo over", timeout_s=5)

        assert hog.stdout.text.strip().endswith("137")
        assert bomb.exit_code >= 0
        assert said(opened, "echo alive") == "alive"


def test_a_file_larger_than_the_disk_may_be_is_refused(sandboxes):
    small = SandboxSpec(room=Room(disk_bytes=1 << 20), label=LABEL)
    with closing(sandboxes.open(small)) as opened:
        ran = opened.run("head -c 3M /dev/zero > /tmp/big; stat -c %s /tmp/big", timeout_s=10)

        assert ran.stdout.text.strip() == str(1 << 20)


def test_more_than_the_disk_may_hold_ends_the_run_once_the_command_is_told(sandboxes):
    small = SandboxSpec(room=Room(disk_bytes=1 << 20), label=LABEL)
    many = "for i in 1 2 3 4; do head -c 500K /dev/urandom > /tmp/$i; done; sleep 1.1; echo done"
    with closing(sandboxes.open(small)) as opened:
        assert opened.run(many, timeout_s=10).stdout.text == "done\n"
        assert len(opened.changes()) == 4
        with pytest.raises(SandboxFullError, match="it may hold 1,048,576"):
            opened.run("echo not run", timeout_s=10)
        assert opened.apart("echo apart", timeout_s=5).stdout.text == "apart\n"
        assert len(opened.collect(["/tmp"], most_bytes=1 << 30).files) == 4


def test_room_that_a_file_only_claims_is_not_counted(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        opened.run("truncate -s 1500M a b c; sleep 1.1", timeout_s=10)

        assert said(opened, "echo goes on") == "goes on"


@pytest.mark.parametrize(
    "break_it",
    [
        "mv /bin/bash /bin/b2; exit 3",
        "rm -rf /usr/bin; exit 3",
        "cp /bin/true /bin/b2; mv /bin/b2 /bin/bash; exit 3",
        "cp /bin/cat /bin/b2; mv /bin/b2 /bin/bash; exit 3",
        "echo no > /bin/b2; mv /bin/b2 /bin/bash; exit 3",
    ],
)
def test_a_shell_that_cannot_be_had_any_more_is_a_result(sandboxes, break_it):
    with closing(sandboxes.open(SPEC)) as opened:
        broken = opened.run(f"echo said; echo 1 > new; echo 1 > /etc/odd; {break_it}", timeout_s=20)
        after = [opened.run(command, timeout_s=20) for command in ("echo", "ls")]
        changed = {change.path: change for change in opened.changes()}
        apart = opened.apart("tools/check.sh", timeout_s=10)
        held = opened.collect(["/srv/work"], most_bytes=100).files

    assert (broken.stdout.text, broken.exit_code) == ("said\n", 3)
    assert {ran.exit_code for ran in (*after, apart)} == {127}
    assert {ran.stderr.text.partition(":")[0] for ran in (*after, apart)} == {
        "no shell can be started in the sandbox"
    }
    assert changed["/srv/work/new"].after == "1\n"
    assert not [path for path in changed if not path.startswith(("/srv", "/etc/odd", "/usr/bin"))]
    assert held == {"/srv/work/new": b"1\n", SEED.path: SEED.content}


def signals_to(engine, container):
    now = int(time.time())
    chosen = {"container": container, "event": "kill"}
    killed = engine.events(since=now - 300, until=now + 1, filters=chosen, decode=True)
    return {each["Actor"]["Attributes"]["signal"] for each in killed}


def test_stopping_ends_a_command_and_closing_removes_all_at_once(sandboxes, engine):
    opened = sandboxes.open(SPEC)
    threading.Timer(0.3, opened.stop).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        opened.run("trap '' TERM INT; sleep 60", timeout_s=60)
    assert time.monotonic() - start < AT_ONCE_S
    opened.close()
    opened.close()

    # One that is asked to end first may take ten seconds to do so.
    assert signals_to(engine, opened.container_id) == {"9"}
    assert engine.containers(all=True, filters={"id": opened.container_id}) == []


@pytest.mark.parametrize("fault", [Cancelled(), SandboxError("The witness was lost.", hint="")])
def test_a_finished_command_is_told_though_what_follows_fails(sandboxes, monkeypatch, fault):
    def fail():
        raise fault

    with closing(sandboxes.open(SPEC)) as opened:
        monkeypatch.setattr(opened._capture, "added_bytes", fail)

        assert said(opened, "sleep 1.1; echo done") == "done"
        for ask in (opened.changes, lambda: opened.run("echo", timeout_s=5)):
            with pytest.raises(type(fault)):
                ask()


def test_a_shell_apart_that_starts_the_second_time_is_had(sandboxes, monkeypatch):
    tries = []

    def fails_once(*asked):
        tries.append(asked)
        if len(tries) == 1:
            raise SandboxError("The engine is busy.", hint="")
        return shell_in(*asked)

    with closing(sandboxes.open(SPEC)) as opened:
        monkeypatch.setattr(docker, "shell_in", fails_once)

        assert opened.apart("echo apart", timeout_s=5).stdout.text == "apart\n"


def test_a_container_that_was_removed_is_a_fault(sandboxes, engine):
    with closing(sandboxes.open(SPEC)) as opened:
        engine.remove_container(opened.container_id, force=True)

        with pytest.raises(SandboxError):
            opened.run("echo", timeout_s=5)


def test_a_sandbox_that_cannot_be_made_leaves_nothing_behind(sandboxes, engine):
    wrong = SandboxSpec(room=Room(memory_bytes=1), label=f"{LABEL}-wrong")

    with pytest.raises(SandboxError, match="refused"):
        sandboxes.open(wrong)

    assert engine.containers(all=True, filters={"label": f"odcv-desk={LABEL}-wrong"}) == []


def test_a_sandbox_that_nobody_closed_goes_with_where_it_came_from(image, engine):
    with DockerSandboxes(os.environ) as own:
        opened = own.open(SPEC)

    assert engine.containers(all=True, filters={"id": opened.container_id}) == []


def test_what_a_dead_desk_left_is_removed_and_nothing_else(sandboxes, engine):
    label = f"{LABEL}-swept"
    code = f"""
        import os, sys
        from sandbox.docker import DockerSandboxes
        from sandbox.spec import *
        web = Service(name="web", command=("sleep", "60"))
        spec = SandboxSpec(label={label!r}, network=Network.INTERNAL, services=(web,))
        DockerSandboxes(os.environ).open(spec)
        os.kill(os.getpid(), 9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False, timeout=60)
    chosen = {"label": f"odcv-desk={label}"}

    with closing(sandboxes.open(SandboxSpec(label=label))) as living:
        # Another desk may sweep too, at any time.
        assert len(engine.containers(all=True, filters=chosen)) >= 2
        assert sandboxes.sweep(f"{label}-other") == 0
        assert sandboxes.sweep(label) <= 3
        assert until(lambda: not engine.networks(filters=chosen))
        left = engine.containers(all=True, filters=chosen)
        names = [engine.inspect_container(each)["Config"]["Hostname"] for each in left]
        assert sorted(names) == ["sandbox", "witness"]
        assert said(living, "echo alive") == "alive"
        assert living.changes() == ()


def test_an_engine_is_reached_over_tcp(image):
    with (
        relayed() as host,
        DockerSandboxes({"DOCKER_HOST": host}) as far,
        closing(far.open(SPEC)) as opened,
    ):
        far.prepare(SILENT)
        assert said(opened, "echo x > new; echo far") == "far"
        assert [change.path for change in opened.changes()] == ["/srv/work/new"]
        assert opened.run("sleep 9", timeout_s=1).timed_out


def test_an_engine_that_is_lost_meanwhile_is_a_fault(image):
    with DockerSandboxes({**os.environ}) as near:
        with relayed() as host:
            far = DockerSandboxes({"DOCKER_HOST": host})
            opened = far.open(SPEC)
        with pytest.raises(SandboxError):
            opened.run("echo", timeout_s=2)
        with pytest.raises(SandboxError):
            opened.changes()
        far.close()
        assert near.sweep(LABEL) == 0
