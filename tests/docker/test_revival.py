"""Who is told to have ended a container: what ran in it, the desk itself or somebody else."""

import pytest
from requests.exceptions import ConnectionError as Lost

from odcv_desk.domain.errors import SandboxError
from sandbox.revival import NoShellError, is_own_doing, revive
from tests.support.boxes import a_box, a_shell

pytestmark = pytest.mark.docker

NO_SHELL = SandboxError("No shell starts.", hint="")


@pytest.fixture
def box(engine, image):
    with a_box(engine, image) as made:
        yield made


def ends_itself(engine, box):
    """End what the container's first process waits for, from within."""
    made = engine.exec_create(box, ["bash", "-c", "kill -9 -1"])
    engine.exec_start(made["Id"])
    engine.wait(box)


def failing(shell, monkeypatch, *faults):
    """Let the next starts of a shell's crew fail."""
    crew, left = shell._crew, list(faults)
    start = crew._start

    def once():
        if left:
            raise left.pop(0)
        start()

    monkeypatch.setattr(crew, "_start", once)


def lost():
    fault = SandboxError("The Docker engine was lost.", hint="")
    fault.__cause__ = Lost("reset")
    return fault


def test_the_desks_own_restart_is_no_end_from_outside(engine, box):
    revive(engine, box)
    ends_itself(engine, box)

    assert is_own_doing(engine, box, NO_SHELL)
    revive(engine, box)
    assert engine.inspect_container(box)["State"]["Running"]


def test_an_end_from_outside_after_a_restart_is_told(engine, box):
    revive(engine, box)
    engine.kill(box)

    assert not is_own_doing(engine, box, NO_SHELL)
    with pytest.raises(SandboxError, match="from outside"):
        revive(engine, box)


def test_a_restart_that_failed_for_what_was_done_within_stays_that(engine, image):
    made = engine.create_container(image, ["bash", "-c", "sleep 600 & wait"])["Id"]
    try:
        engine.start(made)
        removing = engine.exec_create(made, ["rm", "-rf", "/usr/bin"])
        engine.exec_start(removing["Id"])
        for _ in range(2):
            with pytest.raises(NoShellError):
                revive(engine, made)

        assert is_own_doing(engine, made, NO_SHELL)
    finally:
        engine.remove_container(made, force=True)


def test_a_shell_that_starts_the_second_time_is_had(engine, box, monkeypatch):
    with a_shell(engine, box) as shell:
        failing(shell, monkeypatch, NO_SHELL)
        ended = shell.run("kill -9 -1; sleep 5")
        after = shell.run("echo next")

    assert (ended.restarted, shell.gone) == (True, False)
    assert after.stdout.text == "next\n"


def test_a_shell_that_never_starts_in_a_container_that_runs_is_gone(engine, box, monkeypatch):
    with a_shell(engine, box) as shell:
        failing(shell, monkeypatch, NO_SHELL, NO_SHELL)
        shell.run("kill -9 -1; sleep 5")

        assert shell.gone


def test_an_engine_that_is_lost_while_a_shell_starts_again_is_nobodys_doing(
    engine, box, monkeypatch
):
    with a_shell(engine, box) as shell:
        failing(shell, monkeypatch, lost(), lost())
        with pytest.raises(SandboxError, match="engine was lost"):
            shell.run("kill -9 -1; sleep 5")

        assert not shell.gone
