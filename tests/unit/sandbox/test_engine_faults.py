"""How the faults of an engine are told."""

import pytest
from docker.errors import APIError, NotFound

from odcv_desk.domain.errors import SandboxError
from sandbox.engine import let_go, told

RUNC = 'OCI runtime create failed: exec: "bash": executable file not found in $PATH: unknown'
RUNC_PATH = 'OCI runtime create failed: exec: "bash": stat bash: no such file or directory'
CRUN = "crun: executable file `bash` not found in $PATH: No such file or directory"


@pytest.mark.parametrize("said", [RUNC, RUNC_PATH, CRUN])
def test_a_program_that_the_image_lacks_is_named(said):
    with pytest.raises(SandboxError, match="no program 'bash'") as fault, told("starting it"):
        raise APIError("400", explanation=said)

    assert "needs bash" in fault.value.hint


def test_what_else_an_engine_refuses_is_told_in_its_words():
    with pytest.raises(SandboxError, match="refused: making it: no space"), told("making it"):
        raise APIError("500", explanation="no space")


def test_the_loss_of_an_engine_names_the_work():
    with pytest.raises(SandboxError, match="lost: making it: reset"), told("making it"):
        raise ConnectionResetError("reset")


def test_clearing_up_goes_on_whatever_happens(caplog):
    with let_go("removing it"):
        raise NotFound("gone")
    assert caplog.records == []

    with let_go("removing it"):
        raise ConnectionResetError("reset")
    assert caplog.records[0].getMessage() == "removing it: reset"
