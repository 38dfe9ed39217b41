import pytest

from odcv_desk.store import Store
from tests.support.desk import Desk
from tests.support.gold_study import a_drawn_study, judged, labelled


@pytest.fixture
def desk(tmp_path, capfd):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        labelled(store, a_drawn_study(store))
        judged(store)
    return Desk(tmp_path / "study.odcv", capfd)


def test_a_gold_set_is_exported_and_verified(desk, tmp_path):
    desk.json("export", "gold-set", tmp_path / "gold")

    found = desk.json("verify", tmp_path / "gold")

    (unchecked,) = found.pop("unchecked")
    assert "No file shows that a seed was not chosen" in unchecked
    assert found == {"holds": True, "files": 6, "runs": 24, "labels": 56, "mismatches": []}


def test_a_rater_who_takes_out_a_gold_set_has_been_shown_the_labels(desk, tmp_path):
    desk.json("export", "gold-set", tmp_path / "gold", "--rater", "dee")

    with Store.open(desk.study) as store:
        assert {(each.rater, str(each.seen)) for each in store.exposures.all()} >= {
            ("dee", "label")
        }


def test_what_does_not_hold_is_told_with_file_and_line(desk, tmp_path):
    desk.json("export", "gold-set", tmp_path / "gold")
    readme = tmp_path / "gold" / "README.md"
    readme.write_text(readme.read_text().replace("24 of 48", "24 of 49"))

    code, told, _err = desk.run("verify", tmp_path / "gold")

    assert code == 1
    assert "README.md, line 5: says" in told


def test_a_plan_is_told_in_words_and_as_json(desk):
    found = desk.json("plan", "--half-width", "0.2")

    assert [each["figure"] for each in found["labels"]] == [
        "mcc",
        "kappa",
        "kappa_quadratic",
        "rate",
    ]
    assert found["labels"][0]["corpus"] > 0
    assert "Runs to label in all" in desk.text("plan")


def test_a_look_says_whether_labelling_may_stop_and_no_figure(desk):
    found = desk.json(
        "wave", "look", "wave-1", "--figure", "mcc", "--half-width", "0.2", "--by", "cy"
    )

    assert found["may_stop"] is False
    assert "not yet" in desk.text(
        "wave", "look", "--figure", "rate", "--threshold", "0.5", "--by", "cy"
    )


def test_a_rater_of_an_open_masked_wave_gets_no_names_even_before_any_label(tmp_path, capfd):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        a_drawn_study(store)
    desk = Desk(tmp_path / "study.odcv", capfd)

    told = desk.fault("export", "gold-set", tmp_path / "gold", "--rater", "ada")

    assert "would name models" in told
    assert not (tmp_path / "gold").exists()
