import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Reason, Stage
from odcv_desk.domain.label_file import COLUMNS, EXTRA_COLUMNS, join_list, time_text
from odcv_desk.importers._family import Naming
from odcv_desk.importers._label_rows import KEY_ONLY, NO_TIME
from odcv_desk.importers.label_file import IMPORTER

CELL = "heron/mandated/Cranes"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def read(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return IMPORTER.read(path, naming=Naming()).labels


def in_csv(folder, header, *rows):
    return read(folder, "gold.csv", "\r\n".join((header, *rows, "")))


def in_jsonl(folder, *rows):
    return read(folder, "gold.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def a_row(**more):
    return {"id": CELL, "severity": 3, "rater": "ada"} | more


def test_every_column_of_a_csv_is_taken(tmp_path):
    row = (
        f"{CELL},abc,4.0,,ada,wave-1,revealed,true,low,a;b\\;c,3;5,here;x\\\\y,"
        '"two\nlines",12.5,odcv-desk/1,2026-05-04T14:00:00+02:00,'
    )

    (found,) = in_csv(tmp_path, ",".join(COLUMNS), row)

    label = found.label
    assert (str(label.run), found.key, found.run_given) == (CELL, "abc", True)
    assert (label.severity, label.outcome, label.retracts) == (4, None, None)
    assert (label.rater, label.wave, label.stage) == ("ada", "wave-1", Stage.REVEALED)
    assert (label.asserted, label.confidence) == (True, Confidence.LOW)
    assert label.tags == ("a", "b;c")
    assert label.evidence == (Evidence(step=3, quote="here"), Evidence(step=5, quote="x\\y"))
    assert (label.note, label.seconds, label.rubric) == ("two\nlines", 12.5, "odcv-desk/1")
    assert (label.created_at, found.created_given, found.stage_given) == (NOON, True, True)


def test_every_key_of_a_json_line_is_taken(tmp_path):
    row = a_row(
        severity=None, outcome="invalid_run", confidence="high", tags=["a;b"], evidence=[3, 5],
        quotes=["x", ""], note="n", seconds=3, created_at="2026-05-04T12:00:00Z", asserted=False,
        rubric="other/2", rubric_hash="ff", stage="adjudicated",
    )  # fmt: skip

    (found,) = in_jsonl(tmp_path, row)

    label = found.label
    assert (label.severity, label.outcome) == (None, Outcome.INVALID_RUN)
    assert (label.tags, label.confidence) == (("a;b",), Confidence.HIGH)
    assert label.evidence == (Evidence(step=3, quote="x"), Evidence(step=5))
    assert (label.seconds, label.created_at, label.asserted) == (3.0, NOON, False)
    assert (label.rubric, label.rubric_hash, label.stage) == ("other/2", "ff", Stage.ADJUDICATED)


def test_what_a_line_does_not_say_is_told_apart(tmp_path):
    (found,) = in_csv(tmp_path, "key,severity,rater", "abc,0,ada")

    assert (found.run_given, found.stage_given, found.created_given) == (False, False, False)
    assert (found.label.run, found.label.created_at) == (KEY_ONLY, NO_TIME)
    assert (found.label.stage, found.label.rubric) == (Stage.BLIND, "")


def test_a_retraction_names_the_time_of_its_label(tmp_path):
    (found,) = in_csv(tmp_path, "id,rater,retracts", f"{CELL},ada,2026-05-04T12:00:00Z")

    assert found.label.retracts == NOON


def test_lines_are_counted_as_in_the_file(tmp_path):
    rows = in_csv(tmp_path, "id,severity,rater,note", f'{CELL},1,a,"x\ny"', "", f"{CELL},2,b,")

    assert [row.line for row in rows] == [2, 5]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"severity": 6}, "severity '6'"),
        ({"severity": 2.5}, "severity '2.5'"),
        ({"severity": True}, "severity True"),
        ({"severity": None}, "neither severity nor outcome"),
        ({"outcome": "invalid_run"}, "severity and outcome together"),
        ({"retracts": "2026-05-04T12:00:00Z"}, "severity and retracts together"),
        ({"severity": None, "outcome": "bad"}, "outcome 'bad': not one of cannot_judge"),
        ({"rater": " "}, "no rater"),
        ({"id": ""}, "neither id nor key"),
        ({"id": "heron/Cranes"}, "id 'heron/Cranes'"),
        ({"id": "heron/strict/Cranes"}, "id 'heron/strict/Cranes'"),
        ({"stage": "open"}, "stage 'open': not one of blind"),
        ({"confidence": "sure"}, "confidence 'sure'"),
        ({"asserted": "perhaps"}, "asserted 'perhaps'"),
        ({"evidence": [0]}, "evidence '0'"),
        ({"evidence": ["x"]}, "evidence 'x'"),
        ({"evidence": [True]}, "evidence"),
        ({"evidence": 3}, "evidence '?3'?: not a list"),
        ({"evidence": [3], "quotes": ["a", "b"]}, "quotes: 2 for 1"),
        ({"tags": [None]}, "tags"),
        ({"seconds": -1}, "seconds '-1'"),
        ({"seconds": "1e999"}, "seconds '1e999'"),
        ({"created_at": "noon"}, "created_at 'noon'"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "created_at"),
        ({"note": ["a"]}, "note"),
        ({"colour": "red"}, "unknown column 'colour'"),
    ],
)
def test_a_wrong_line_is_refused_with_its_field(more, told, tmp_path):
    with pytest.raises(UnreadableLogError, match=rf"gold\.jsonl: line 2: .*{told}"):
        in_jsonl(tmp_path, a_row(), a_row(**more))


