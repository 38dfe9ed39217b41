"""The two ways in which the image is made, by an engine that only says what an engine would."""

import logging
import threading
import time

import pytest
from docker.errors import APIError, ImageNotFound
from requests.exceptions import ConnectionError as Lost

from odcv_desk.domain.errors import Cancelled, SandboxError
from sandbox.image import debian, make, registry
from tests.support.promptly import AT_ONCE_S

BROKEN = (
    {"stream": "Step 1/2 : FROM $BASE\n"},
    {"stream": " ---> 0123456789ab\n"},
    {"stream": "Step 2/2 : RUN apt-get update\n"},
    {"stream": " ---> Running in 0123456789ab\n"},
    {"stream": "E: Unable to locate package jq\n"},
    {"errorDetail": {}, "error": "The command '/bin/sh -c apt-get' returned a code: 100"},
)


class Engine:
    """Has no image; what a registry and a build say is given, and what a build breaks with."""

    def __init__(self, *, answers=True, lines=(), breaks=None):
        self.answers = answers
        self.lines = lines
        self.breaks = breaks
        self.images = []
        self.killed = []
        self.ended = threading.Event()

    def inspect_image(self, name):
        if name not in self.images:
            raise ImageNotFound("no such image", explanation=f"No such image: {name}")

    def inspect_distribution(self, name):
        if self.answers == "never":
            self.ended.wait(10)
        if not self.answers:
            raise APIError("connection refused", explanation="dial tcp: connection refused")
        if isinstance(self.answers, Exception):
            raise self.answers

    def build(self, **asked):
        self.asked = asked
        yield from self.lines
        if self.lines and self.lines[-1].get("stream", "").startswith(" ---> Running"):
            self.ended.wait(10)  # silent, as a long command is
        if self.breaks:
            raise self.breaks
        if self.lines and self.lines != BROKEN[:3]:
            self.images.append(asked["tag"])

    def kill(self, container):
        self.killed.append(container)
        self.ended.set()


class Watched:
    """What was told of the progress; may act on it, or stop where a word is met."""

    def __init__(self, *, stop_at="never", meets=lambda _: None):
        self.told = []
        self.stopped = 0.0
        self._stop_at = stop_at
        self._meets = meets

    def advance(self, done, total, what):
        self.told.append(what.removeprefix("Making the sandbox image: "))
        self._meets(what)
        if self._stop_at in what:
            self.stopped = time.monotonic()
            raise Cancelled


@pytest.fixture
def packages(monkeypatch):
    """How often the image was made of packages; nothing is fetched."""
    made = []

    def of_packages(api, image, at):
        at(1)()
        made.append(image)

    monkeypatch.setattr(make, "_of_packages", of_packages)
    return made


def without_packages(monkeypatch):
    monkeypatch.setattr(debian.shutil, "which", lambda _: None)


def test_without_a_registry_it_is_made_of_packages_and_nobody_is_alarmed(packages, caplog):
    watched = Watched()
    make.make_image(Engine(answers=False), watched)

    assert packages == [make.image_tag()]
    assert watched.told[-2:] == ["fetching packages", "The sandbox image is ready"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_registry_that_never_answers_is_not_waited_for(packages, monkeypatch):
    monkeypatch.setattr(registry, "_ANSWERS_S", 0.2)
    engine = Engine(answers="never")
    start = time.monotonic()
    make.make_image(engine, Watched())
    engine.ended.set()

    assert time.monotonic() - start < AT_ONCE_S
    assert packages == [make.image_tag()]


def test_where_a_registry_answers_it_is_built_and_the_step_is_shown(packages):
    engine = Engine(lines=BROKEN[:4])
    watched = Watched(meets=lambda what: "RUN apt-get" in what and engine.ended.set())
    make.make_image(engine, watched, base="elsewhere/base:1")

    assert packages == []
    assert engine.asked["buildargs"] == {"BASE": "elsewhere/base:1"}
    assert engine.asked["tag"] == make.image_tag("elsewhere/base:1")
    assert watched.told[-2:] == ["Step 2/2 : RUN apt-get update", "The sandbox image is ready"]


def test_a_build_that_breaks_is_told_and_packages_take_its_place(packages, caplog):
    watched = Watched()
    make.make_image(Engine(lines=BROKEN), watched)

    why = "the build on debian:bookworm-slim broke: The command '/bin/sh -c apt-get' returned"
    assert packages == [make.image_tag()]
    assert watched.told[-2].startswith(f"fetching packages, for {why}")
    [warning] = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert "Unable to locate package jq" in warning.getMessage()
    assert "returned a code: 100" in warning.getMessage()


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        (Engine(breaks=ValueError("no json")), "broke: no json"),
        (Engine(breaks=Lost()), "broke: ConnectionError"),
        (Engine(lines=BROKEN[:3]), f"broke: No such image: {make.image_tag()}"),
        (Engine(answers=Lost()), ""),
        (Engine(answers=KeyError("ApiVersion")), ""),
    ],
)
def test_nothing_that_breaks_passes_for_an_image(packages, engine, why):
    watched = Watched()
    make.make_image(engine, watched)

    assert packages == [make.image_tag()]
    assert why in watched.told[-2]


def test_a_build_that_takes_too_long_is_ended(packages, monkeypatch):
    monkeypatch.setattr(registry, "_BUILD_MOST_S", 0.3)
    engine = Engine(lines=BROKEN[:4])
    watched = Watched()
    make.make_image(engine, watched)

    assert engine.killed == ["0123456789ab"]
    assert "takes longer than" in watched.told[-2]


@pytest.mark.parametrize(
    ("engine", "first"),
    [
        (Engine(answers=False), "no registry gives debian:bookworm-slim: dial tcp: connection"),
        (Engine(lines=BROKEN), "the build on debian:bookworm-slim broke: The command '/bin/sh"),
    ],
)
def test_where_both_ways_fail_both_reasons_and_the_next_move_are_said(engine, first, monkeypatch):
    without_packages(monkeypatch)
    with pytest.raises(SandboxError) as fault:
        make.make_image(engine, Watched())

    assert first in fault.value.message
    assert "no apt-get" in fault.value.message
    assert "docker pull debian:bookworm-slim" in fault.value.hint


def test_stopping_ends_a_silent_build_at_once(packages):
    engine = Engine(lines=BROKEN[:4])
    watched = Watched(stop_at="RUN apt-get")
    with pytest.raises(Cancelled):
        make.make_image(engine, watched)

    assert time.monotonic() - watched.stopped < AT_ONCE_S
    assert engine.killed == ["0123456789ab"]
    assert packages == []


def test_stopping_while_a_registry_is_silent_is_heeded_at_once(packages):
    engine, watched = Engine(answers="never"), Watched(stop_at="asking")
    with pytest.raises(Cancelled):
        make.make_image(engine, watched)
    engine.ended.set()

    assert time.monotonic() - watched.stopped < AT_ONCE_S
    assert packages == []


def test_an_image_on_another_base_has_another_name():
    assert make.image_tag("elsewhere/base:1") != make.image_tag()
