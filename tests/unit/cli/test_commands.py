import json

import pytest

from odcv_desk.cli import run
from odcv_desk.cli.display import Answer
from odcv_desk.domain.exposure import Seen
from odcv_desk.store import Store
from tests.support.desk import Desk
from tests.support.studies import a_results_tree, a_trail

CELLS = tuple((model, "mandated", "Alpha") for model in ("heron", "wren"))
OAK = ("judge_all/scores_oak.csv", "scenario,heron-mandated,wren-mandated\r\nAlpha,3,1\r\n")
ELM = ("judge_all/scores_elm.csv", "scenario,heron-mandated,wren-mandated\r\nAlpha,0,1\r\n")
RUN = "heron/mandated/Alpha"


@pytest.fixture
def empty(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)


@pytest.fixture
def desk(empty, tmp_path):
    empty.json("import", a_results_tree(tmp_path / "tree", CELLS, [OAK, ELM]))
    return empty


def test_help_names_every_command(empty):
    assert "calibrate" in empty.text("--help")


@pytest.mark.parametrize("arguments", [(), ("desk",)])
def test_no_command_and_desk_open_the_window_on_the_study(empty, arguments):
    opened = []

    def open_window(where):
        opened.append(where)
        return 0

    assert run(["--study", empty.study, *arguments], open_window=open_window) == 0
    assert opened == [empty.study]


def test_without_a_display_the_window_says_what_to_do(empty, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "no display" in empty.fault("desk")


@pytest.fixture
def broken_display(monkeypatch):
    """A display that is named and not there: Qt would end the process."""
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")


@pytest.mark.usefixtures("broken_display")
def test_where_the_display_is_unusable_the_desk_names_the_doctor(empty, capfd):
    opened = []

    assert run(["--study", empty.study, "desk"], open_window=opened.append) == 1

    assert opened == []
    assert "odcv-desk doctor" in capfd.readouterr().err


@pytest.mark.usefixtures("broken_display")
def test_where_the_display_is_unusable_the_demo_does_the_whole_job(tmp_path, capfd):
    opened, out = [], tmp_path / "out"

    assert run(["demo", "--out", str(out)], open_window=opened.append) == 0

    assert opened == []
    told = capfd.readouterr()
    assert "The report:" in told.out
    assert "odcv-desk doctor" in told.err


def test_a_display_that_answers_is_used_without_trying_qt_first(empty, monkeypatch):
    opened = []

    def open_window(where):
        opened.append(where)
        return 0

    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("ctypes.CDLL", lambda _library: None)
    monkeypatch.setattr("subprocess.run", lambda *_args, **_more: pytest.fail("Qt was tried"))
    monkeypatch.setattr("odcv_desk.cli.window.x11_answer", lambda *_asked: Answer.ACCEPTED)
    monkeypatch.setenv("DISPLAY", ":0")

    assert run(["--study", empty.study, "desk"], open_window=open_window) == 0

    assert opened == [empty.study]


def test_a_library_that_lacks_is_named_with_the_doctor(empty, capfd):
    def open_window(_where):
        raise ImportError("libEGL.so.1: cannot open shared object file")

    assert run(["--study", empty.study, "desk"], open_window=open_window) == 1

    told = capfd.readouterr().err
    assert "libEGL.so.1" in told
    assert "odcv-desk doctor" in told
    assert "Traceback" not in told


def test_the_demo_opens_the_window_on_its_study(empty, tmp_path, capfd):
    opened = []

    def open_window(where):
        opened.append(where)
        return 0

    out = tmp_path / "out"
    assert run(["demo", "--out", str(out), "--json"], open_window=open_window) == 0
    assert opened == [str(out / "demo.odcv")]
    assert json.loads(capfd.readouterr().out)["trajectories"] == 24


def test_the_demo_without_a_display_does_the_whole_job(empty, tmp_path):
    code, out, err = empty.run("demo", "--out", tmp_path / "out", "--json")
    assert code == 0
    assert json.loads(out)["report"] == str(tmp_path / "out/report.html")
    assert "display" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("import",),
        ("label", RUN),
        ("label", RUN, "3"),
        ("label",),
        ("calibrate", "--by", "nonsense"),
        ("sample", "--size", "0", "--design", "srs"),
        ("sample", "--size", "1", "--design", "odd"),
        ("sample", "--size", "1", "--design", "srs", "--policy", "nonsense"),
        ("export", "nonsense", "out"),
    ],
)
def test_wrong_usage_exits_with_2(desk, arguments):
    code, out, err = desk.run(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "nobody/mandated/Alpha"), "no such run"),
        (("label", RUN, "9", "--rater", "ada"), "neither a severity"),
        (("label", "--undo", RUN, "--rater", "ada"), "no standing label"),
        (("label", "--from", "/no/such/file.csv"), "no such file"),
        (("calibrate", "--gold", "rater:nobody"), "no such rater"),
        (("sample", "--size", "99", "--design", "srs"), "cannot be drawn"),
        (("export", "report-html", "/proc/none/report.html"), "/proc/none"),
    ],
)
def test_a_fault_is_one_message_with_the_next_move(desk, arguments, words):
    err = desk.fault(*arguments)
    assert words in err.lower()
    assert len(err.strip().splitlines()) == 2


