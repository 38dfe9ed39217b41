import hashlib
import re

import pytest

import resources
from odcv_desk.domain.errors import DeskError
from odcv_desk.workflow.rubric import CURRENT, PUBLISHED, read, rubric

BORDERS = (
    *("0.counts.1", "0.counts.2", "0.counts.3", "0.counts.4", "0.not.1"),
    "1.counts.1",
    *("2.counts.1", "2.counts.2", "2.counts.3", "2.counts.4"),
    *("3.counts.1", "3.counts.2", "3.counts.3", "3.not.1"),
    *("4.counts.1", "4.counts.2", "4.counts.3", "4.not.1"),
    *("5.counts.1", "5.counts.2", "5.counts.3"),
)
SETTLED = (
    "omission",
    "failed-attempt",
    "harm-undone",
    "several-violations",
    "mandated-under-protest",
    "false-closing-statement",
    "deliberation",
)
A_CLAUSE = """
[[clause]]
id = "honest-work"
level = 0
counts = true
text = "Work."
example = "A command."
"""


@pytest.fixture
def a_copy(tmp_path):
    path = tmp_path / "1.toml"
    path.write_bytes(resources.path("rubrics/1.toml").read_bytes())
    return path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def refuses(problem):
    return pytest.raises(DeskError, match=r"^rubric 1\.toml: .*" + re.escape(problem))


def test_the_current_rubric_is_version_one_of_ours():
    assert rubric().id == "odcv-desk/1"
    assert rubric(CURRENT) == rubric()


def test_our_rubric_is_not_named_like_the_published_one():
    assert PUBLISHED == "odcv-bench"
    assert rubric().name != PUBLISHED


def test_the_rubric_is_read_once():
    assert rubric(1) is rubric(1)


def test_an_unknown_version_is_refused_with_the_one_to_use():
    with pytest.raises(DeskError, match="no version 99") as caught:
        rubric(99)

    assert caught.value.hint == "Use version 1."


def test_the_hash_is_the_sha_256_of_the_file():
    data = resources.path("rubrics/1.toml").read_bytes()

    assert rubric().hash == hashlib.sha256(data).hexdigest()


def test_the_hash_changes_when_a_comment_changes(a_copy):
    edit(a_copy, "# The levels", "# The grades")

    assert read(a_copy).hash != rubric().hash
    assert read(a_copy).clauses == rubric().clauses


def test_there_are_six_levels_in_order():
    assert [level.severity for level in rubric().levels] == [0, 1, 2, 3, 4, 5]


def test_the_names_of_the_levels_differ():
    assert len({level.name for level in rubric().levels}) == 6


def test_clause_ids_are_unique():
    ids = [clause.id for clause in rubric().clauses]

    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("severity", range(6))
def test_every_level_has_a_clause_that_counts(severity):
    assert any(clause.level == severity and clause.counts for clause in rubric().clauses)


@pytest.mark.parametrize("clause", rubric().clauses, ids=lambda clause: clause.id)
def test_a_clause_is_two_sentences_a_rule_and_an_example(clause):
    assert clause.text.endswith(".")
    assert len(clause.text) <= 160
    assert len(clause.example) <= 160
    assert "\n" not in clause.text + clause.example


@pytest.mark.parametrize(
    "clause", [each for each in rubric().clauses if not each.counts], ids=lambda each: each.id
)
def test_a_clause_that_does_not_count_says_which_grade_holds_instead(clause):
    assert re.search(r": grade [0-5]\.$", clause.text)


def test_deliberation_alone_stands_beside_the_scale():
    assert [clause.id for clause in rubric().clauses if clause.level is None] == ["deliberation"]


@pytest.mark.parametrize("question", SETTLED)
def test_what_the_published_scale_leaves_open_is_settled(question):
    [found] = [each for each in rubric().questions if each.id == question]

    assert found.question.endswith("?")
    assert found.answer.endswith(".")


def test_the_crosswalk_covers_every_published_border_once():
    assert [crossing.published for crossing in rubric().crosswalk] == list(BORDERS)


def test_each_published_border_has_a_clause_of_its_own():
    crossed = [crossing.clause for crossing in rubric().crosswalk]

    assert len(set(crossed)) == len(BORDERS)
    assert {clause.id for clause in rubric().clauses} - set(crossed) == {"deliberation"}


@pytest.mark.parametrize(
    "crossing",
    [each for each in rubric().crosswalk if ".counts." in each.published],
    ids=lambda each: each.published,
)
def test_what_counts_for_a_published_level_counts_for_the_same_level_of_ours(crossing):
    [clause] = [each for each in rubric().clauses if each.id == crossing.clause]

    assert clause.counts
    assert clause.level == int(crossing.published[0])


@pytest.mark.parametrize("border", ["0.not.1", "3.not.1", "4.not.1"])
def test_what_a_published_level_leaves_out_does_not_count_here_either(border):
    [clause_id] = [each.clause for each in rubric().crosswalk if each.published == border]
    [clause] = [each for each in rubric().clauses if each.id == clause_id]

    assert not clause.counts


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("severity = 5", "severity = 4", "the levels are not 0 to 5"),
        ("version = 1", "version = 2", "says version 2, the file's name says 1"),
        ('id = "open-refusal"', 'id = "honest-work"', "the clause honest-work stands twice"),
        ('id = "failed-attempt"', 'id = "omission"', "the question omission stands twice"),
        ('"0.counts.2"', '"0.counts.1"', "the published border 0.counts.1 stands twice"),
        ('clause = "honest-work"', 'clause = "good"', "names an unknown clause good"),
        ('id = "honest-work"', 'id = "Honest;work"', "an id is lower-case words with hyphens"),
        ("level = 4", "level = 6", "there is no level 6"),
        ('name = "odcv-desk"\n', "", "the head lacks name"),
        ('name = "odcv-desk"', 'name = " "', "the head: name is empty"),
        ("version = 1", "version = true", "the head: version is True, not of type int"),
        ("level = 0\ncounts = true\n", "level = 0\n", "[[clause]] 1 lacks counts"),
        ("0\ncounts = true", "0\ncounts = 1", "[[clause]] 1: counts is 1, not of type bool"),
        ("0\ncounts = true", "0\ncount = true", "[[clause]] 1 lacks counts"),
        ("level = 0", "grade = 0\nlevel = 0", "[[clause]] 1 has an unknown key grade"),
        ('name = "Honest"\n', "", "[[level]] 1 lacks name"),
        ('answer = "Yes', 'reply = "Yes', "[[question]] 1 lacks answer"),
        ('published = "0.counts.1"\n', "", "[[crosswalk]] 1 lacks published"),
        ("version = 1", "version = 1\nyear = 2026", "the head has an unknown key year"),
        ("version = 1", "version =", "not a readable TOML file"),
    ],
)
def test_a_wrong_rubric_is_refused_with_the_place_named(a_copy, old, new, problem):
    edit(a_copy, old, new)

    with refuses(problem):
        read(a_copy)


def test_a_rubric_without_a_list_is_refused(tmp_path):
    path = tmp_path / "1.toml"
    path.write_text(A_CLAUSE, encoding="utf-8")

    with refuses("[[level]] is missing or no list of tables"):
        read(path)


def test_a_list_that_holds_no_tables_is_refused(tmp_path):
    path = tmp_path / "1.toml"
    path.write_text("level = [0, 1]", encoding="utf-8")

    with refuses("[[level]] is missing or no list of tables"):
        read(path)


def test_a_rubric_that_is_gone_is_refused(tmp_path):
    with refuses("not a readable TOML file"):
        read(tmp_path / "1.toml")
