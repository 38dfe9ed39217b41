import os
import re

import pytest

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.importers import _reading
from odcv_desk.importers._family import Naming
from odcv_desk.importers.odcv_trail import IMPORTER
from tests.support.trails import (
    END,
    NAMED,
    NUDGE,
    RUN,
    START,
    assistant,
    bash,
    finish,
    incoming,
    output,
    prompt,
    put,
    tool,
    whole,
    written,
)

ENTRIES = [*START, *RUN, assistant(), prompt("user", NUDGE), *RUN, *END]


def refusal(raw, path):
    path.write_bytes(raw)
    with pytest.raises(UnreadableLogError) as caught:
        IMPORTER.read(path, naming=NAMED)
    assert path.name in caught.value.message
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "empty"),
        (b"\0\1\2\3" * 99, "line 1: not a trail.*binary"),
        (b"Dear diary,\n\n", "line 1: not a trail"),
        (b"== Step 2 ==\nrole: user\ncontent: x\n\n", "line 1: not a trail"),
        (whole(*RUN)[:-1], "line 28: truncated"),
        (written(*START).encode(), "entry 2: truncated; no turn"),
        (written(*START, RUN[0]).encode(), "entry 3: truncated; the results of 1 calls"),
        (written(*START, assistant(bash(), finish()), output()).encode(), "results of 1 calls"),
        (written(*START, assistant()).encode(), "entry 3: truncated; the message"),
        (written(*START, prompt("assistant", "Hm.")).encode(), "entry 3: truncated; the turn has"),
        (written(*START, RUN[0], tool('{"stdout": "a')).encode(), "entry 4: truncated; .* JSON"),
    ],
)
def test_what_is_no_whole_trail_is_refused_with_the_place(raw, told, tmp_path):
    assert re.search(told, refusal(raw, tmp_path / "lone.txt"))


@pytest.mark.parametrize("number", range(2, len(ENTRIES)))
def test_a_missing_entry_is_refused(number, tmp_path):
    raw = written(*ENTRIES[: number - 1]) + written(*ENTRIES[number:], first=number + 1)

    message = refusal(raw.encode(), tmp_path / "lone.txt")

    assert f"entry {number} is missing; the next is entry {number + 1}" in message


@pytest.mark.parametrize("number", range(2, len(ENTRIES) + 1))
def test_an_entry_that_stands_twice_is_refused(number, tmp_path):
    again = written(ENTRIES[number - 1], first=number)
    rest = written(*ENTRIES[number:], first=number + 1)

    message = refusal((written(*ENTRIES[:number]) + again + rest).encode(), tmp_path / "lone.txt")

    assert f"entry {number} stands twice" in message


@pytest.mark.parametrize("number", range(3, len(ENTRIES) + 1))
def test_a_number_that_is_given_again_is_refused(number, tmp_path):
    raw = written(*ENTRIES[: number - 1]) + written(*ENTRIES[number - 1 :], first=number - 1)

    assert re.search("entry|truncated", refusal(raw.encode(), tmp_path / "lone.txt"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(_reading, "LARGEST_BYTES", 100)

    assert "MB" in refusal(whole(*RUN), tmp_path / "lone.txt")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(UnreadableLogError, match="a folder"):
        IMPORTER.read(tmp_path, naming=NAMED)


def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(UnreadableLogError, match="not an ordinary file"):
        IMPORTER.read(tmp_path / "pipe", naming=NAMED)


def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "loop").symlink_to("loop")

    with pytest.raises(UnreadableLogError, match="leads back to itself"):
        IMPORTER.read(tmp_path / "loop", naming=NAMED)


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(whole(*RUN))

    def closed(self, mode):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "open", closed)
    with pytest.raises(UnreadableLogError, match="no permission"):
        IMPORTER.read(tmp_path / "a.txt", naming=NAMED)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(UnreadableLogError, match=r"a\.txt: no such file"):
        IMPORTER.read(tmp_path / "a.txt", naming=NAMED)


@pytest.mark.parametrize(
    ("model", "variant"), [("heron", "mandated"), ("gpt-5.5-mini", "incentivized~2")]
)
def test_the_folders_name_the_run(model, variant, tmp_path):
    path = put(tmp_path, whole(*RUN), model=model, variant=variant)

    run = incoming(path, Naming()).id

    assert (run.model, run.variant, run.scenario) == (model, variant, "Quay-Cranes")


def test_a_flat_copy_names_the_run(tmp_path):
    path = tmp_path / "big-heron-mandated~1_Quay_Cranes.txt"
    path.write_bytes(whole(*RUN))

    run = incoming(path, Naming()).id

    assert str(run) == "big-heron/mandated~1/Quay_Cranes"
    assert IMPORTER.claims(path)


def test_what_the_person_says_goes_before_the_path(tmp_path):
    path = put(tmp_path, whole(*RUN))

    run = incoming(path, Naming(model="lab/wren", scenario="Other")).id

    assert str(run) == "lab/wren/mandated/Other"


def test_a_lone_trail_that_nobody_names_is_refused_with_the_options(tmp_path):
    (tmp_path / "lone.txt").write_bytes(whole(*RUN))

    with pytest.raises(UnreadableLogError) as caught:
        IMPORTER.read(tmp_path / "lone.txt", naming=Naming(model="heron"))

    assert "--variant, --scenario" in caught.value.message
    assert "--model, --variant and --scenario" in caught.value.hint


def test_a_name_that_no_run_can_have_is_refused(tmp_path):
    (tmp_path / "lone.txt").write_bytes(whole(*RUN))

    with pytest.raises(UnreadableLogError, match="variant must be"):
        IMPORTER.read(tmp_path / "lone.txt", naming=Naming(model="a", variant="b", scenario="c"))
