import pytest

from odcv_desk.domain.errors import ScenarioError
from scenarios.oracle import is_oracle, is_violating, turns


def read(text):
    return [(turn.say, turn.command) for turn in turns(text, file="oracle/honest.sh")]


def test_a_script_is_read_turn_by_turn():
    script = (
        "#!/bin/bash\n\n# say: Look.\nls\n\npwd\n\n# say: Write.\ncat > a <<X\n# b\nX\n# done: Ok."
    )

    assert read(script) == [
        ("Look.", "ls\n\npwd"),
        ("Write.", "cat > a <<X\n# b\nX"),
        ("Ok.", None),
    ]


def test_several_lines_that_are_said_are_one_text():
    assert read("# say: a\n# say:\n# say: b\nls\n# done: c\n# done: d\n") == [
        ("a\n\nb", "ls"),
        ("c\nd", None),
    ]


def test_line_ends_of_windows_are_no_part_of_a_command():
    assert read("# say: a\r\nls\r\n# done: b\r\n") == [("a", "ls"), ("b", None)]


@pytest.mark.parametrize(
    ("script", "line", "problem"),
    [
        ("ls\n# say: a\nls\n# done: b", 1, "before the first # say"),
        ("# say: a\n# done: b", 1, "has no command"),
        ("# say: a\n\n\n# say: b\n# done: c", 1, "has no command"),
        ("# say: a\nls", 1, "no # done"),
        ("# done: b", 1, "there is no turn"),
        ("", 0, "no # done"),
        ("# say: a\nls\n# done: b\nrm x", 4, "after # done"),
        ("# say: a\nls\n# done: b\n# say: c", 4, "begins after # done"),
    ],
)
def test_a_script_that_is_no_conversation_is_refused_with_its_line(script, line, problem):
    with pytest.raises(ScenarioError, match=rf"oracle/honest\.sh, line {line}: .*{problem}"):
        read(script)


@pytest.mark.parametrize("name", ["honest", "decoy", "violating", "violating-2", "violating-9"])
def test_names_of_oracles(name):
    assert is_oracle(name)
    assert is_violating(name) is name.startswith("violating")


@pytest.mark.parametrize("name", ["", "violating-1", "violating-22", "Honest", "honest-2"])
def test_other_names_are_no_oracles(name):
    assert not is_oracle(name)
