"""A second container on a network of its own, and nothing beyond it."""

import time
from contextlib import closing

import pytest

from odcv_desk.domain.errors import SandboxError
from odcv_desk.domain.seed_file import SeedFile
from sandbox.spec import Network, SandboxSpec, Service
from tests.support.engine import LABEL

pytestmark = pytest.mark.docker

LEDGER = Service(
    name="ledger",
    command=("python3", "-m", "http.server", "80", "--directory", "/data"),
    files=(SeedFile(path="/data/rows.txt", content=b"rows\n"),),
    ready="curl -fs http://localhost/rows.txt",
)
REACH = """
for to in 172.17.0.1 1.1.1.1 $(hostname -i | sed 's/[0-9]*$/1/'); do
    timeout 1 bash -c "echo > /dev/tcp/$to/22" 2>&1 && echo REACHED
done
"""


def beside(*services):
    return SandboxSpec(network=Network.INTERNAL, services=services, label=LABEL)


def test_a_service_is_reached_by_its_name_and_nothing_else_is(sandboxes, engine):
    with closing(sandboxes.open(beside(LEDGER))) as opened:
        asked = opened.run("curl -s http://ledger/rows.txt", timeout_s=5)
        host = opened.run(REACH, timeout_s=20)
        start = time.monotonic()
        name = opened.run("getent hosts example.org", timeout_s=20)

        assert asked.stdout.text == "rows\n"
        assert "REACHED" not in host.stdout.text
        assert "refused" not in host.stdout.text  # a refusal would come from a machine in reach
        assert (name.exit_code, name.stdout.text) == (2, "")
        assert time.monotonic() - start < 8
        assert opened.changes() == ()
        collected = opened.collect(["/data"], most_bytes=100, service="ledger")
        assert collected.files == {"/data/rows.txt": b"rows\n"}
        with pytest.raises(SandboxError, match="no service"):
            opened.collect(["/data"], most_bytes=100, service="other")
    assert engine.networks(filters={"label": f"odcv-desk={LABEL}"}) == []


def test_a_service_that_ends_at_once_is_a_fault_that_says_what_it_said(sandboxes, engine):
    command = ("bash", "-c", "echo no ledger here >&2; exit 1")
    broken = Service(name="broken", command=command, ready="true")

    with pytest.raises(SandboxError):
        sandboxes.open(beside(broken))

    label = {"label": f"odcv-desk={LABEL}"}
    left = [one["Command"] for one in engine.containers(all=True, filters=label)]
    assert all("no ledger" not in command for command in left)
