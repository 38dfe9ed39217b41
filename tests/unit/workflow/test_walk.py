import os

from odcv_desk.workflow.walk import walk


def found(*paths):
    return [item.path.name for item in walk(paths) if item.problem is None]


def problems(*paths):
    return [(item.path.name, item.problem) for item in walk(paths) if item.problem]


def test_files_are_found_in_order_at_any_depth(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").touch()
    (tmp_path / "a.txt").touch()

    assert found(tmp_path) == ["a.txt", "two.txt"]


def test_a_path_that_is_not_there_is_told(tmp_path):
    assert problems(tmp_path / "none") == [("none", "no such file or directory")]


def test_a_link_to_another_folder_is_followed(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "one.txt").touch()
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "link").symlink_to(tmp_path / "far")

    assert found(tmp_path / "near") == ["one.txt"]


def test_a_link_back_to_a_folder_above_is_told_once(tmp_path):
    (tmp_path / "one.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path)

    assert found(tmp_path) == ["one.txt"]
    assert [name for name, _ in problems(tmp_path)] == ["loop"]


def test_a_link_to_itself_is_told(tmp_path):
    (tmp_path / "self").symlink_to("self")

    ((name, reason),) = problems(tmp_path)
    assert name == "self"
    assert "symbolic links" in reason


def test_a_file_met_twice_is_read_once(tmp_path):
    (tmp_path / "one.txt").touch()
    (tmp_path / "same.txt").symlink_to("one.txt")

    assert found(tmp_path) == ["one.txt"]


def test_a_pipe_is_told_and_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert problems(tmp_path) == [("pipe", "not an ordinary file (a device or pipe)")]


def test_what_the_person_named_is_marked(tmp_path):
    (tmp_path / "one.txt").touch()

    assert [item.named for item in walk((tmp_path / "one.txt",))] == [True]
    assert [item.named for item in walk((tmp_path,))] == [False]
