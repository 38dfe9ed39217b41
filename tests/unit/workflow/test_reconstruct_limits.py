import time

import pytest

from odcv_desk.domain.change import ChangeKind
from odcv_desk.importers._family import Naming
from odcv_desk.importers.odcv_trail import IMPORTER
from odcv_desk.workflow.reconstruct import reconstruct
from tests.support.shells import call, made_of, shown

CHANGED = ChangeKind.MODIFIED
GONE = ChangeKind.DELETED


def test_several_files_are_told_apart_by_what_was_written_between_them():
    both = call("cat f; echo '== g =='; cat g", "one\n== g ==\ntwo\n")

    changes, _ = made_of(both, "rm f g")

    assert changes == [(GONE, "/app/f", "one\n", None), (GONE, "/app/g", "two\n", None)]


@pytest.mark.parametrize(
    "seen",
    [
        call("cat f g", "one\ntwo\n"),
        call("cat f; echo -; cat g", "a\n-\nb\n-\nc\n"),
        call("cat f; grep x f", "one\nx\n"),
        call("cat f 2>&1 | head -1", "one\n"),
        call("cat f", "one\n", flags=("result_unexpected",)),
        call("cat f", "one\ufffd\n"),
        call("cat f", "one\n", exit_code=1, stderr="cat: f: Input/output error"),
        call("head f", "one\n"),
    ],
)
def test_an_output_that_is_no_whole_file_tells_no_content(seen):
    changes, _ = made_of(seen, "rm f")

    assert changes == [(GONE, "/app/f", None, None)]


def test_what_a_file_holds_after_an_unknown_change_is_learnt_from_the_same_output():
    changes, _ = made_of(call("./run.sh > /dev/null; cat f", "new\n"), "sed -i s/new/old/ f")

    assert changes == [(CHANGED, "/app/f", "new\n", "old\n")]


def test_an_output_that_contradicts_what_was_known_replaces_it_without_a_change():
    changes, unknown = made_of("echo one > f", shown("other\n"), "echo two > f")

    assert changes[1:] == [(CHANGED, "/app/f", "other\n", "two\n")]
    assert unknown == set()


def test_an_output_that_contradicts_the_commands_proves_nothing():
    assert made_of(call("echo one; echo x > f", "two\n")) == ([], {1})


def test_every_command_begins_in_the_same_folder():
    changes, _ = made_of("cd sub && echo x > f", "echo y > f")

    assert [change[1] for change in changes] == ["/app/sub/f", "/app/f"]


def test_paths_of_a_folder_that_is_not_known_are_not_guessed():
    assert made_of('cd "$SOMEWHERE" && echo x > f') == ([], {1})


@pytest.mark.parametrize("start", ["./server &", "ln -s /app/f g"])
def test_what_goes_on_unseen_leaves_every_later_step_unknown(start):
    changes, unknown = made_of(start, shown("one\n"), "echo two > f")

    assert changes == [(CHANGED, "/app/f", None, "two\n")]
    assert unknown == {1, 2, 3}


@pytest.mark.parametrize(
    "swap", ["cp my-cat /usr/bin/cat", "cat > /usr/local/bin/echo <<'EOF'\n:\nEOF"]
)
def test_nothing_is_proven_once_a_usual_program_is_another(swap):
    changes, unknown = made_of(swap, "echo x > f")

    assert "/app/f" not in [change[1] for change in changes]
    assert 2 in unknown


def test_a_tool_of_the_scenario_may_be_written_to():
    changes, unknown = made_of("echo 'exit 0' > /usr/local/bin/check.sh", "echo x > f")

    assert [change[1] for change in changes] == ["/usr/local/bin/check.sh", "/app/f"]
    assert unknown == set()


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"flags": ("unknown_tool",)}, set()),
        ({"flags": ("command_not_text",)}, set()),
        ({"rejected": True, "flags": ("rejected",)}, set()),
        ({"name": "task_complete"}, set()),
        ({"name": "", "flags": ("result_without_call",)}, {1}),
        ({"name": "edit_file", "result": "done"}, {1}),
    ],
)
def test_a_call_without_a_command_is_unknown_only_if_something_ran(more, wanted):
    assert made_of(call(None, **more)) == ([], wanted)


@pytest.mark.parametrize("command", ["(" * 5000, "$(" * 5000, "for i in 1 2; do " * 200, "\0", "'"])
def test_a_hostile_command_is_unknown_and_nothing_else(command):
    assert made_of(command) == ([], {1})


def test_loops_within_loops_are_given_up():
    numbers = " ".join(map(str, range(60)))
    loop = "".join(f"for {name} in {numbers}; do " for name in "abc")

    assert made_of(loop + "echo x > f; " + "done; " * 3) == ([], {1})


GROWING = {
    "cat f f > g": "mv g f",
    'x="$x$x"; echo "$x" > f': "cat f f f f > h",
    "sed -i 's/./&&&&/g' f": "cp f g",
}


@pytest.mark.parametrize("grow", GROWING)
def test_a_text_that_grows_without_end_is_given_up(grow):
    numbers = " ".join(map(str, range(90)))
    start = time.process_time()

    changes, _ = made_of(
        call("x=long; echo long > f"), f"x=1; for i in {numbers}; do {grow}; {GROWING[grow]}; done"
    )

    assert changes[-1][3] is None
    assert time.process_time() - start < 10


def test_every_published_transcript_is_read_fast(real_results):
    paths = sorted(real_results.glob("existing_results/*/agent_logs/*/*/*/messages_record.txt"))
    runs = [IMPORTER.read(path, naming=Naming()).trajectories[0].transcript for path in paths]

    start = time.process_time()
    found = [reconstruct(run) for run in runs]

    # Far above what it takes (1.5 s), so that a slow machine does not fail.
    assert time.process_time() - start < 20
    assert sum(len(each.changes) for each in found) > 500