def test_one_wrong_line_refuses_all_and_ten_are_told(tmp_path):
    rows = [a_row(severity=9) for _ in range(13)]

    with pytest.raises(UnreadableLogError) as caught:
        in_jsonl(tmp_path, a_row(), *rows)

    assert "line 11:" in caught.value.message
    assert "line 12:" not in caught.value.message
    assert "and 3 more; no label was taken" in caught.value.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("id,severity,rater\r\n", "no labels"),
        ("id,severity\r\na,1\r\n", "line 1: no column rater"),
        ("severity,rater\r\n1,a\r\n", "line 1: no column id or key"),
        ("id,rater\r\nx,a\r\n", "line 1: no column outcome or retracts or severity"),
        ("id,severity,rater,colour\r\nx,1,a,red\r\n", "line 1: unknown column 'colour'"),
        ("id,severity,rater,id\r\nx,1,a,x\r\n", "line 1: column 'id' stands twice"),
        (f"id,severity,rater\r\n{CELL},1\r\n", "line 2: 2 cells"),
        (f"id,severity,rater\r\n{CELL},1,a,b\r\n", "line 2: 4 cells"),
        (f'id,severity,rater\r\n{CELL},1,"a', "line 2: .* cut off"),
        (b"id,severity,rater\r\n\xff,1,a\r\n", "line 2: not text in UTF-8"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(text, told, tmp_path):
    with pytest.raises(UnreadableLogError, match=rf"gold\.csv.*{told}"):
        read(tmp_path, "gold.csv", text)


@pytest.mark.parametrize("line", ["{", "[1]", "3", '{"id": 1e9999999', "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(line, tmp_path):
    with pytest.raises(UnreadableLogError, match=r"line 2: not (JSON|a JSON object)"):
        read(tmp_path, "gold.jsonl", json.dumps(a_row()) + "\n" + line + "\n")


def test_columns_of_our_own_exports_are_accepted(tmp_path):
    header = ",".join(("id", "severity", "rater", "title", *EXTRA_COLUMNS))
    row = f"{CELL},3,ada,Cranes,ff" + ",x" * (len(EXTRA_COLUMNS) - 4) + ",true,,"

    (found,) = in_csv(tmp_path, header, row)

    assert (found.label.rubric_hash, found.label.repeat) == ("ff", True)


def test_a_ruling_that_leaves_a_run_open_is_taken_with_its_shares(tmp_path):
    row = a_row(severity=None, shares=["2:0.25", "4:0.75"], reason="ambiguous", stage="adjudicated")

    (found,) = in_jsonl(tmp_path, row)

    assert found.label.shares == ((2, 0.25), (4, 0.75))
    assert found.label.reason is Reason.AMBIGUOUS


@pytest.mark.parametrize(
    "shares", [["2"], ["2:x"], ["9:0.5", "2:0.5"], ["2:nan", "4:0.5"], ["2:0.5", "4:0.4"], ["2:1"]]
)
def test_shares_that_say_nothing_are_refused(shares, tmp_path):
    with pytest.raises(UnreadableLogError, match=r"line 1: shares"):
        in_jsonl(tmp_path, a_row(severity=None, shares=shares))


def test_half_a_character_is_replaced(tmp_path):
    (found,) = in_jsonl(tmp_path, a_row(note="\ud800"))

    assert found.label.note == "\ufffd"


@pytest.mark.parametrize(
    ("name", "head", "is_ours"),
    [
        ("a.csv", b"id,severity,rater\r\n", True),
        ("a.csv", b'\xef\xbb\xbf"rater","key","outcome"\n', True),
        ("a.csv", b"id,rater,retracts\n", True),
        ("a.csv", b"id,severity\n", False),
        ("a.csv", b"scenario,heron-mandated\n", False),
        ("a.txt", b'{"rater": "a", "key": "k", "outcome": "x"}\n', True),
        ("a.jsonl", b'{"rater": "a", "id": "k", "severity": 1, "note": "' + b"x" * 4000, True),
        ("a.jsonl", b'{"id": "k", "severity": 1}\n', False),
        ("a.csv", b"", False),
    ],
)
def test_a_label_file_is_known_by_its_columns(name, head, is_ours, tmp_path):
    assert IMPORTER.recognises(tmp_path / name, head) is is_ours
    assert not IMPORTER.claims(tmp_path / name)


WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@given(
    tags=st.lists(WORDS, max_size=3).map(tuple),
    evidence=st.lists(st.tuples(st.integers(1, 99), WORDS), max_size=3),
    moment=st.datetimes(timezones=st.just(UTC)),
)
def test_lists_and_times_survive_both_forms(tags, evidence, moment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("labels")
    steps, quotes = [step for step, _ in evidence], [quote for _, quote in evidence]
    row = {"tags": list(tags), "evidence": steps, "quotes": quotes, "created_at": time_text(moment)}
    cells = (tags, map(str, steps), quotes)
    quoted = ['"' + join_list(cell).replace('"', '""') + '"' for cell in cells]

    (from_jsonl,) = in_jsonl(folder, a_row(**row))
    (from_csv,) = in_csv(
        folder,
        "id,severity,rater,tags,evidence,quotes,created_at",
        ",".join((CELL, "3", "ada", *quoted, time_text(moment))),
    )

    assert from_csv.label == from_jsonl.label
    assert from_csv.label.tags == tags
    assert from_csv.label.evidence == tuple(
        Evidence(step=step, quote=quote) for step, quote in evidence
    )
    assert from_csv.label.created_at == moment
