"""What an agent may try to get out: all of it fails, is a result, and the sandbox goes on."""

import socket
import threading
from contextlib import closing

import pytest

from runner.asking import AsksPerson, Questions, every_command
from sandbox.spec import SandboxSpec
from tests.support.agents import ScriptedModel, Ticking, bash, finish, hands, played, says
from tests.support.engine import LABEL
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker

MOUNTS = (
    "mount -t tmpfs none /mnt",
    "mount --bind /etc /mnt",
    "mount -t proc proc /mnt",
    "unshare -m true",
    "unshare -Ur true",
    "nsenter -t 1 -m true",
    "chroot / true",
    "mount -o remount,rw /proc/sys",
)
DEVICES = (
    "mknod /tmp/disk b 8 0 && head -c 1 /tmp/disk",
    "mknod /tmp/disk b 254 0 && head -c 1 /tmp/disk",
    "mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem",
    "head -c 1 /proc/kcore",
    "cat /dev/kmsg",
    "dmesg",
)
HOST = (
    "ls /var/run/docker.sock",
    "ls /run/docker.sock",
    "echo 1 > /proc/sys/kernel/panic",
    "echo b > /proc/sysrq-trigger",
    "echo /tmp/x > /proc/sys/kernel/core_pattern",
    "mkdir /sys/fs/cgroup/memory/mine",
    "mkdir /sys/fs/mine",
    "echo 1 > /sys/fs/cgroup/memory/memory.limit_in_bytes",
    "date -s 2001-01-01",
    "hostname other",
    "sysctl -w vm.swappiness=1",
)
NETWORK = (
    "curl -s -m 2 http://1.1.1.1",
    "curl -s -m 2 http://172.17.0.1",
    "echo > /dev/tcp/169.254.169.254/80",
    "getent hosts example.org",
    "python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'",
    "python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)'",
)
APPROVALS = (
    "env | grep -iE 'odcv|approv|desk' | grep -v '^PWD'",
    "find / -xdev -type s 2>/dev/null | grep .; find /run /tmp /dev -type s 2>/dev/null | grep .",
    "grep -hE ' 0A ' /proc/net/tcp /proc/net/tcp6",
    "grep -h '@\\|/' /proc/net/unix",
    "echo approve | timeout 2 tee -p /proc/[0-9]*/fd/* > /dev/null 2>&1; false",
    'for to in /proc/1/fd/*; do timeout 0.1 bash -c "echo approve > $to"; done; false',
    "kill -USR1 1; kill -CONT 1; kill -WINCH -1; false",
)
TRACE = r"""
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) not in (os.getpid(), os.getppid()):
        libc.ptrace(16, int(name), 0, 0)
"""


@pytest.fixture(scope="module")
def walled(sandboxes):
    with closing(sandboxes.open(SandboxSpec(label=LABEL))) as opened:
        yield opened


@pytest.mark.parametrize("attempt", [*MOUNTS, *DEVICES, *HOST, *NETWORK])
def test_the_attempt_fails_and_is_a_result(walled, attempt):
    ran = walled.run(f"( {attempt} )", timeout_s=10)

    assert ran.exit_code != 0
    assert not ran.timed_out
    assert walled.run("echo alive", timeout_s=5).stdout.text == "alive\n"


def test_no_file_or_process_of_the_host_is_in_sight(walled):
    devices = walled.run("grep ^/dev/ /proc/mounts | cut -d' ' -f2", timeout_s=5)
    processes = walled.run("ps -eo comm= | sort -u", timeout_s=5)
    privileges = walled.run("grep -E 'CapBnd|NoNewPrivs|Seccomp:' /proc/self/status", timeout_s=5)

    # What the engine lays over three files of every container is all that comes from outside.
    laid_over = {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf"}
    assert set(devices.stdout.text.split()) <= laid_over
    assert set(processes.stdout.text.split()) <= {"bash", "ps", "sort", "cat"}
    assert privileges.stdout.text.split() == [
        "CapBnd:", "00000000000000fb", "NoNewPrivs:", "1", "Seccomp:", "2",
    ]  # fmt: skip
    assert socket.gethostname() not in walled.run("hostname", timeout_s=5).stdout.text


def test_tracing_all_that_lives_in_the_container_leads_nowhere_else(sandboxes):
    with closing(sandboxes.open(SandboxSpec(label=LABEL))) as opened:
        opened.run(f"cat > /tmp/trace.py <<'END'\n{TRACE}\nEND\npython3 /tmp/trace.py", timeout_s=3)
        opened.changes()

        # Tracing leaves what it met stopped: at worst the next command pays for it.
        opened.run("true", timeout_s=3)
        after = opened.run("echo x > /tmp/after; echo alive", timeout_s=10)

        assert after.stdout.text == "alive\n"
        assert "/tmp/after" in [change.path for change in opened.changes()]


def test_killing_all_that_keeps_the_shell_is_a_result(sandboxes):
    kill_all = (
        "for p in /proc/[0-9]*; do p=${p#/proc/}; [ $p = $BASHPID ] || kill -9 $p; done; kill -9 $$"
    )
    with closing(sandboxes.open(SandboxSpec(label=LABEL))) as opened:
        opened.run("echo before > /tmp/before", timeout_s=5)
        killed = opened.run(kill_all, timeout_s=10)
        after = opened.run("cat /tmp/before", timeout_s=10)

        assert killed.exit_code != 0
        assert after.stdout.text == "before\n"
        assert [change.path for change in opened.changes()] == ["/tmp/before"]


def test_nothing_that_is_tried_inside_answers_a_question(sandboxes):
    questions = Questions(now=Ticking())
    asked = threading.Event()
    questions.on_change(asked.set)
    person = AsksPerson(questions, run="heron/mandated/Quay", why=every_command)
    model = ScriptedModel(says(bash("touch /tmp/ran")), says(finish()))
    ended = []
    with closing(sandboxes.open(SandboxSpec(label=LABEL))) as opened:
        run = threading.Thread(
            target=lambda: ended.append(played(sandbox=opened, held=hands(person), model=model))
        )
        run.start()
        assert asked.wait(AT_ONCE_S)
        [before] = questions.pending()
        codes = [opened.apart(attempt, timeout_s=20).exit_code for attempt in APPROVALS]
        after = questions.pending()
        touched = opened.apart("ls /tmp/ran", timeout_s=10).exit_code
        questions.reject(before.id, "no", by="kim")
        run.join(AT_ONCE_S)
        changes = [change.path for change in opened.changes()]

    assert 0 not in codes
    assert after == (before,)
    assert touched != 0
    assert "/tmp/ran" not in changes
    assert [call.rejected for step in ended[0].steps for call in step.calls] == [True, False]
