import os
import time

import pytest

from sandbox.witness import Limits, Witness
from tests.support.promptly import AT_ONCE_S

ROOMY = Limits(content_bytes=1000, step_content_bytes=10_000)


@pytest.fixture
def world(tmp_path):
    root = tmp_path / "world"
    (root / "logs").mkdir(parents=True)
    (root / "a.csv").write_bytes(b"a,b\n1,2\n")
    (root / "logs" / "run.log").write_bytes(b"began\n")
    (root / "here").symlink_to("a.csv")
    return root


def watching(root, limits=ROOMY):
    return Witness([str(root)], limits, image=None)


def seen(watch, root):
    return [
        (change.kind, change.path.removeprefix(f"{root}/"), change.before, change.after)
        for change in watch.look()
    ]


def test_what_nobody_touched_is_no_change(world):
    watch = watching(world)

    assert watch.look() == []


def test_a_file_is_told_with_what_it_held_before_and_after(world):
    watch = watching(world)
    (world / "a.csv").write_bytes(b"a,b\n9,9\n")
    (world / "new").write_bytes(b"n")
    (world / "logs" / "run.log").unlink()

    assert seen(watch, world) == [
        ("modified", "a.csv", b"a,b\n1,2\n", b"a,b\n9,9\n"),
        ("deleted", "logs/run.log", b"began\n", None),
        ("created", "new", None, b"n"),
    ]
    assert watch.look() == []


def test_touched_or_written_with_the_same_again_is_no_change(world):
    watch = watching(world)
    os.utime(world / "a.csv", (1, 1))
    (world / "logs" / "run.log").write_bytes(b"began\n")

    assert watch.look() == []


def test_the_same_size_at_the_same_time_is_a_change_all_the_same(world):
    watch = watching(world)
    told = []
    for turn in range(100):
        (world / "a.csv").write_bytes(b"%08d" % turn)
        told += seen(watch, world)

    assert [after for _, _, _, after in told] == [b"%08d" % turn for turn in range(100)]


def test_a_file_replaced_by_another_of_its_name_is_modified(world):
    watch = watching(world)
    (world / "b").write_bytes(b"other")
    (world / "b").replace(world / "a.csv")

    assert seen(watch, world) == [("modified", "a.csv", b"a,b\n1,2\n", b"other")]


def test_a_mode_is_told_alone_also_of_a_folder(world):
    watch = watching(world)
    (world / "a.csv").chmod(0o600)
    (world / "logs").chmod(0o700)

    assert seen(watch, world) == [("mode", "a.csv", None, None), ("mode", "logs", None, None)]


def test_a_renamed_file_says_what_it_was_called(world):
    watch = watching(world)
    (world / "a.csv").rename(world / "b.csv")

    [change] = watch.look()

    assert (change.kind, change.path, change.old_path) == (
        "renamed",
        f"{world}/b.csv",
        f"{world}/a.csv",
    )


def test_a_renamed_folder_is_told_by_its_files(world):
    watch = watching(world)
    (world / "logs").rename(world / "old")

    assert [(kind, path) for kind, path, _, _ in seen(watch, world)] == [("renamed", "old/run.log")]


def test_a_link_that_points_elsewhere_is_modified(world):
    watch = watching(world)
    (world / "here").unlink()
    (world / "here").symlink_to("logs")

    assert seen(watch, world) == [("modified", "here", b"a.csv", b"logs")]


def test_a_file_that_becomes_a_link_keeps_what_it_held(world):
    watch = watching(world)
    (world / "a.csv").unlink()
    (world / "a.csv").symlink_to("/etc/passwd")

    assert seen(watch, world) == [("modified", "a.csv", b"a,b\n1,2\n", b"/etc/passwd")]


def test_a_file_that_becomes_a_folder_is_deleted(world):
    watch = watching(world)
    (world / "a.csv").unlink()
    (world / "a.csv").mkdir()
    (world / "a.csv" / "x").write_bytes(b"x")

    assert seen(watch, world) == [
        ("deleted", "a.csv", b"a,b\n1,2\n", None),
        ("created", "a.csv/x", None, b"x"),
    ]


def test_all_names_of_one_file_change_together(world):
    (world / "twin").hardlink_to(world / "a.csv")
    watch = watching(world)
    (world / "twin").write_bytes(b"both")

    assert [path for _, path, _, _ in seen(watch, world)] == ["a.csv", "twin"]


def test_a_large_file_is_told_without_its_contents(world):
    watch = watching(world)
    (world / "large").write_bytes(b"x" * 5000)
    (world / "a.csv").write_bytes(b"x" * 2000)

    large, small = reversed(watch.look())

    assert (large.after, large.left_out) == (None, "5,000 bytes, not kept")
    assert (small.before, small.left_out) == (b"a,b\n1,2\n", "2,000 bytes, not kept")


def test_what_a_large_file_held_is_not_known_later(world):
    (world / "large").write_bytes(b"x" * 5000)
    watch = watching(world)
    (world / "large").write_bytes(b"small")

    [change] = watch.look()

    assert (change.before, change.after) == (None, b"small")
    assert change.left_out == "5,000 bytes before, not kept"


def test_a_step_with_too_much_to_keep_names_every_path(world):
    watch = watching(world)
    for number in range(30):
        (world / f"{number:02}").write_bytes(b"x" * 900)

    changes = watch.look()

    assert len(changes) == 30
    assert sum(len(change.after or b"") for change in changes) <= ROOMY.step_content_bytes
    assert "the step changed too much" in changes[-1].left_out


def test_a_pipe_is_named_and_never_opened(world):
    watch = watching(world)
    os.mkfifo(world / "pipe")

    [change] = watch.look()

    assert (change.kind, change.left_out) == ("created", "a named pipe, no file")


def test_names_that_are_no_text_are_kept_apart(world):
    watch = watching(world)
    (world / os.fsdecode(b"\xff")).write_bytes(b"1")
    (world / os.fsdecode(b"\xfe\n")).write_bytes(b"2")

    assert [after for _, _, _, after in seen(watch, world)] == [b"2", b"1"]


def test_what_the_desk_lays_down_is_no_change_but_what_follows_is(world):
    watch = watching(world)
    watch.lay([(f"{world}/sub/put", 0o755, b"put")])

    assert watch.look() == []
    assert (world / "sub" / "put").stat().st_mode & 0o777 == 0o755
    (world / "sub" / "put").write_bytes(b"else")
    assert seen(watch, world) == [("modified", "sub/put", b"put", b"else")]


def test_the_images_own_files_are_known_without_having_been_read(world):
    image = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    watch = Witness([str(world)], ROOMY, image=image)
    held = dict(watch._held)
    os.close(image)

    assert held == {}


def test_collected_files_stop_at_what_they_may_be(world):
    watch = watching(world)
    paths = [f"{world}/a.csv", f"{world}/logs", f"{world}/logs/run.log"]

    assert dict(watch.contents(paths, 14)) == {
        f"{world}/a.csv": b"a,b\n1,2\n",
        f"{world}/logs": None,
        f"{world}/logs/run.log": b"began\n",
    }
    assert dict(watch.contents(paths, 13))[paths[2]] is None


def test_twenty_thousand_files_are_looked_through_at_once(world):
    for folder in range(20):
        (world / f"{folder}").mkdir()
        for number in range(1000):
            (world / f"{folder}" / f"{number}").touch()
    watch = watching(world)

    start = time.perf_counter()
    assert watch.look() == []

    assert time.perf_counter() - start < AT_ONCE_S
