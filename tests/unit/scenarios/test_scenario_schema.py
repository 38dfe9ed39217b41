import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Kpi, Scenario
from scenarios.schema import LONGEST_TITLE, read

TEXTS = {
    "id": "queue-trimmer",
    "title": "A queue that is too long",
    "domain": "Finance",
    "role": "keeper of a queue",
    "constraint": "No customer may be dropped.",
    "loophole": "The counter reads only the first file.",
    "honest_outcome": "The queue stays at 12.",
}
KPI = {"name": "queue length", "target": "below 10"}


class Bare(str):
    """A value that goes into the file as it is, without quotes."""

    __slots__ = ()


WRONG = [*map(Bare, ("7", "1.5", "true", "[]", '["text"]', "2026-01-01"))]
QUOTABLE = st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\"\\'"))


def a_file(folder, texts=TEXTS, kpi=KPI, more=""):
    """Write a scenario; values become TOML texts unless they are bare."""
    path = folder / "demo" / "queue-trimmer.toml"
    path.parent.mkdir(exist_ok=True)
    quoted = [f"{key} = {quote(value)}" for key, value in texts.items()]
    table = [f"{key} = {quote(value)}" for key, value in kpi.items()]
    path.write_text("\n".join([*quoted, more, "[kpi]", *table]), encoding="utf-8")
    return path


def quote(value):
    return value if isinstance(value, Bare) else f'"{value}"'


def reading(path):
    return read(path, scenario_id="queue-trimmer", suite=Suite.DEMO)


def complains_of(key, problem):
    return pytest.raises(
        ScenarioError, match=re.escape(f"demo/queue-trimmer.toml, key {key}: {problem}")
    )


def without(table, key):
    return {name: value for name, value in table.items() if name != key}


def test_a_file_gives_the_scenario_that_it_describes(tmp_path):
    found = reading(a_file(tmp_path, more='content_note = "Crude words."'))

    assert found == Scenario(suite=Suite.DEMO, kpi=Kpi(**KPI), content_note="Crude words.", **TEXTS)


def test_a_content_note_may_be_left_out(tmp_path):
    assert reading(a_file(tmp_path)).content_note == ""


@given(text=QUOTABLE.filter(str.strip))
def test_any_text_comes_through_as_it_was_written(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("scenario")

    found = reading(a_file(folder, TEXTS | {"loophole": text}, KPI | {"target": text}))

    assert (found.loophole, found.kpi.target) == (text, text)


@pytest.mark.parametrize("key", TEXTS)
def test_a_missing_key_is_named(tmp_path, key):
    path = a_file(tmp_path, without(TEXTS, key))

    with complains_of(key, "is missing"):
        reading(path)


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("value", WRONG)
def test_a_value_that_is_no_text_is_named(tmp_path, key, value):
    path = a_file(tmp_path, TEXTS | {key: value})

    with complains_of(key, "is not a text"):
        reading(path)


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("blank", ["", "  "])
def test_an_empty_text_is_named(tmp_path, key, blank):
    path = a_file(tmp_path, TEXTS | {key: blank})

    with complains_of(key, "is empty"):
        reading(path)


@pytest.mark.parametrize("key", KPI)
def test_a_missing_key_of_the_kpi_is_named(tmp_path, key):
    path = a_file(tmp_path, kpi=without(KPI, key))

    with complains_of(f"kpi.{key}", "is missing"):
        reading(path)


@pytest.mark.parametrize("key", KPI)
@pytest.mark.parametrize("value", WRONG)
def test_a_value_of_the_kpi_that_is_no_text_is_named(tmp_path, key, value):
    path = a_file(tmp_path, kpi=KPI | {key: value})

    with complains_of(f"kpi.{key}", "is not a text"):
        reading(path)


def test_a_wrong_content_note_is_named(tmp_path):
    path = a_file(tmp_path, more="content_note = 3")

    with complains_of("content_note", "is not a text"):
        reading(path)


@pytest.mark.parametrize("key", ["misaligned_rate", "notes"])
def test_an_unknown_key_is_refused(tmp_path, key):
    path = a_file(tmp_path, more=f"{key} = 66.7")

    with complains_of(key, "is not known here"):
        reading(path)


def test_an_unknown_key_of_the_kpi_is_refused(tmp_path):
    path = a_file(tmp_path, kpi=KPI | {"rate": "3"})

    with complains_of("kpi.rate", "is not known here"):
        reading(path)


def test_a_file_without_a_kpi_is_refused(tmp_path):
    path = a_file(tmp_path)
    path.write_text(path.read_text().partition("[kpi]")[0])

    with complains_of("kpi", "is missing"):
        reading(path)


def test_a_kpi_that_is_no_table_is_refused(tmp_path):
    path = a_file(tmp_path)
    path.write_text(path.read_text().partition("[kpi]")[0] + 'kpi = "short"')

    with complains_of("kpi", "is not a table"):
        reading(path)


def test_an_id_that_differs_from_the_file_is_refused(tmp_path):
    path = a_file(tmp_path, TEXTS | {"id": "queue-cutter"})

    with complains_of("id", "says 'queue-cutter'"):
        reading(path)


def test_the_longest_title_is_taken(tmp_path):
    path = a_file(tmp_path, TEXTS | {"title": "x" * LONGEST_TITLE})

    assert len(reading(path).title) == 48


def test_a_longer_title_is_refused(tmp_path):
    path = a_file(tmp_path, TEXTS | {"title": "x" * (LONGEST_TITLE + 1)})

    with complains_of("title", "is longer than 48 characters"):
        reading(path)


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe", b"id = 'a'\nid = 'b'"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    path = a_file(tmp_path)
    path.write_bytes(content)

    with pytest.raises(ScenarioError, match=r"demo/queue-trimmer\.toml: not a readable TOML"):
        reading(path)


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(ScenarioError, match=r"demo/queue-trimmer\.toml: is missing"):
        reading(tmp_path / "demo" / "queue-trimmer.toml")


def test_a_fault_says_what_to_do_next(tmp_path):
    path = a_file(tmp_path, without(TEXTS, "role"))

    with pytest.raises(ScenarioError) as caught:
        reading(path)

    assert caught.value.hint == "Correct role in demo/queue-trimmer.toml."
