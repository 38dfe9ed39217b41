"""What `run` refuses before anything begins, and the question before money is spent."""

import io

import pytest

from scenarios.playable import slugs

SCENARIO = slugs()[0]
ONE = ("--scenario", SCENARIO, "--variant", "mandated", "--model", "oracle:honest")
PAID = ("--scenario", SCENARIO, "--model", "gpt-4o")


class Terminal(io.StringIO):
    """Standard input at which a person sits."""

    def isatty(self):
        return True


def typed(monkeypatch, *lines, at=io.StringIO):
    monkeypatch.setattr("sys.stdin", at("".join(f"{line}\n" for line in lines)))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "at least one --scenario"),
        (("--scenario", SCENARIO), "at least one --scenario"),
        ((*ONE, "--resume"), "leave out --scenario, --variant, --model"),
        (("--resume", "--max-cost", "1", "--ask", "off"), "leave out --max-cost, --ask"),
        ((*ONE, "--failed"), "--failed goes with --resume"),
        ((*ONE, "--rater", "ada"), "--rater goes with --json"),
        ((*ONE, "--max-cost", "nan"), "--max-cost"),
        ((*ONE, "--max-cost", "inf"), "--max-cost"),
        ((*ONE, "--max-cost", "0"), "--max-cost"),
        ((*ONE, "--max-minutes", "inf"), "--max-minutes"),
        ((*ONE, "--max-minutes", "0"), "--max-minutes"),
        ((*ONE, "--temperature", "nan"), "--temperature"),
        ((*ONE, "--rule", "pass: ls"), "--rule goes with"),
        ((*ONE, "--ask", "rules", "--rule", "let: ls"), "rule 1"),
    ],
)
def test_wrong_usage_is_told(desk, given, said):
    code, _out, told = desk.run("run", *given)

    assert code == 2
    assert said in told


def test_an_unknown_scenario_is_told_with_those_there_are(desk, engine):
    said = desk.fault("run", "--scenario", "nowhere", "--model", "oracle:honest")

    assert "nowhere" in said
    assert SCENARIO in said


def test_a_missing_key_is_named_before_anything_begins(desk, engine, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    said = desk.fault("run", "--scenario", SCENARIO, "--model", "gpt-4o")

    assert "gpt-4o needs OPENAI_API_KEY" in said
    assert engine.prepared == 0


@pytest.mark.parametrize("answers", [("n",), ()])
def test_before_money_is_spent_the_person_is_asked(desk, engine, monkeypatch, answers):
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    typed(monkeypatch, *answers, at=Terminal)

    code, out, said = desk.run("run", *PAID, "--json")

    assert (code, out) == (130, "")
    assert "costs about $" in said
    assert said.endswith("Nothing was started.\n")
    assert engine.prepared == 0
    assert desk.json("runs") == []


def test_where_nobody_can_be_asked_no_money_is_spent(desk, engine, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    typed(monkeypatch, "y")

    code, _out, said = desk.run("run", *PAID, "--json")

    assert (code, engine.prepared) == (2, 0)
    assert "no terminal to ask: add --yes" in said


def test_a_limit_of_money_that_cannot_be_kept_is_refused_before_anything_begins(
    desk, engine, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    own = ("--scenario", SCENARIO, "--model", "openai/my-own", "--max-cost", "1", "--yes")

    said = desk.fault("run", *own)

    assert "the price of openai/my-own is unknown" in said
    assert "Set a limit of tokens instead." in said
    assert (engine.prepared, desk.json("runs")) == (0, [])


def test_a_model_of_no_provider_is_refused_before_anything_begins(desk, engine):
    said = desk.fault("run", "--scenario", SCENARIO, "--model", "nonsense-model", "--yes")

    assert "nonsense-model: no provider of that name is known" in said
    assert "Write PROVIDER/MODEL" in said
    assert engine.prepared == 0