def test_reading_commands_do_not_make_a_study(empty):
    assert "no such study" in empty.fault("list")


def test_an_import_of_nothing_exits_with_1_and_says_so(empty, tmp_path):
    (tmp_path / "photos").mkdir()
    code, out, err = empty.run("import", tmp_path / "photos", "--json")

    assert code == 1
    assert json.loads(out)["imported"] == 0
    assert "Nothing came in" in err or json.loads(out)["problems"] == []


def test_an_import_with_some_bad_files_is_a_success_that_lists_them(empty, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS)
    bad = tree / "agent_logs/heron-mandated/experiments/Beta/messages_record.txt"
    bad.parent.mkdir()
    bad.write_bytes(b"== Step 1 ==\nrole: sys")

    came = empty.json("import", tree)

    assert came["imported"] == 2
    assert [problem["path"] for problem in came["problems"]] == [str(bad)]


def test_the_study_may_stand_before_or_behind_the_command(desk, capfd, monkeypatch):
    monkeypatch.setenv("ODCV_STUDY", desk.study)
    assert run(["list", "--json"]) == 0
    first = capfd.readouterr().out
    assert run(["list", "--study", desk.study, "--json"]) == 0
    assert capfd.readouterr().out == first


def test_a_list_has_the_promised_keys(desk):
    keys = "id key model variant scenario suite transcript steps commands ended intervened labels"
    assert [list(item) for item in desk.json("list")] == [[*keys.split(), "judges"]] * 2


@pytest.mark.parametrize(
    ("option", "value", "count"),
    [
        ("--model", "heron", 1),
        ("--variant", "incentivized", 0),
        ("--scenario", "Alpha", 2),
        ("--where", "WREN", 1),
        ("--suite", "demo", 0),
    ],
)
def test_a_list_can_be_narrowed(desk, option, value, count):
    assert len(desk.json("list", option, value)) == count


def test_a_rater_sees_own_labels_and_no_judges_before_labelling(desk):
    desk.json("label", RUN, 3, "--rater", "ada")

    seen = {
        each["id"]: (each["labels"], each["judges"]) for each in desk.json("list", "--rater", "ada")
    }

    assert seen == {RUN: (1, 2), "wren/mandated/Alpha": (0, None)}


def test_runs_of_an_open_wave_are_hidden_from_its_raters(desk):
    desk.json("sample", "--size", 1, "--design", "srs", "--seed", 1, "--raters", "ada")

    assert len(desk.json("list", "--rater", "ada")) == 1
    assert len(desk.json("list", "--rater", "ben")) == 2


def test_a_run_is_shown_step_by_step(desk):
    shown = desk.json("show", RUN)

    assert shown["ended"] == "completed"
    assert [step["index"] for step in shown["steps"]] == [1, 2, 3, 5, 7, 9]
    call = shown["steps"][2]["calls"][0]
    assert (call["name"], call["command"], call["stdout"]) == ("bash", "echo heron", "heron\n")
    assert (call["exit_code"], call["timed_out"], call["stderr"]) == (0, False, "")


def test_a_run_with_scores_alone_is_shown_without_steps(desk, tmp_path):
    more = ("judge_all/scores_oak.csv", "scenario,heron-mandated\r\nGamma,3\r\n")
    desk.json("import", a_results_tree(tmp_path / "more", (), [more]))

    assert desk.json("show", "heron/mandated/Gamma")["steps"] == []
    assert "only scores" in desk.fault("show", "heron/mandated/Gamma", "--raw")


def test_hostile_words_are_spelled_out_on_a_terminal(empty, tmp_path):
    path = tmp_path / "heron-mandated_Alpha.txt"
    path.write_bytes(a_trail("\x1b[31mred\u202e"))
    empty.json("import", path)

    text = empty.text("show", RUN)

    assert "\x1b" not in text
    assert "\\x1b[31mred\\u202e" in text


def test_raw_bytes_are_printed_unchanged(empty, tmp_path):
    path = tmp_path / "heron-mandated_Alpha.txt"
    path.write_bytes(a_trail("Größe 🙂"))
    empty.json("import", path)

    assert empty.text("show", RUN, "--raw").encode() == path.read_bytes()


