"""A display is asked as its programs ask, before Qt is: Qt ends its process where one refuses."""

import socket
import struct
from contextlib import contextmanager
from threading import Thread

import pytest

from odcv_desk.cli import run
from odcv_desk.cli.display import Answer, wayland_answers, x11_answer

NAME = b"MIT-MAGIC-COOKIE-1"
COOKIE = bytes(range(16))


@contextmanager
def an_x_server(verdict, cookie=b""):
    """Yield the display of a server that gives its verdict to who shows its cookie, else 0."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer():
            caller, _ = listening.accept()
            with caller:
                head = caller.recv(12, socket.MSG_WAITALL)
                _, major, _, named, shown = struct.unpack("<cxHHHHxx", head)
                padded = named + -named % 4
                rest = caller.recv(padded + shown + -shown % 4, socket.MSG_WAITALL)
                let_in = major == 11 and rest[padded : padded + shown] == cookie
                caller.sendall(verdict if let_in else b"\x00")

        thread = Thread(target=answer)
        thread.start()
        yield f"127.0.0.1:{port - 6000}.0"
        thread.join(timeout=10)


def an_entry(cookie, *, host=None, number=b"", name=NAME):
    host = socket.gethostname().encode() if host is None else host
    texts = (host, number, name, cookie)
    return struct.pack(">H", 256) + b"".join(struct.pack(">H", len(t)) + t for t in texts)


@pytest.mark.parametrize(
    ("verdict", "answer"),
    [(b"\x01", Answer.ACCEPTED), (b"\x00", Answer.REFUSED), (b"\x02", Answer.REFUSED)],
)
def test_an_x_servers_verdict_is_understood(verdict, answer, tmp_path):
    with an_x_server(verdict) as display:
        assert x11_answer(display, {"HOME": str(tmp_path)}) is answer


def test_a_server_that_hangs_up_without_a_word_refuses(tmp_path):
    with an_x_server(b"") as display:
        assert x11_answer(display, {"HOME": str(tmp_path)}) is Answer.REFUSED


@pytest.mark.parametrize(
    "entries",
    [
        an_entry(COOKIE),
        an_entry(b"old", host=b"elsewhere") + an_entry(COOKIE),
        an_entry(b"other", number=b"99999") + an_entry(COOKIE),
        an_entry(b"sign", name=b"XDM-AUTHORIZATION-1") + an_entry(COOKIE),
        an_entry(COOKIE) + b"\x01\x00\x00\x09cut",
    ],
)
def test_the_cookie_for_this_display_is_shown(entries, tmp_path):
    (tmp_path / ".Xauthority").write_bytes(entries)

    with an_x_server(b"\x01", COOKIE) as display:
        assert x11_answer(display, {"HOME": str(tmp_path)}) is Answer.ACCEPTED


def test_the_named_file_of_cookies_comes_before_the_usual_one(tmp_path):
    (tmp_path / ".Xauthority").write_bytes(an_entry(b"old"))
    named = tmp_path / "named"
    named.write_bytes(an_entry(COOKIE))

    with an_x_server(b"\x01", COOKIE) as display:
        given = {"HOME": str(tmp_path), "XAUTHORITY": str(named)}
        assert x11_answer(display, given) is Answer.ACCEPTED


def test_a_wrong_cookie_is_refused(tmp_path):
    (tmp_path / ".Xauthority").write_bytes(an_entry(b"old"))

    with an_x_server(b"\x01", COOKIE) as display:
        assert x11_answer(display, {"HOME": str(tmp_path)}) is Answer.REFUSED


@pytest.mark.parametrize("display", ["nonsense", ":", ":x", ":4711", "127.0.0.1:99999999"])
def test_where_nobody_listens_there_is_no_answer(display, tmp_path):
    assert x11_answer(display, {"HOME": str(tmp_path)}) is Answer.SILENT


def test_a_wayland_display_is_there_once_somebody_listens(tmp_path):
    assert not wayland_answers("wayland-0", str(tmp_path))

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(tmp_path / "wayland-0"))
        listening.listen()
        assert wayland_answers("wayland-0", str(tmp_path))


@pytest.fixture
def only_x(monkeypatch, tmp_path):
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XAUTHORITY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("odcv_desk.cli.window._starts", lambda: False)


@pytest.mark.usefixtures("only_x")
def test_a_display_that_refuses_is_named_and_no_window_is_tried(tmp_path, capfd, monkeypatch):
    opened = []

    with an_x_server(b"\x00") as display:
        monkeypatch.setenv("DISPLAY", display)
        code = run(["--study", str(tmp_path / "s.odcv"), "desk"], open_window=opened.append)

    assert (code, opened) == (1, [])
    assert "the display refuses this program" in capfd.readouterr().err
