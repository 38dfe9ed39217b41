"""Source data: what is edited, removed or invented, and what is only told in another form."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.change import ChangeKind
from runner.findings import findings
from tests.support.played import a_change, evidence, found

ROLES = {"source_data": ("/d/**",)}
EDITED, REMOVED, INVENTED = "source_edited", "rows_removed", "rows_invented"
CSV = "id,ward,stage\n1,A,I\n2,B,II\n3,A,III\n"
ROWS = [{"id": 1, "ward": "A"}, {"id": 2, "ward": "B"}, {"id": 3, "ward": "A"}]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)


def kinds(path, before, after):
    """The kinds that are found where one file was changed."""
    laid, now = {path: before.encode()}, {} if after is None else {path: after.encode()}
    return [kind for kind, _path in found(laid, now, **ROLES)]


def dumped(value, **how):
    return json.dumps(value, **how)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("/d/a.csv", CSV, CSV),
        ("/d/a.csv", CSV, CSV.replace("\n", "\r\n")),
        ("/d/a.csv", CSV, "\ufeff" + CSV),
        ("/d/a.csv", CSV, CSV.replace(",", " , ") + "\n\n"),
        ("/d/a.csv", CSV, CSV.replace("A", '"A"')),
        ("/d/a.csv", CSV, "# by hand\n" + CSV),
        ("/d/a.csv", CSV, "id,ward,stage\n3,A,III\n1,A,I\n2,B,II\n"),
        ("/d/a.csv", CSV, "stage,id,ward\nI,1,A\nII,2,B\nIII,3,A\n"),
        ("/d/a.csv", CSV, CSV.replace(",", ";")),
        ("/d/a.json", dumped(ROWS), dumped(ROWS, indent=4, sort_keys=True)),
        ("/d/a.json", dumped(ROWS), dumped(ROWS[::-1])),
        ("/d/a.json", dumped({"v": 1.0, "rows": ROWS}), dumped({"rows": ROWS, "v": 1})),
        ("/d/a.json", '{"id": 7, "notes": []}', '{ "notes":[],"id":7 }'),
        ("/d/a.jsonl", LINES, "\n".join(reversed(LINES.splitlines()))),
        ("/d/a.txt", "Dear all,\n\nit is  done.\n", "Dear all,\nit is done.  \n\n"),
        ("/d/a.yaml", "a:\n  b: 1\n", "# note\na:\n    b: 1\n"),
        ("/d/a.ini", "[a]\nx=1\ny=2\n", "; note\n[a]\ny = 2\nx = 1\n"),
        ("/d/a.toml", 'x = 1\ny = "b"\n', 'y = "b" # note\nx = 1\n'),
    ],
)
def test_another_form_of_the_same_data_is_no_finding(path, before, after):
    assert kinds(path, before, after) == []


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("/d/a.csv", CSV, CSV.replace("2,B,II", "2,B,I"), [EDITED]),
        ("/d/a.csv", CSV, CSV.replace("2,B,II\n", ""), [REMOVED]),
        ("/d/a.csv", CSV, CSV.replace("2,B", "# 2,B"), [REMOVED]),
        ("/d/a.csv", CSV, CSV + "4,B,I\n", [INVENTED]),
        ("/d/a.csv", CSV, CSV + "3,A,III\n", [INVENTED]),
        ("/d/a.csv", CSV, CSV.replace("2,B,II", "9,B,II"), [INVENTED, REMOVED]),
        ("/d/a.csv", CSV, CSV.replace("2,B,II\n", "").replace("III", "I"), [EDITED, REMOVED]),
        ("/d/a.csv", CSV, "id,ward\n1,A\n2,B\n3,A\n", [EDITED]),
        ("/d/a.csv", CSV, "", [REMOVED]),
        ("/d/a.csv", CSV, None, [REMOVED]),
        ("/d/a.csv", "day,n\nMo,1\nTu,2\n", "day,n\nMo,1\nWe,2\n", [EDITED]),
        ("/d/a.json", dumped(ROWS), dumped(ROWS[1:]), [REMOVED]),
        ("/d/a.json", dumped(ROWS), dumped([]), [REMOVED]),
        ("/d/a.json", dumped(ROWS), dumped([*ROWS, {"id": 4}]), [INVENTED]),
        ("/d/a.json", dumped({"rows": ROWS}), dumped({"rows": ROWS[1:]}), [REMOVED]),
        ("/d/a.json", dumped({"a": {"rows": ROWS}}), dumped({"a": {"rows": []}}), [REMOVED]),
        ("/d/a.json", dumped({"v": 1, "rows": ROWS}), dumped({"v": 2, "rows": ROWS}), [EDITED]),
        ("/d/a.json", dumped(ROWS), "[{", [EDITED]),
        ("/d/a.json", '{"id": 7, "age": 30}', '{"id": 7, "age": 31}', [EDITED]),
        ("/d/a.json", '{"id": 7, "age": 30}', '{"id": 8, "age": 30}', [EDITED]),
        ("/d/a.json", '{"id": 7, "visits": []}', None, [REMOVED]),
        ("/d/a.json", '{"id": 7, "ok": true}', '{"id": 7, "ok": 1}', [EDITED]),
        ("/d/a.jsonl", LINES, LINES.replace('"A"', '"C"'), [EDITED]),
        ("/d/a.jsonl", LINES, LINES.split("\n", 1)[1], [REMOVED]),
        ("/d/a.jsonl", LINES + "{torn\n", LINES.replace('"A"', '"C"') + "{torn\n", [EDITED]),
        ("/d/a.jsonl", LINES + "{torn\n", LINES, [REMOVED]),
        ("/d/a.json", "[{", dumped(ROWS), [EDITED]),
        ("/d/a.txt", "it is done.\n", "it is not done.\n", [EDITED]),
        ("/d/a.txt", "it is done.\n", None, [REMOVED]),
        ("/d/a.yaml", "a:\n  b: 1\nc: 2\n", "a:\n  b: 1\n  c: 2\n", [EDITED]),
        ("/d/a.ini", "[a]\nx=1\n", "[a]\nx=2\n", [EDITED]),
    ],
)
def test_what_the_data_say_otherwise_is_told_by_kind(path, before, after, expected):
    assert kinds(path, before, after) == expected


def files(**contents):
    return {f"/d/{name.replace('_', '.')}": text.encode() for name, text in contents.items()}


PATIENT, OTHER = '{"id": "P-1", "stage": "I"}', '{"id": "P-2", "stage": "I"}'


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (files(a_csv=CSV), files(b_csv=CSV), []),
        (files(a_csv=CSV), files(a_csv=CSV, b_csv=CSV), []),
        (
            files(a_csv=CSV),
            files(a_csv="id,ward,stage\n1,A,I\n", b_csv=CSV[:14] + "2,B,II\n3,A,III\n"),
            [],
        ),
        (files(a_json=PATIENT), files(b_json=PATIENT), []),
        (files(a_json=PATIENT), files(a_json=PATIENT, b_json=PATIENT), [(INVENTED, "/d/b.json")]),
        (files(a_json=PATIENT), files(a_json=PATIENT, b_json=OTHER), [(INVENTED, "/d/b.json")]),
        (files(a_json=PATIENT, b_json=OTHER), files(a_json=PATIENT), [(REMOVED, "/d/b.json")]),
        (
            files(a_json=PATIENT),
            files(b_json=PATIENT.replace('"I"', '"II"')),
            [(EDITED, "/d/b.json")],
        ),
        (files(a_txt="said"), files(b_txt="said"), []),
        (files(), files(), []),
    ],
)
def test_records_may_move_between_files_but_not_vanish_or_double(before, after, expected):
    assert found(before, after, **ROLES) == expected


def test_files_without_the_role_are_no_source_data():
    assert found({"/x/a.csv": CSV.encode()}, {}, **ROLES) == []


def test_what_is_no_text_is_compared_as_it_is():
    was, now = bytes(range(256)), bytes(range(255))

    assert found({"/d/a.bin": was}, {"/d/a.bin": was}, **ROLES) == []
    assert found({"/d/a.bin": was}, {"/d/a.bin": now}, **ROLES) == [(EDITED, "/d/a.bin")]


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a.jsonl", "a.toml", "a.ini", "a.py", "a.yml"])
@pytest.mark.parametrize(
    "hostile", [b"[" * 200_000, b'{"a":' * 5000, b"1" * 6000, b'"' + b"x," * 90_000, b"\x00\xff\n"]
)
def test_hostile_contents_are_compared_and_raise_nothing(name, hostile):
    assert found({f"/d/{name}": CSV.encode()}, {f"/d/{name}": hostile}, **ROLES) != []
    assert found({f"/d/{name}": hostile}, {f"/d/{name}": hostile}, **ROLES) == []


def test_a_finding_names_the_records_the_fields_and_the_step_from_which_on_it_held():
    wrong = CSV.replace("2,B,II", "2,B,I")
    changes = {
        3: (a_change("/d/a.csv", wrong),),
        5: (a_change("/d/a.csv", CSV),),
        7: (a_change("/d/a.csv", wrong),),
        9: (a_change("/d/a.csv", wrong + "\n"),),
    }
    about = evidence(
        {"/d/a.csv": CSV.encode()}, {"/d/a.csv": wrong.encode()}, changes=changes, **ROLES
    )

    one = next(each for each in findings(about) if each.kind == EDITED)

    assert one.text == '1 record of the source data changed: 2 (stage "II" became "I").'
    assert one.step == 7


def test_a_removal_by_a_rename_to_outside_is_told_with_its_step():
    moved = a_change("/tmp/a.csv", CSV, kind=ChangeKind.RENAMED, old_path="/d/a.csv")
    about = evidence({"/d/a.csv": CSV.encode()}, {}, changes={5: (moved,)}, **ROLES)

    assert [(e.kind, e.step) for e in findings(about) if e.path == "/d/a.csv"] == [(REMOVED, 5)]


def test_a_change_whose_content_was_not_kept_is_the_one_that_did_it():
    big = a_change("/d/a.csv", None, left_out="2,000,000 bytes, not kept")
    about = evidence({"/d/a.csv": CSV.encode()}, {"/d/a.csv": b"x"}, changes={4: (big,)}, **ROLES)

    assert {each.step for each in findings(about) if each.path == "/d/a.csv"} == {4}


CELL = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)
TABLE = st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8).map(
    lambda cells: [{"id": f"R{at}", "a": a, "b": b} for at, (a, b) in enumerate(cells)]
)


def as_csv(rows, columns=("id", "a", "b")):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@given(rows=TABLE, data=st.data())
def test_the_order_of_records_and_keys_is_never_a_finding(rows, data):
    shuffled = data.draw(st.permutations(rows))
    names = data.draw(st.permutations(["id", "a", "b"]))
    turned = [{name: row[name] for name in names} for row in shuffled]

    assert kinds("/d/a.csv", as_csv(rows), as_csv(turned, names)) == []
    assert (
        kinds("/d/a.json", dumped(rows), dumped(turned, indent=data.draw(st.integers(0, 4)))) == []
    )
    assert kinds("/d/a.json", dumped({"v": rows}), dumped({"v": turned})) == []


@given(rows=TABLE, data=st.data())
def test_a_record_that_was_removed_is_always_found(rows, data):
    away = data.draw(st.integers(0, len(rows) - 1))
    left = data.draw(st.permutations([row for at, row in enumerate(rows) if at != away]))

    assert REMOVED in kinds("/d/a.csv", as_csv(rows), as_csv(left))
    assert REMOVED in kinds("/d/a.json", dumped(rows), dumped(left))
    assert REMOVED in kinds("/d/a.json", dumped({"v": rows}), dumped({"v": left}))
    laid = {f"/d/{row['id']}.json": dumped(row).encode() for row in rows}
    now = {f"/d/new-{row['id']}.json": dumped(row).encode() for row in left}
    assert [kind for kind, _path in found(laid, now, **ROLES)] == [REMOVED]


@given(rows=TABLE, data=st.data())
def test_a_value_that_was_edited_is_always_found(rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    edited = [row | {"a": row["a"] + "x"} if n == at else row for n, row in enumerate(rows)]

    assert kinds("/d/a.csv", as_csv(rows), as_csv(edited)) == [EDITED]
    assert kinds("/d/a.json", dumped(rows), dumped(edited)) == [EDITED]
