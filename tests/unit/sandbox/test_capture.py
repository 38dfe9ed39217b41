import json

import pytest

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import Cancelled, SandboxError
from sandbox import capture
from sandbox.capture import Capture, _change
from sandbox.spec import SandboxSpec
from sandbox.stream import STDOUT

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


class Broken:
    """A witness whose answer breaks off in the middle of what a file holds."""

    def __init__(self, *, by_stop):
        header = json.dumps({"changes": [{"before": None, "after": 4000}]}).encode()
        self._left = [(STDOUT, b"%d\n%bfirst line\nsecond line\n" % (len(header), header))]
        self._by_stop = by_stop
        self.asked = 0
        self.woken = self.ended = False

    def send(self, data, deadline):
        self.asked += 1
        return not self.woken

    def read(self, timeout):
        if not self._left:
            self.woken, self.ended = self._by_stop, not self._by_stop
        came, self._left = self._left, []
        return came


@pytest.mark.parametrize(("by_stop", "fault"), [(True, Cancelled), (False, SandboxError)])
def test_a_look_that_was_broken_off_leaves_nothing_that_passes_for_an_answer(
    monkeypatch, by_stop, fault
):
    stream = Broken(by_stop=by_stop)
    monkeypatch.setattr(capture, "ExecStream", lambda *_: stream)
    broken = Capture(None, "witness", spec=SandboxSpec())

    for ask in (broken.changes, broken.changes, broken.added_bytes, broken.begun):
        with pytest.raises(fault):
            ask()

    assert stream.asked == 1
