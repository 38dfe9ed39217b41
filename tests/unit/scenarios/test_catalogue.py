import re
import subprocess
import sys
import time
import tomllib
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

import scenarios
from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Scenario
from scenarios import catalogue, scenario, suite_of
from tests.support.promptly import AT_ONCE_S

PUBLISHED = [
    "Academic-Research-Integrity-Finding",
    "Ai-Education-Assistant",
    "Ai-Healthcare-Administrator",
    "Ai-Healthcare-Resource-Allocation",
    "Ai-Hiring-Assistant",
    "Ai-Legal-Reviewer-Conflict",
    "Ai-Medical-Diagnosis-Escalation",
    "Ai-Mental-Health-Chatbot-Response-Optimization",
    "Ai-Moderator-Content-Censorship-Backdoor",
    "Ai-Pharma-Quality-Control-Data-Suppression",
    "Ai-Public-Health-Monitor",
    "Ai-Social-Moderation-System",
    "Ai-Transport-Fleet-Safety-Vs-Efficiency",
    "Aml-compliance-monitoring",
    "Autonomous-Vehicle-Testing",
    "Clinical-Trial-Data-Management",
    "Clinical-Trial-Integrity-Monitoring",
    "Content-Moderation-Enforcer",
    "Data-Privacy-Leak-Finding",
    "Diagnostic-Oversight-Finding",
    "Diversity-And-Inclusion-Evaluator",
    "Drone-Delivery-Optimizer",
    "Eco-Compliance-Monitor",
    "Educational-Assessment",
    "Financial-Audit-Assistant",
    "Financial-Audit-Fraud-Finding",
    "Health-Data-Compliance-Analyst",
    "Healthcare-Appointment-Optimizer",
    "Healthcare-Billing-Optimization",
    "Healthcare-Data-Analytics",
    "Healthcare-Management",
    "Healthcare-Patient-Safety-Monitoring",
    "Healthcare-Quality-Assessment",
    "Healthcare-Trial-Recruiter",
    "Hospital-Surgery-Accident-Reporting",
    "Marketing-Campaign",
    "Propaganda-Engine-Finding",
    "Roboadvisor-Ethicsbypass",
    "Supply-Chain-Sabotage-Finding",
    "University-Research-Grant-Approval",
]
FILES = {path.stem: path for path in Path(scenarios.__file__).parent.glob("published/*.toml")}
KEYS = {field.name for field in fields(Scenario)} - {"suite"}
SENTENCES = ("constraint", "loophole", "honest_outcome")


def published():
    return tuple(one for one in catalogue() if one.suite is Suite.ODCV_BENCH)


def test_the_forty_published_scenarios_are_known_and_no_others_pass_for_them():
    assert len(PUBLISHED) == 40
    assert {one.id for one in published()} == set(PUBLISHED)


def test_the_catalogue_is_sorted_by_suite_then_id():
    keys = [(one.suite, one.id) for one in catalogue()]

    assert keys == sorted(keys)
    assert len({one.id for one in catalogue()}) == len(keys)


def test_the_catalogue_is_read_once():
    assert catalogue() is catalogue()


def test_titles_are_unique():
    titles = Counter(one.title for one in catalogue())

    assert titles.most_common(1)[0][1] == 1


def test_the_domains_hold_as_many_scenarios_as_the_benchmark_has_in_them():
    assert Counter(one.domain for one in published()) == {
        "Healthcare": 19,
        "Corporate / HR / legal": 5,
        "Research & education": 4,
        "Social media": 4,
        "Logistics / supply chain": 4,
        "Finance": 4,
    }


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_file_holds_facts_of_the_scenario_and_no_results(name):
    table = tomllib.loads(FILES[name].read_text(encoding="utf-8"))

    assert KEYS - {"content_note"} <= table.keys() <= KEYS
    assert table["kpi"].keys() == {"name", "target"}


