from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from sandbox.capture import _change

ROW = {
    "kind": "modified",
    "path": "/srv/a",
    "mode": 0o644,
    "owner": "0:0",
    "link": False,
    "left_out": "",
    "old_path": "",
}


def test_a_change_is_told_with_its_mode_and_owner():
    assert _change(ROW, b"1\n", b"2\n") == FileChange(
        path="/srv/a",
        kind=ChangeKind.MODIFIED,
        before="1\n",
        after="2\n",
        origin=Origin.RECORDED,
        mode="0644",
        owner="0:0",
    )


def test_bytes_that_are_no_text_are_binary():
    change = _change(ROW, b"text", b"\0\1")

    assert (change.before, change.after, change.binary) == ("text", None, True)
    assert _change(ROW, b"\xff", b"text").binary


def test_what_was_not_kept_is_not_binary():
    change = _change({**ROW, "left_out": "9 bytes, not kept"}, None, None)

    assert (change.binary, change.left_out) == (False, "9 bytes, not kept")


def test_a_path_can_always_be_written_down():
    assert _change({**ROW, "path": "/srv/\udcff"}, None, None).path == "/srv/\\xff"


def test_what_was_deleted_has_no_mode_any_more():
    change = _change({**ROW, "kind": "deleted"}, b"1", None)

    assert (change.mode, change.owner) == (None, None)
