"""Commands in one shell that lives on: what each says, how it ends, what stays of it."""

import hashlib
import time

import pytest

from sandbox.shell import KILLED, REFUSED
from tests.support.boxes import a_box, a_shell, file_of

pytestmark = pytest.mark.docker

EVERY_BYTE = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def box(engine, image):
    with a_box(engine, image) as made:
        yield made


@pytest.fixture
def shell(engine, box):
    with a_shell(engine, box) as opened:
        yield opened


def texts(ran):
    return ran.stdout.text, ran.stderr.text, ran.exit_code


def test_the_two_outputs_and_the_exit_code_are_kept_apart(shell):
    ran = shell.run("echo out; echo err >&2; (exit 7)")
    assert texts(ran) == ("out\n", "err\n", 7)
    assert (ran.number, ran.restarted, ran.timed_out, ran.late) == (1, False, False, ())


def test_folder_variables_functions_options_and_jobs_stay(shell):
    shell.run("cd /tmp; export A=1; b=2; f() { echo f$b; }; shopt -s extglob; sleep 60 & false")
    ran = shell.run('echo $? "$PWD" $A; f; shopt -q extglob && echo ext; kill %1 && echo killed')
    assert ran.stdout.text == "1 /tmp 1\nf2\next\nkilled\n"
    assert ran.cwd == "/tmp"


def test_a_command_sees_neither_parameters_nor_a_function_around_it(shell):
    ran = shell.run('echo "$#$1"; local x')
    assert ran.stdout.text == "0\n"
    assert "can only be used in a function" in ran.stderr.text


def test_every_byte_comes_back_on_both_outputs(engine, box, shell):
    make = "python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 40)'"
    ran = shell.run(f"{make} | tee /tmp/bytes; cat /tmp/bytes >&2")
    assert ran.stdout.head + ran.stdout.tail == EVERY_BYTE
    assert ran.stderr.head + ran.stderr.tail == EVERY_BYTE
    assert file_of(engine, box, "/tmp/bytes") == EVERY_BYTE


def test_output_without_a_last_line_break_stays_so(shell):
    assert shell.run("printf 'no break'").stdout.head == b"no break"
    assert shell.run(":").stdout.head == b""


def test_of_100_megabytes_head_and_tail_are_kept_and_the_rest_is_counted(shell):
    ran = shell.run("echo begin; head -c 100000000 /dev/zero; echo; echo end")
    kept = len(ran.stdout.head) + len(ran.stdout.tail)
    assert ran.stdout.head.startswith(b"begin\n\0")
    assert ran.stdout.tail.endswith(b"\0\nend\n")
    assert (kept, kept + ran.stdout.left_out) == (1 << 16, 100_000_011)


def test_a_command_of_a_megabyte_runs_as_it_is(shell):
    word = "äö'\"\\$`x" * 90_000
    quoted = word.replace("'", "'\\''")
    ran = shell.run(f"printf %s '{quoted}' | sha256sum", timeout_s=60)
    assert ran.stdout.text.split()[0] == hashlib.sha256(word.encode()).hexdigest()


def test_bytes_that_are_no_text_reach_the_shell(shell):
    ran = shell.run(b"printf %s '\xff\xfe' | od -An -tx1".decode("utf-8", "surrogateescape"))
    assert ran.stdout.text == " ff fe\n"


def test_a_nul_is_refused_with_a_reason_and_nothing_runs(shell):
    ran = shell.run("touch /tmp/ran-anyway\0")
    assert ran.exit_code == REFUSED
    assert "NUL" in ran.stderr.text
    assert shell.run("ls /tmp/ran-anyway").exit_code == 2


@pytest.mark.parametrize("command", ["echo 'open", 'echo "open', "cat <<X\nend", "(echo", "if :"])
def test_an_unclosed_command_is_an_error_and_the_next_one_runs(shell, command):
    broken = shell.run(command)
    assert any(sign in broken.stderr.text for sign in ("EOF", "end-of-file", "end of file"))
    assert not broken.restarted
    assert texts(shell.run("echo next")) == ("next\n", "", 0)


def test_who_reads_standard_input_is_at_its_end(shell):
    assert texts(shell.run("cat; read x; echo $?")) == ("1\n", "", 0)
    assert texts(shell.run("echo next")) == ("next\n", "", 0)


