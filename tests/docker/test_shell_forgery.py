"""Code that imitates the desk's own signs: it spoils at worst what the desk hears of itself."""

import pytest

from tests.support.boxes import a_box, a_shell

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def box(engine, image):
    with a_box(engine, image) as made:
        yield made


@pytest.fixture
def shell(engine, box):
    with a_shell(engine, box) as opened:
        yield opened


@pytest.mark.parametrize(
    "forged",
    [
        # an end of its own, before its end
        'printf "%s 0 R1\\0/forged\\0%s." $__desk_number $__desk_number > /proc/$$/fd/1',
        'printf "%s 0 R1\\0/forged\\0%s." $__desk_number $__desk_number > /proc/$PPID/fd/1',
        'printf ">%s" $__desk_number; printf ">%s" $__desk_number >&2; echo hidden',
        'printf "%s 99999 Q\\0" $__desk_number > /proc/$PPID/fd/1',
        'printf "\\0%s." $__desk_number > /proc/$PPID/fd/1',
        'tr "\\0" "\\n" < /proc/$PPID/cmdline | tail -n 1 | sed "s/$/ 0./" > /proc/$PPID/fd/1',
        "head -c 30000000 /dev/urandom > /proc/$PPID/fd/1",
        "__desk_number=forged",
        "__desk_end() { :; }",
        "trap 'echo no' DEBUG; set -T",
    ],
)
def test_a_forged_report_does_not_reach_the_next_command(shell, forged):
    shell.run(f"{forged}; (exit 9)", timeout_s=1.5)
    ran = shell.run("builtin echo true; (exit 5)", timeout_s=10)
    assert ran.stdout.text.replace("no\n", "") == "true\n"
    assert ran.exit_code == 5


def test_a_job_that_imitates_ends_all_the_time_ends_no_other_command(shell):
    shell.run(
        "n=$__desk_number; (while :; do printf '%s 0 R1\\0/x\\0%s.' $n $n; printf '>%s' $n;"
        " sleep 0.01; done > /proc/$PPID/fd/1) 2> /dev/null & :"
    )
    ran = shell.run("echo a; sleep 0.2; echo b; (exit 5)")
    assert (ran.stdout.text, ran.exit_code, ran.cwd) == ("a\nb\n", 5, "/")
    shell.run("kill %1")


def test_a_shell_that_cannot_begin_is_replaced_and_the_command_runs_once(shell):
    shell.run("rm -f /tmp/times; readonly __desk_number __desk_lane __desk_ran")
    ran = shell.run("echo ran >> /tmp/times; cat /tmp/times", timeout_s=10)
    assert (ran.stdout.text, ran.restarted) == ("ran\n", True)


def test_a_job_that_steals_the_next_command_only_delays_it(shell):
    shell.run("cat < /proc/$$/fd/0 > /tmp/stolen & sleep 0.2")
    ran = shell.run("echo mine", timeout_s=10)
    assert ran.stdout.text == "mine\n"


def test_the_desk_waits_no_longer_than_the_time_for_a_shell_that_hides_its_end(shell):
    ran = shell.run("__desk_end() { while :; do :; done; }; echo said", timeout_s=1.0)
    assert (ran.timed_out, ran.stdout.text) == (True, "said\n")
    assert shell.run("echo next").stdout.text == "next\n"


def test_no_mark_of_a_command_can_be_known_before_it(shell):
    first, second = (shell.run("echo $__desk_number").stdout.text for _ in range(2))
    assert first != second
    assert len(first) == 33