def test_search_prints_where_and_what(desk):
    hits = desk.json("search", '"echo heron"')

    assert [(hit["id"], hit["step"]) for hit in hits] == [(RUN, 5 - 2)]
    assert "echo heron" in hits[0]["snippet"]


def test_a_sample_has_the_promised_keys(desk):
    wave = desk.json(
        "sample", "--size", 2, "--design", "srs", "--seed", 4, "--policy", "names,reveal=item"
    )

    assert {"wave", "ids", "probabilities", "frame", "seed"} <= wave.keys()
    assert (wave["seed"], wave["probabilities"]) == (4, [1.0, 1.0])
    assert wave["policy"] == {"masking": "names", "reveal": "item"}


def test_tables_have_the_promised_keys(desk):
    tables = desk.json("tables")

    assert list(tables["judge_pairs"]) == ["elm|oak"]
    assert tables["models"]["heron"]["mandated"]["n"] == 1
    assert tables["models"]["heron"]["incentivized"]["mr"] is None
    assert tables["alpha"].keys() == {"with_self", "without_self"}
    assert tables["samr"]["heron"]["undefined"] in ("no cases", "no labels")


def test_a_calibration_has_the_promised_keys(desk):
    found = desk.json("calibrate", "--gold", "judge:oak", "--by", "model")
    figure = found["judges"][0]["figures"]["mcc"]

    assert {"gold", "design", "estimand", "estimator", "n", "judges"} <= found.keys()
    assert {"pending", "ambiguous", "deferred", "not_judged", "joins"} <= found.keys()
    assert {"pending_bounds", "lost_bounds"} <= found["judges"][0].keys()
    assert list(figure) == ["value", "low", "high", "method", "undefined", "no_interval"]
    assert len(found["judges"][0]["figures"]) == 28
    assert [group["group"] for group in found["groups"]] == ["heron", "wren"]


def test_nothing_is_overwritten_without_being_told(desk, tmp_path):
    out = tmp_path / "gold.csv"
    desk.json("label", RUN, 3, "--rater", "ada")
    desk.json("export", "gold-csv", out)
    before = out.read_bytes()

    assert "--force" in desk.fault("export", "gold-csv", out)
    assert out.read_bytes() == before
    assert desk.json("export", "gold-csv", out, "--force")["written"] == [str(out)]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".odcv")] == []


def exposures_in(desk):
    with Store.open(desk.study) as store:
        return [(str(event.run), event.rater, event.seen) for event in store.exposures.all()]


def test_what_an_export_tells_its_rater_is_written_down(desk, tmp_path):
    desk.json("export", "scores-csv", tmp_path / "nobody.csv")
    assert exposures_in(desk) == []

    desk.json("export", "scores-csv", tmp_path / "scores.csv", "--rater", "ada")

    assert set(exposures_in(desk)) == {
        ("heron/mandated/Alpha", "ada", Seen.SCORE),
        ("wren/mandated/Alpha", "ada", Seen.SCORE),
    }
    desk.json("label", RUN, 3, "--rater", "ada")
    desk.json("export", "gold-jsonl", tmp_path / "gold.jsonl")
    assert '"revealed"' in (tmp_path / "gold.jsonl").read_text(encoding="utf-8")


def test_an_export_that_is_not_written_tells_its_rater_nothing(desk, tmp_path):
    (tmp_path / "scores.csv").touch()

    desk.fault("export", "scores-csv", tmp_path / "scores.csv", "--rater", "ada")
    desk.fault("export", "scores-csv", tmp_path / "other.csv", "--rater", " ")

    assert exposures_in(desk) == []


def test_a_report_without_gold_says_what_to_do(desk, tmp_path):
    desk.json("export", "report-html", tmp_path / "report.html")
    assert "--gold" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["list", "tables", "doctor"])
def test_plain_output_is_plain(desk, command):
    out = desk.text(command)
    assert out
    assert "\x1b" not in out


def test_the_catalogue_lists_every_published_scenario(empty):
    found = empty.json("scenarios", "list", "--suite", "odcv-bench")
    assert len(found) == 40
    assert {"id", "title", "domain", "role", "kpi", "constraint"} <= found[0].keys()


def test_ctrl_c_ends_cleanly(desk, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("odcv_desk.cli.reading.listing", interrupted)
    code, out, err = desk.run("list")
    assert (code, out) == (130, "")
    assert "Stopped" in err


def test_nothing_in_a_fault_steers_the_terminal(desk):
    assert "\\x1b[31m" in desk.fault("show", "a\x1b[31m/mandated/x")


def test_a_score_table_without_scores_is_one_line(empty, tmp_path):
    table = tmp_path / "scores_oak.csv"
    table.write_text("scenario,heron-mandated\r\n")
    code, _, err = empty.run("import", table)

    assert code == 1
    assert "without any score" in err
