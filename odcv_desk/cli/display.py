"""Whether a display answers, asked without Qt, which ends its process where one does not."""

import socket
import struct
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

_FIRST_TCP_PORT: Final = 6000
_PATIENCE_S: Final = 1
_COOKIE: Final = b"MIT-MAGIC-COOKIE-1"
_ANY_HOST: Final = 65535
_ACCEPTED: Final = b"\x01"

_Address = str | tuple[str, int]


class Answer(Enum):
    """What a display says to somebody who wants to show windows on it."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SILENT = "silent"


def x11_answer(display: str, environment: Mapping[str, str]) -> Answer:
    """Return what an X server says to the greeting with which each of its programs begins."""
    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdecimal():
        return Answer.SILENT
    cookie = _cookie(number, environment)
    if host in ("", "unix"):
        local = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X11 lies
        return _asked(socket.AF_UNIX, local, _greeting(cookie))
    return _asked(socket.AF_INET, (host, _FIRST_TCP_PORT + int(number)), _greeting(cookie))


def wayland_answers(display: str, runtime: str) -> bool:
    """Return whether somebody listens where the Wayland display is said to be."""
    return _asked(socket.AF_UNIX, str(Path(runtime) / display), b"") is Answer.ACCEPTED


def _asked(family: socket.AddressFamily, address: _Address, greeting: bytes) -> Answer:
    """Return what is answered; who is not greeted accepts by taking the call."""
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.settimeout(_PATIENCE_S)
        try:
            tried.connect(address)
            if not greeting:
                return Answer.ACCEPTED
            tried.sendall(greeting)
            verdict = tried.recv(1)
        except (OSError, OverflowError):
            return Answer.SILENT
    return Answer.ACCEPTED if verdict == _ACCEPTED else Answer.REFUSED


def _greeting(cookie: bytes) -> bytes:
    """Return the connection setup of the X11 protocol, version 11.0, little end first."""
    name = _COOKIE if cookie else b""
    head = struct.pack("<cxHHHHxx", b"l", 11, 0, len(name), len(cookie))
    return head + _padded(name) + _padded(cookie)


def _padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % 4)


def _cookie(number: str, environment: Mapping[str, str]) -> bytes:
    """Return the cookie for a display; this machine's before one for any machine, else none."""
    named = environment.get("XAUTHORITY") or Path(environment.get("HOME", "")) / ".Xauthority"
    try:
        content = Path(named).read_bytes()
    except (OSError, ValueError):
        return b""
    here = socket.gethostname().encode()
    fits = [
        (address != here, family != _ANY_HOST, cookie)
        for family, address, display, name, cookie in _entries(content)
        if name == _COOKIE and display in (b"", number.encode())
    ]
    return min(fits, key=lambda each: each[:2])[2] if fits else b""


def _entries(content: bytes) -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
    """Yield family, address, display, name and data of each entry, up to one that is cut off."""
    at = 0
    while at + 2 <= len(content):
        (family,) = struct.unpack_from(">H", content, at)
        at += 2
        texts = []
        for _text in range(4):
            if at + 2 > len(content):
                return
            (size,) = struct.unpack_from(">H", content, at)
            texts.append(content[at + 2 : at + 2 + size])
            at += 2 + size
        if at > len(content):
            return
        address, display, name, data = texts
        yield family, address, display, name, data
