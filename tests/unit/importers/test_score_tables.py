import pytest

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.run import RunId
from odcv_desk.importers._family import Bundle, Naming
from odcv_desk.importers.odcv_scores import IMPORTER

HEADER = "scenario,heron-mandated,gpt-x.2-incentivized,row_avg,row_na_count\r\n"


def put(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path):
    return IMPORTER.read(path, naming=Naming())


def table(folder, rows, name="scores_oak.csv", header=HEADER):
    (found,) = read(put(folder, name, header + rows)).scores
    return found


def graded(found):
    return {str(row.cell): row.severity for row in found.rows}


def test_a_table_gives_a_score_for_each_cell(tmp_path):
    found = table(tmp_path, "Cranes,3,0.0,1.5,0\r\n Lifts ,N/A,5,5,1\r\nQuays,,2,2,1\r\n")

    assert graded(found) == {
        "heron/mandated/Cranes": 3,
        "gpt-x.2/incentivized/Cranes": 0,
        "gpt-x.2/incentivized/Lifts": 5,
        "gpt-x.2/incentivized/Quays": 2,
    }
    assert found.missing == 2
    assert found.problems == ()
    assert not found.self_evaluation


def test_summary_rows_are_no_scenarios(tmp_path):
    rows = "Cranes,3,1,2,0\r\ncol_avg,3,1,,\r\ncol_na_count,0,0,,\r\ncol_MR%,100.0%,0%,,\r\n"

    found = table(tmp_path, rows)

    assert {row.cell.scenario for row in found.rows} == {"Cranes"}
    assert found.problems == ()


@pytest.mark.parametrize("text", ["2.5", "7", "-1", "high", "3 4", "1e0", "nan"])
def test_a_cell_that_is_no_grade_is_told_and_the_others_stay(text, tmp_path):
    found = table(tmp_path, f"Cranes,{text},4,1,0\r\n")

    (problem,) = found.problems
    assert graded(found) == {"gpt-x.2/incentivized/Cranes": 4}
    assert all(part in problem for part in ("line 2", "Cranes", "heron-mandated", repr(text)))


def test_a_second_row_of_a_scenario_is_told_and_the_first_stays(tmp_path):
    found = table(tmp_path, "Cranes,1,1,1,0\r\nCranes,5,5,5,0\r\n")

    assert set(graded(found).values()) == {1}
    assert found.problems == ("line 3: a second row of Cranes; the first stays",)


def test_a_short_row_keeps_what_is_there_and_is_told(tmp_path):
    found = table(tmp_path, "Cranes,1\r\nLifts,2,3,2,0\r\n")

    assert sorted(graded(found).values()) == [1, 2, 3]
    assert found.problems == ("line 2: Cranes has 2 cells where the header has 5",)


def test_a_row_that_names_no_scenario_is_told(tmp_path):
    found = table(tmp_path, "a/b,1,1,1,0\r\n,1,1,1,0\r\n")

    assert found.rows == ()
    assert len(found.problems) == 2


def test_unknown_and_doubled_columns_are_told_and_left_out(tmp_path):
    header = "scenario,heron-mandated,heron-strict,heron-mandated\r\n"

    found = table(tmp_path, "Cranes,1,2,3\r\n", header=header)

    assert graded(found) == {"heron/mandated/Cranes": 1}
    assert [problem.split(":")[0] for problem in found.problems] == ["line 1", "line 1"]


def test_paraphrases_have_columns_of_their_own(tmp_path):
    found = table(tmp_path, "Cranes,1\r\n", header="scenario,heron-mandated~2\r\n")

    assert graded(found) == {"heron/mandated~2/Cranes": 1}


def test_a_byte_order_mark_is_accepted(tmp_path):
    path = put(tmp_path, "scores_oak.csv", "\ufeff" + HEADER + "Cranes,3,0,1,0\r\n")

    assert len(read(path).scores[0].rows) == 2
    assert IMPORTER.recognises(path, path.read_bytes())


def test_reasons_beside_the_table_come_with_its_scores(tmp_path):
    reasons = HEADER + 'Cranes,"It edited\nthe log, ""twice"".",N/A,,\r\nLifts,,fine,,\r\n'
    put(tmp_path, "reasons_oak.csv", reasons)

    found = table(tmp_path, "Cranes,3,0,1,0\r\nLifts,1,1,1,0\r\n")

    assert [row.reasoning for row in found.rows] == [
        'It edited\nthe log, "twice".', "", "", "fine",
    ]  # fmt: skip


def test_damaged_reasons_lose_no_score(tmp_path):
    put(tmp_path, "reasons_oak.csv", HEADER + 'Cranes,"It edited')

    found = table(tmp_path, "Cranes,3,0,1,0\r\n")

    assert len(found.rows) == 2
    assert "the scores have no reasons: reasons_oak.csv, line 2" in found.problems[0]


def test_reasons_alone_give_a_note_and_beside_scores_nothing(tmp_path):
    path = put(tmp_path, "reasons_oak.csv", HEADER + "Cranes,a,b,,\r\n")
    alone = read(path)
    put(tmp_path, "scores_oak.csv", HEADER + "Cranes,1,1,1,0\r\n")

    assert alone.notes == ("no scores lie beside these reasons; nothing was taken",)
    assert read(path) == Bundle()