@pytest.mark.parametrize(
    ("command", "said", "status"),
    [
        ("echo a; exit 3", "a\n", 3),
        ("exec echo b", "b\n", 0),
        ("set -e; echo c; false; echo never", "c\n", 1),
        ("echo d; kill -9 $$; echo never", "d\n", KILLED),
        ("trap 'echo bye' EXIT; exit 4", "bye\n", 4),
        ("set -o posix; set -u; echo e; echo $unknown; echo f", "e\n", 1),
    ],
)
def test_a_command_that_ends_the_shell_is_a_result_and_a_new_shell_takes_over(
    shell, command, said, status
):
    shell.run("cd /usr; export KEPT=1; f() { echo f; }")
    ran = shell.run(command)
    assert (ran.stdout.text, ran.exit_code, ran.restarted) == (said, status, True)
    after = shell.run("pwd; echo $KEPT; f")
    assert (after.stdout.text, after.restarted) == ("/usr\n1\nf\n", False)


@pytest.mark.parametrize(
    "command",
    ["exec >/dev/null", "exec 1>&- 2>&-", "set -x", "set -v", "set -f", "set -u", "set -C",
     "IFS=x", "unset PATH", "shopt -s expand_aliases; alias echo='echo no' builtin=false",
     "printf() { echo fake; }; read() { echo fake; }; eval() { echo fake; }", "LC_ALL=de_DE"],
)  # fmt: skip
def test_what_a_command_does_to_its_shell_does_not_harm_the_reports(shell, command):
    shell.run(command)
    ran = shell.run("\\echo 'a b'; (exit 5)")
    assert (ran.stdout.text, ran.exit_code) == ("a b\n", 5)


def test_tracing_shows_the_commands_and_nothing_of_the_desk(shell):
    shell.run("set -x")
    ran = shell.run("echo a")
    assert texts(ran) == ("a\n", "++ echo a\n", 0)


def test_late_output_belongs_to_the_command_whose_job_wrote_it(shell):
    job = (
        "(until [ -e /tmp/go ]; do sleep 0.02; done; echo late; echo late2 >&2; touch /tmp/said) &"
    )
    first = shell.run(f"rm -f /tmp/go /tmp/said; {job} echo now")
    second = shell.run("touch /tmp/go; until [ -e /tmp/said ]; do sleep 0.02; done; echo second")
    third = shell.run("echo third")
    assert (first.stdout.text, second.stdout.text, third.stdout.text) == (
        "now\n", "second\n", "third\n",
    )  # fmt: skip
    late = [each for ran in (second, third) for each in ran.late]
    assert {each.command for each in late} == {1}
    assert "".join(each.stdout.text for each in late) == "late\n"
    assert "".join(each.stderr.text for each in late) == "late2\n"


def test_many_jobs_that_speak_at_once_are_told_apart(shell):
    said = {}
    for number in range(1, 5):
        job = (
            f"(for i in {{1..200}}; do echo {number}; sleep 0.001; done; touch /tmp/end{number}) &"
        )
        ran = shell.run(f"rm -f /tmp/end{number}; {job} :")
        hear(said, ran, number)
    hear(said, shell.run("until [ -e /tmp/end1 -a -e /tmp/end4 ]; do sleep 0.05; done; wait"), 5)
    hear(said, shell.run(":"), 6)
    assert {number: said[number] for number in range(1, 5)} == {
        number: f"{number}\n" * 200 for number in range(1, 5)
    }


def hear(said, ran, number):
    said[number] = said.get(number, "") + ran.stdout.text
    for late in ran.late:
        said[late.command] += late.stdout.text


def test_a_file_number_kept_open_by_the_shell_still_speaks_for_its_command(shell):
    shell.run("exec 5>&1")
    ran = shell.run("echo kept >&5; echo own")
    assert ran.stdout.text == "own\n"
    assert [(late.command, late.stdout.text) for late in ran.late] == [(1, "kept\n")]


def test_a_job_of_another_user_keeps_its_lane(shell):
    shell.run("setpriv --reuid=65534 --clear-groups bash -c 'sleep 0.3; echo late' & sleep 0.1")
    ran = shell.run("sleep 0.5; echo own")
    assert ran.stdout.text == "own\n"
    assert [(late.command, late.stdout.text) for late in ran.late] == [(1, "late\n")]


def test_a_command_is_far_faster_than_an_exec_of_its_own(engine, box, shell):
    ours, theirs = [], []
    for _ in range(15):
        ours.append(shell.run("echo hi").seconds)
        begun = time.monotonic()
        engine.exec_start(engine.exec_create(box, ["bash", "-c", "echo hi"])["Id"])
        theirs.append(time.monotonic() - begun)
    assert min(theirs) > 10 * min(ours)  # measured: 40 times on a quiet machine
