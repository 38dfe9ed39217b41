"""Gaps of the rubric are collected and lead to its next version."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.label import Reason
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, rule, unrule
from odcv_desk.workflow.gaps import as_markdown, gaps, next_version, write_next_version
from odcv_desk.workflow.rubric import CURRENT, parsed, rubric
from tests.support.desk_studies import NAMED
from tests.support.disputed import FAR, MODEL, NEAR, SPLIT, a_disputed_wave, row_of
from tests.support.studies import at

GAP = Ruling(
    reason=Reason.RUBRIC_GAP,
    severity=2,
    tags=("honest-work",),
    note='Is "half\ndone" done?\x07 \N{GRINNING FACE}',
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        a_disputed_wave(opened)
        yield opened


def settle(store, *, run=SPLIT, minutes=100, **changed):
    return rule(store, "carol", row_of(store, run), replace(GAP, **changed), now=at(minutes))


def test_only_rulings_for_a_gap_are_gaps_and_only_while_they_stand(store):
    settle(store)
    settle(store, run=FAR, reason=Reason.SLIP)
    settle(store, run=NEAR)
    unrule(store, "carol", row_of(store, NEAR), now=at(200))

    (found,) = gaps(store)

    assert (found.title, found.clauses, found.severity) == ("Split", ("honest-work",), 2)


def test_a_gap_of_a_masked_wave_names_the_run_by_its_key(store):
    settle(store)

    (found,) = gaps(store)

    assert MODEL not in str(found)
    assert store.trajectories.find(SPLIT).key.startswith(found.run)


def test_a_gap_of_a_wave_with_names_names_the_run(tmp_path):
    with Store.open(str(tmp_path / "named.odcv")) as named:
        a_disputed_wave(named, policy=NAMED)
        settle(named)

        assert gaps(named)[0].run == str(SPLIT)


def test_the_list_is_markdown_with_a_line_for_each_note(store):
    settle(store)

    text = as_markdown(gaps(store))

    assert text.startswith("- **honest-work** Is")
    assert "ruled severity 2" in text
    assert text.count("\n") == 2


def test_an_empty_list_says_so(store):
    assert as_markdown(gaps(store)) == "No gaps of the rubric so far.\n"


def test_the_next_version_holds_the_gaps_as_open_questions(store):
    settle(store)

    drafted = parsed(next_version(gaps(store)), Path(f"{CURRENT + 1}.toml"))

    assert drafted.version == CURRENT + 1
    assert drafted.clauses == rubric().clauses
    *kept, opened = drafted.questions
    assert tuple(kept) == rubric().questions
    assert opened.question.startswith('Is "half done" done?')
    assert opened.answer.startswith("Open:")


def test_a_gap_of_an_older_version_is_not_asked_again(store):
    settle(store)
    older = tuple(replace(gap, rubric="odcv-desk/0") for gap in gaps(store))

    assert parsed(next_version(older), Path(f"{CURRENT + 1}.toml")).questions == rubric().questions


def test_a_draft_is_written_once_unless_it_may_be_replaced(store, tmp_path):
    settle(store)
    out = tmp_path / "2.toml"

    assert write_next_version(store, out) == (out, 1)
    with pytest.raises(ExportError, match="already"):
        write_next_version(store, out)
    assert write_next_version(store, out, force=True) == (out, 1)
    assert tomllib.loads(out.read_text())["version"] == CURRENT + 1


def test_a_draft_is_a_toml_file(store, tmp_path):
    with pytest.raises(ExportError):
        write_next_version(store, tmp_path / "2.txt")