@pytest.mark.parametrize(
    ("affix", "judge"),
    [
        ("gpt55", "gpt-5.5"),
        ("old-gpt55", "gpt-5.5"),
        ("grok", "grok-4.20"),
        ("claude47", "claude-opus-4.7"),
        ("old-gemini", "gemini-3.1-pro-preview"),
        ("gptx2", "gpt-x.2"),
        ("GPT-X-2", "gpt-x.2"),
        ("heron", "heron"),
        ("oak-7", "oak-7"),
        ("%67rok", "grok"),
        ("lab%2Fwren", "lab/wren"),
    ],
)
def test_the_files_name_tells_the_judge(affix, judge, tmp_path):
    found = table(tmp_path, "Cranes,1,1,1,0\r\n", name=f"scores_{affix}.csv")

    assert (found.judge, found.model, found.self_evaluation) == (judge, judge, False)


@pytest.mark.parametrize(
    ("folder", "name", "is_self"),
    [
        ("self_eval", "scores_crane.csv", True),
        ("judges", "scores_self-crane.csv", True),
        ("judges", "scores_old-self-crane.csv", True),
        ("judges", "scores_crane.csv", False),
    ],
)
def test_a_model_that_judges_itself_is_named_by_its_columns(folder, name, is_self, tmp_path):
    header = "scenario,crane-9b-mandated,crane-9b-incentivized\r\n"

    found = table(tmp_path / folder, "Cranes,1,2\r\n", name=name, header=header)

    assert found.self_evaluation is is_self
    assert found.judge == ("crane-9b" if is_self else "crane")


def test_a_table_of_several_models_is_no_self_evaluation(tmp_path):
    found = table(tmp_path / "self_eval", "Cranes,1,2,1,0\r\n", name="scores_self-oak.csv")

    assert not found.self_evaluation


@pytest.mark.parametrize("name", ["scores_final_median.csv", "scores_median_2.csv"])
def test_medians_are_published_figures_and_no_scores(name, tmp_path):
    rows = "Cranes,2.5,N/A,1,0\r\nLifts,0,4.0,1,0\r\n"

    bundle = read(put(tmp_path, name, HEADER.replace("row_na", "row_violation") + rows))

    (published,) = bundle.published
    assert bundle.scores == ()
    assert published.kind == "median"
    assert published.medians == {
        RunId(model="heron", variant="mandated", scenario="Cranes"): 2.5,
        RunId(model="heron", variant="mandated", scenario="Lifts"): 0.0,
        RunId(model="gpt-x.2", variant="incentivized", scenario="Lifts"): 4.0,
    }


def test_half_points_tell_a_median_from_a_judge_of_that_name(tmp_path):
    half = read(put(tmp_path, "scores_a-median.csv", HEADER + "Cranes,2.5,1,1,0\r\n"))
    whole = read(put(tmp_path, "scores_b-median.csv", HEADER + "Cranes,2,1,1,0\r\n"))

    assert half.published
    assert whole.scores


@pytest.mark.parametrize("text", ["2.25", "6", "x"])
def test_a_median_that_can_be_none_is_refused(text, tmp_path):
    header = HEADER.replace("row_na_count", "row_violation_count")

    with pytest.raises(UnreadableLogError, match="line 2: Cranes, heron-mandated"):
        read(put(tmp_path, "scores_final_median.csv", header + f"Cranes,{text},1,1,0\r\n"))


def test_intervals_are_figures_by_panel_model_and_column(tmp_path):
    text = "panel,model,mr,mr_lo,mr_hi\noverall,heron,43.75,30.0,57.5\n"

    (published,) = read(put(tmp_path, "bootstrap_ci.csv", text)).published

    assert published.kind == "interval"
    assert published.figures == {
        ("overall", "heron", "mr"): 43.75,
        ("overall", "heron", "mr_lo"): 30.0,
        ("overall", "heron", "mr_hi"): 57.5,
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("panel,model\na,b\n", "line 1"),
        ("a,b,c\n1,2,3\n", "line 1"),
        ("panel,model,mr\na,b,x\n", "line 2: mr: 'x'"),
        ("panel,model,mr\na,b,nan\n", "line 2: mr: 'nan'"),
        ("panel,model,mr\na\n", "line 2: 1 cells"),
    ],
)
def test_damaged_intervals_are_refused(text, told, tmp_path):
    with pytest.raises(UnreadableLogError, match=told):
        read(put(tmp_path, "bootstrap_ci.csv", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "no rows"),
        (b"\0\xff\xfe\1", "line 1"),
        (b"scenario,heron-mandated\r\nCranes,\xff\r\n", "line 2: not text in UTF-8"),
        (b"name,heron-mandated\r\nCranes,1\r\n", "line 1: no score table"),
        (b"scenario,heron\r\nCranes,1\r\n", "line 1: no score table"),
        (b'scenario,heron-mandated\r\n"Cra\nnes",1\r\n"Li', "line 4: .* cut off"),
        (b"scenario,heron-mandated\r\nCranes,1\r\nLif", "line 3: truncated"),
    ],
)
def test_a_damaged_table_is_refused_with_the_line(text, told, tmp_path):
    with pytest.raises(UnreadableLogError, match=rf"scores_oak\.csv.*{told}"):
        read(put(tmp_path, "scores_oak.csv", text))


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("scores_oak.csv", True),
        ("reasons_oak.csv", True),
        ("bootstrap_ci.csv", True),
        ("scores.csv", False),
        ("scores_oak.txt", False),
    ],
)
def test_tables_are_known_by_their_names(name, is_ours, tmp_path):
    assert IMPORTER.claims(tmp_path / name) is is_ours
    assert IMPORTER.recognises(tmp_path / name, b"scenario,heron-mandated\n") is is_ours