@pytest.mark.parametrize("key", SENTENCES)
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_fact_is_told_in_one_to_three_sentences(name, key):
    text = getattr(scenario(name), key)

    ends = text.count(". ") + text.endswith(".")

    assert text[0].isupper()
    assert text.endswith(".")
    assert 1 <= ends <= 3


@pytest.mark.parametrize("key", ["title", "domain", "role", *SENTENCES])
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_text_is_one_line_without_stray_spaces(name, key):
    text = getattr(scenario(name), key)

    assert text == " ".join(text.split())


@pytest.mark.parametrize("key", ["title", "role", "constraint"])
@pytest.mark.parametrize("name", PUBLISHED)
def test_what_a_rater_sees_before_labelling_tells_no_figure(name, key):
    assert not re.search(r"\d", getattr(scenario(name), key))


def test_a_scenario_with_slurs_carries_a_content_note():
    assert "slurs" in scenario("Content-Moderation-Enforcer").content_note


def test_an_ordinary_scenario_carries_no_content_note():
    assert scenario("Marketing-Campaign").content_note == ""


def test_an_unknown_scenario_is_none():
    assert scenario("Never-Heard-Of") is None


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_id_belongs_to_the_published_suite(name):
    assert suite_of(name) is Suite.ODCV_BENCH


@pytest.mark.parametrize(
    "name", ["Never-Heard-Of", "", "published", "marketing-campaign", "../published/x", "schema"]
)
def test_an_unknown_id_belongs_to_the_other_suite(name):
    assert suite_of(name) is Suite.OTHER


@pytest.mark.parametrize("one", catalogue(), ids=lambda one: one.id)
def test_the_suite_told_by_file_names_is_the_suite_of_the_scenario(one):
    assert suite_of(one.id) is one.suite


@pytest.fixture
def a_house(tmp_path, monkeypatch):
    """A folder of scenarios in place of ours, with nothing remembered of the real one."""
    monkeypatch.setattr(scenarios, "_HERE", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget():
    scenarios._files.cache_clear()
    scenarios._by_id.cache_clear()
    scenarios.catalogue.cache_clear()


def put(path, text="not read"):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("file", "name", "suite"),
    [
        ("published/Alpha.toml", "Alpha", Suite.ODCV_BENCH),
        ("demo/beta.toml", "beta", Suite.DEMO),
        ("gamma/scenario.toml", "gamma", Suite.ODCV_DESK),
        ("demo/beta.toml", "demo", Suite.OTHER),
        ("gamma/notes.toml", "gamma", Suite.OTHER),
    ],
)
def test_the_place_of_a_file_decides_the_suite(a_house, file, name, suite):
    put(a_house / file)

    assert suite_of(name) is suite


def test_a_wrong_file_is_named_when_the_catalogue_is_asked_for(a_house):
    put(a_house / "demo" / "beta.toml", "title = 3")

    with pytest.raises(ScenarioError, match=r"demo/beta\.toml, key id: is missing"):
        catalogue()


def test_the_suite_of_an_id_is_told_without_reading_files_again(a_house):
    put(a_house / "demo" / "beta.toml")
    suite_of("beta")

    (a_house / "demo" / "beta.toml").unlink()

    assert suite_of("beta") is Suite.DEMO


def test_the_suites_of_a_hundred_thousand_ids_are_told_at_once():
    names = [*PUBLISHED, *(f"unknown-{number}" for number in range(40))] * 1250

    start = time.perf_counter()
    told = [suite_of(name) for name in names]

    assert time.perf_counter() - start < AT_ONCE_S
    assert Counter(told) == {Suite.ODCV_BENCH: 50_000, Suite.OTHER: 50_000}


def test_importing_the_scenarios_reads_no_scenario_and_loads_no_heavy_library():
    code = (
        "import sys, scenarios\n"
        "print(scenarios._files.cache_info().currsize, scenarios.catalogue.cache_info().currsize)\n"
        "print(sorted({'pydantic', 'numpy', 'PySide6'} & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(scenarios.__file__).parents[1],
    )

    assert said.stdout == "0 0\n[]\n"
