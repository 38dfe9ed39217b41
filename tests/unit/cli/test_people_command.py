import pytest

from odcv_desk.store import Store
from tests.support.desk import Desk
from tests.support.people_studies import a_shared_wave, label_wave


@pytest.fixture
def study(tmp_path):
    return tmp_path / "study.odcv"


@pytest.fixture
def desk(study, capfd):
    return Desk(study, capfd)


def fill(study, *, skip=0, raters=2):
    with Store.open(str(study)) as store:
        wave, truth = a_shared_wave(store, 30, raters)
        label_wave(store, wave, truth, skip=skip)


def test_the_document_holds_every_figure_with_its_reason(study, desk):
    fill(study)
    found = desk.json("people")

    assert found["wave"] == "wave-1"
    assert found["together"]["alpha"]["low"] < found["together"]["alpha"]["value"]
    assert found["pairs"][0]["n"] == 30
    repeated = found["by_rater"][0]["repeated"]["exact"]
    assert (repeated["value"], repeated["undefined"]) == (None, "no cases")
    assert repeated["why"] == "no run to compare on"
    assert found["judges"][0]["mcc"]["difference"]["value"] is not None


def test_the_alternative_annotator_test_is_an_option(study, desk):
    fill(study)

    assert desk.json("people")["judges"][0]["alt_test"] is None
    assert desk.json("people", "--alt-test", "0.2")["judges"][0]["alt_test"]["epsilon"] == 0.2


def test_an_open_wave_warns_and_is_written_down(study, desk):
    fill(study, skip=4)
    code, out, err = desk.run("people", "--rater", "ada")

    assert code == 0
    assert "wave-1 is not complete" in err
    assert "Two by two" not in out
    with Store.open(str(study)) as store:
        assert "aggregate" in {event.seen for event in store.exposures.all()}


def test_tables_print_as_lines_with_tabs(study, desk):
    fill(study, raters=3)
    out = desk.text("people", "--wave", "wave-1")

    assert "ada, ben\t30\t" in out
    assert "On all six levels people agree with alpha" in out


def test_an_unknown_wave_is_a_fault_with_a_hint(study, desk):
    fill(study)

    assert "wave-7" in desk.fault("people", "--wave", "wave-7")


def test_a_study_without_waves_says_so(study, desk):
    Store.open(str(study)).close()

    assert "no wave" in desk.fault("people")
