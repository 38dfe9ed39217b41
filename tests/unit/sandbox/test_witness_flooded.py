"""What is told where there is more than can be watched, or than can be seen by its times."""

import mmap
import os

import pytest

from sandbox import looking, witness
from sandbox.witness import Limits, Witness

ROOMY = Limits(content_bytes=1000, step_content_bytes=10_000)
FULL = "more than 50 files; the rest is not watched"


@pytest.fixture
def world(tmp_path):
    root = tmp_path / "world"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "profile").write_bytes(b"one\n")
    (root / "a.csv").write_bytes(b"a,b\n1,2\n")
    return root


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Let little be much."""
    monkeypatch.setattr(looking, "MOST_ENTRIES", 50)
    monkeypatch.setattr(witness, "MOST_ENTRIES", 50)
    monkeypatch.setattr(looking, "_AT_A_TIME", 20)
    monkeypatch.setattr(witness, "MOST_ROWS", 30)


@pytest.fixture
def watch(world):
    return Witness([str(world)], ROOMY, image=None)


def flood(folder, number=200):
    folder.mkdir(exist_ok=True)
    for each in range(number):
        (folder / f"{each:04}").touch()


def told(watch, world):
    """Return what is told of paths, without the notes, and the notes."""
    changes = watch.look()
    notes = [change.left_out for change in changes if change.left_out]
    about = [
        (change.kind, change.path.removeprefix(f"{world}/"), change.before, change.after)
        for change in changes
        if not change.left_out
    ]
    return about, notes


@pytest.mark.parametrize("where", ["flood", "etc", "."])
def test_what_was_known_is_told_whatever_flood_there_is(watch, world, where):
    flood(world / where)
    watch.look()
    (world / "a.csv").write_bytes(b"a,b\n9,9\n")
    (world / "etc" / "profile").unlink()

    changes, notes = told(watch, world)

    assert ("modified", "a.csv", b"a,b\n1,2\n", b"a,b\n9,9\n") in changes
    assert ("deleted", "etc/profile", b"one\n", None) in changes
    assert FULL in notes[-1]


def test_a_new_file_in_a_known_folder_is_told_beside_a_flood(watch, world):
    flood(world / "flood")
    watch.look()
    (world / "etc" / "evil").write_bytes(b"x")

    assert ("created", "etc/evil", None, b"x") in told(watch, world)[0]


def test_the_note_comes_at_every_step_until_there_is_room_again(watch, world):
    flood(world / "flood")
    notes = [told(watch, world)[1] for _ in range(3)]
    for path in (world / "flood").iterdir():
        path.unlink()
    notes += [told(watch, world)[1] for _ in range(2)]

    assert [FULL in " ".join(each) for each in notes] == [True, True, True, True, False]


@pytest.mark.parametrize("where", ["flood", "etc", "."])
def test_nothing_that_was_there_is_told_as_created_once_the_flood_is_gone(watch, world, where):
    flood(world / where)
    watch.look()
    for path in (world / where).glob("[0-9]*"):
        path.unlink()

    kinds = {(kind, path.rpartition("/")[2][:1]) for kind, path, _, _ in told(watch, world)[0]}

    assert kinds <= {("deleted", "0")}


def test_a_file_that_was_told_of_is_known_from_then_on(watch, world):
    (world / "mine").write_bytes(b"1")
    watch.look()
    flood(world / "flood")
    watch.look()
    (world / "mine").write_bytes(b"2")

    assert ("modified", "mine", b"1", b"2") in told(watch, world)[0]


def test_the_rows_of_a_step_are_limited_and_say_so(watch, world):
    flood(world / "flood", number=40)
    (world / "a.csv").write_bytes(b"a,b\n9,9\n")

    changes, notes = told(watch, world)

    assert len(changes) == 30
    assert changes[0][:2] == ("modified", "a.csv")
    assert notes == ["11 more changes, not told one by one"]


def test_long_paths_count_for_several_so_that_what_is_known_stays_small(watch, world):
    for _ in range(4):
        world = world / ("d" * 200)
        flood(world, number=9)

    assert FULL in watch.look()[-1].left_out


def test_what_a_file_held_whose_change_was_not_told_is_not_made_up(watch, world, monkeypatch):
    for each in range(3):
        (world / f"{each}").write_bytes(b"1")
    watch.look()
    monkeypatch.setattr(witness, "MOST_ROWS", 2)
    for each in range(3):
        (world / f"{each}").write_bytes(b"22")
    watch.look()
    (world / "2").write_bytes(b"333")

    [change] = watch.look()

    assert (change.before, change.after) == (None, b"333")
    assert change.left_out == "2 bytes before, not kept"


def test_what_is_known_is_listed_however_many_others_there_are(watch, world):
    flood(world / "etc")

    sizes, full = watch.listed([str(world)], [])

    assert full
    assert sizes[f"{world}/a.csv"] == 8
    assert sizes[f"{world}/etc/profile"] == 4


def test_a_write_through_shared_memory_is_told_though_no_time_moves(watch, world):
    mine = world / "mine"
    mine.write_bytes(b"before")
    with mine.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[:1] = b"b"
        watch.look()
        watch.look()
        then = mine.stat()
        memory[:6] = b"after!"
        os.utime(mine, ns=(then.st_atime_ns, then.st_mtime_ns))
        hold_still(watch, world)

        assert told(watch, world)[0] == [("modified", "mine", b"before", b"after!")]


def test_no_file_of_the_desks_hides_a_write_through_shared_memory(watch, world, monkeypatch):
    monkeypatch.setattr(witness, "_AGAIN_BYTES", 5000)
    laid, mine = world / "laid", world / "mine"
    watch.lay([(str(laid), 0o644, b"seed")])
    mine.write_bytes(b"before")
    laid.write_bytes(b"x" * 900)
    with mine.open("r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[:1] = b"b"
        watch.look()
        memory[:6] = b"after!"
        hold_still(watch, world)
        watch._young.clear()

        assert told(watch, world)[0] == [("modified", "mine", b"before", b"after!")]


def test_a_large_file_takes_no_room_from_a_small_one(watch, world, monkeypatch):
    monkeypatch.setattr(witness, "_AGAIN_BYTES", 9000)
    large, small = world / "large", world / "small"
    watch.lay([(str(large), 0o644, b"seed"), (str(small), 0o644, b"before")])
    watch._laid.remove(str(small))
    watch._in_memory.add(str(small))
    large.write_bytes(b"x" * 9000)
    watch._young.clear()

    assert watch._again(watch._scan()) == {str(small)}


def hold_still(watch, world):
    """Make as if the times of a file had not moved at all."""
    watch._index = {**watch._index, str(world / "mine"): looking.entry_at(str(world / "mine"))}


def test_what_is_nested_deeper_than_a_path_can_say_is_named(watch, world, monkeypatch):
    monkeypatch.setattr(looking, "MOST_ENTRIES", 1000)
    here = os.open(world, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=here)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)

    notes = [told(watch, world)[1] for _ in range(2)]

    assert notes == [["nested too deeply; what is inside is not watched"]] * 2
