"""What takes too long, too much or all: it ends as a result, in a fresh container each time."""

import threading
import time

import pytest

from odcv_desk.domain.errors import Cancelled, SandboxError
from sandbox.shell import KILLED, TIMED_OUT
from tests.support.boxes import a_box, a_shell, file_of, processes_of, until
from tests.support.promptly import AT_ONCE_S

pytestmark = pytest.mark.docker


@pytest.fixture
def box(engine, image):
    with a_box(engine, image) as made:
        yield made


@pytest.fixture
def shell(engine, box):
    with a_shell(engine, box) as opened:
        yield opened


def runs(engine, box, program):
    return any(program in line.split() for line in processes_of(engine, box))


@pytest.mark.parametrize(
    "command",
    [
        "echo said; sleep 71",
        "echo said; setsid -f sleep 71 >/dev/null 2>&1; sleep 71",
        "echo said; (trap '' TERM INT HUP; sleep 71; sleep 71)",
        "echo said; (setsid bash -c 'sleep 71 & disown; sleep 71' &) ; sleep 71; touch /tmp/rest",
        "echo said; trap '' TERM INT; while :; do :; done; touch /tmp/rest",
    ],
)
def test_time_out_ends_all_that_was_started_and_keeps_the_output(engine, box, shell, command):
    shell.run("cd /usr; sleep 1234 & export KEPT=1")
    ran = shell.run(command, timeout_s=0.5)
    assert (ran.exit_code, ran.timed_out, ran.stdout.text) == (TIMED_OUT, True, "said\n")
    assert ran.seconds < AT_ONCE_S
    assert not runs(engine, box, "71")
    assert runs(engine, box, "1234")
    after = shell.run("pwd; echo $KEPT; ls /tmp/rest")
    assert (after.stdout.text, after.exit_code) == ("/usr\n1\n", 2)


def test_jobs_of_earlier_commands_may_start_processes_meanwhile_that_live_on(engine, box, shell):
    shell.run("(until [ -e /tmp/go ]; do sleep 0.02; done; sleep 1234; echo) & :")
    ran = shell.run("touch /tmp/go; sleep 71", timeout_s=0.8)
    assert ran.timed_out
    assert until(lambda: runs(engine, box, "1234"))
    assert not runs(engine, box, "71")


def test_output_without_end_is_counted_until_time_is_up(shell):
    ran = shell.run("yes", timeout_s=0.5)
    assert (ran.timed_out, ran.stdout.head[:4]) == (True, b"y\ny\n")
    assert ran.stdout.left_out > 1_000_000
    assert shell.run("echo next").stdout.text == "next\n"


def test_a_fork_bomb_ends_with_its_time(engine, box, shell):
    ran = shell.run("b() { b | b & b; }; b", timeout_s=1.0)
    assert (ran.exit_code, ran.timed_out) == (TIMED_OUT, True)
    assert shell.run("echo next").stdout.text == "next\n"
    assert len(processes_of(engine, box)) < 12


def test_a_fork_bomb_in_the_background_cannot_make_the_desk_wait(shell):
    shell.run("(b() { b | b & b; }; b) > /dev/null 2>&1 & :", timeout_s=1.0)
    for _ in range(2):
        assert shell.run("sleep 60", timeout_s=0.5).seconds < AT_ONCE_S
    assert shell.run("echo next").stdout.text == "next\n"


def test_a_memory_hog_is_killed_and_the_shell_goes_on(shell):
    hog = "python3 -c 'x = bytearray(1 << 30); print(len(x))'"
    ran = shell.run(hog)
    assert (ran.exit_code, ran.stdout.text, ran.restarted) == (KILLED, "", False)
    assert shell.run("echo next").stdout.text == "next\n"


def test_a_shell_that_eats_all_memory_itself_is_replaced(shell):
    ran = shell.run("x=$(head -c 900000000 /dev/zero | tr '\\0' x); echo ${#x}", timeout_s=20)
    assert ran.exit_code in (KILLED, TIMED_OUT, 2, 1)
    assert shell.run("echo next").stdout.text == "next\n"


def test_a_shell_told_to_run_nothing_more_is_replaced_when_time_is_up(shell):
    assert shell.run("set -n", timeout_s=0.5).timed_out
    assert shell.run("echo next").stdout.text == "next\n"


@pytest.mark.parametrize(
    "command",
    [
        "kill -9 -1; sleep 5",
        "for p in /proc/[0-9]*; do [[ $p == /proc/$$ ]] || kill -9 ${p#/proc/}; done; sleep 5",
    ],
)
def test_killing_everything_is_a_result_and_the_files_stay(shell, engine, box, command):
    ran = shell.run(f"echo kept > /root/file; echo said; {command}")
    assert (ran.stdout.text, ran.restarted) == ("said\n", True)
    assert shell.run("cat /root/file").stdout.text == "kept\n"
    assert file_of(engine, box, "/root/file") == b"kept\n"


@pytest.mark.parametrize("program", ["parent_of", "answer=free", "read -r token"])
def test_who_stands_beside_the_shell_can_be_killed_and_is_replaced(shell, program):
    find = f"grep -lsa -- '{program}' /proc/[0-9]*/cmdline | cut -d/ -f3 | grep -vx $$"
    shell.run(f"kill -9 $({find})")
    shell.run("kill -9 $PPID")
    assert shell.run("echo next").stdout.text == "next\n"
    assert shell.run("sleep 71", timeout_s=0.5).timed_out
    assert shell.run("echo last; exit 3").restarted
    assert shell.run("echo next").stdout.text == "next\n"


def test_a_keeper_that_was_stopped_makes_no_command_wait_long(shell):
    find = "grep -lsa -- 'answer=free' /proc/[0-9]*/cmdline | cut -d/ -f3 | grep -vx $$"
    stopped = f"kill -STOP $({find})"
    limit_s = AT_ONCE_S / 3
    for command in (f"{stopped}; sleep 60", f"{stopped}; :"):
        ran = shell.run(command, timeout_s=limit_s)
        assert ran.seconds < AT_ONCE_S
        assert ran.timed_out == command.endswith("60")
    assert shell.run("echo next").stdout.text == "next\n"


def test_a_container_that_was_ended_from_outside_is_a_fault(engine, box, shell):
    engine.kill(box)
    with pytest.raises(SandboxError, match="from outside"):
        shell.run("echo")


def test_a_container_that_is_removed_under_a_command_is_a_fault(engine, box, shell):
    threading.Timer(0.3, lambda: engine.remove_container(box, force=True)).start()
    with pytest.raises(SandboxError, match=box[:12]):
        shell.run("sleep 20")


def test_stop_ends_the_wait_at_once_and_for_good(engine, box, shell):
    threading.Timer(0.3, shell.stop).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        shell.run("setsid sleep 71 & sleep 71")
    assert time.monotonic() - begun < AT_ONCE_S
    assert until(lambda: not runs(engine, box, "71"))
    with pytest.raises(Cancelled):
        shell.run("echo")


def test_close_from_another_thread_ends_a_command(shell):
    threading.Timer(0.3, shell.close).start()
    with pytest.raises(Cancelled):
        shell.run("sleep 71")


def test_a_shell_cannot_be_had_where_there_is_no_container(engine):
    with pytest.raises(SandboxError), a_shell(engine, "0" * 64):
        pass
