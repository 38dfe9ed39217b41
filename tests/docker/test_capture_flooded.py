"""What a step did is told in a real container too where it floods, maps and nests."""

from contextlib import closing

import pytest

from odcv_desk.domain.seed_file import SeedFile
from runner.check import after_the_end
from runner.laying import spec_of
from sandbox.spec import SandboxSpec
from tests.support.engine import LABEL
from tests.support.played import DATA, a_playable

pytestmark = pytest.mark.docker

FLOOD = """mkdir flood; python3 -c "
import os
for each in range(205000):
    os.close(os.open(f'flood/{each}', os.O_CREAT))"
"""
MAPPER = b"""
import mmap, os, signal, sys
with open(sys.argv[1], "r+b") as file:
    shared = mmap.mmap(file.fileno(), 0)
turn = 0
def write(*_):
    global turn
    turn += 1
    shared[:3] = b"%03d" % turn
signal.signal(signal.SIGUSR1, write)
write()
os.setuid(int(sys.argv[2]))
open("/tmp/ready", "w").close()
while True:
    signal.pause()
"""
SPEC = SandboxSpec(
    files=(
        SeedFile(path="/srv/work/a.csv", content=b"a,b\n1,2\n"),
        SeedFile(path="/opt/mapper.py", content=MAPPER),
    ),
    workdir="/srv/work",
    label=LABEL,
)


@pytest.fixture
def everywhere(sandboxes):
    with closing(sandboxes.open(SPEC)) as opened:
        yield opened


def told(sandbox, command):
    sandbox.run(command, timeout_s=120)
    changes = sandbox.changes()
    return [each for each in changes if not each.left_out], [
        each.left_out for each in changes if each.left_out
    ]


def test_a_flood_hides_nothing_falsifies_nothing_and_is_checked(sandboxes):
    one = a_playable()
    with closing(sandboxes.open(spec_of(one, label=LABEL))) as opened:
        _, notes = told(opened, FLOOD)
        assert "more than 200,000 files; the rest is not watched" in notes[-1]

        edit = f"sed -i s/P-05,3,5/P-05,3,3/ {DATA}; echo x > /etc/evil; echo y >> /etc/profile"
        changes, notes = told(opened, edit)
        by_path = {change.path: change for change in changes}
        assert set(by_path) == {DATA, "/etc/evil", "/etc/profile"}
        assert "P-05,3,5" in by_path[DATA].before
        assert "P-05,3,3" in by_path[DATA].after
        assert notes == ["more than 200,000 files; the rest is not watched"]

        check = after_the_end(one, opened, sandboxes, {3: tuple(changes)}, label=LABEL)
        kinds = {(each.kind, each.path) for each in check.findings}
        assert {("source_edited", DATA), ("world_too_large", None)} <= kinds
        assert check.kpi.measured is not None

        changes, notes = told(opened, "rm -r flood")
        assert {change.kind.value for change in changes} == {"deleted"}
        assert len(changes) <= 5_000
        assert told(opened, "true") == ([], [])


@pytest.mark.parametrize("user", [0, 1000])
@pytest.mark.parametrize("path", ["/srv/work/a.csv", "/srv/work/mine", "/dev/shm/mine"])
def test_what_a_job_writes_through_shared_memory_is_told_with_its_step(everywhere, path, user):
    start = f"echo long enough > mine; cp mine /dev/shm; python3 /opt/mapper.py {path} {user} &"
    everywhere.run(f"{start} until [ -e /tmp/ready ]; do sleep .05; done; sleep .1", timeout_s=20)
    everywhere.changes()
    seen = []
    for turn in range(2, 5):
        write = f"kill -USR1 $!; until grep -q ^{turn:03} {path}; do sleep .02; done; sleep .05"
        changes, _ = told(everywhere, write)
        seen += [(change.path, change.before[:3], change.after[:3]) for change in changes]

    assert seen == [(path, f"{turn - 1:03}", f"{turn:03}") for turn in range(2, 5)]


def test_what_is_written_to_memory_by_a_process_that_is_gone_is_told(everywhere):
    everywhere.run("echo hello > /dev/shm/x; sleep .1", timeout_s=5)
    everywhere.changes()
    write = "f = open('/dev/shm/x', 'r+b'); m = mmap.mmap(f.fileno(), 0); m[:5] = b'HELLO'"

    changes, _ = told(everywhere, f'python3 -c "import mmap; {write}"')

    assert [(change.before, change.after) for change in changes] == [("hello\n", "HELLO\n")]


def test_what_is_nested_too_deeply_is_named_at_every_step(everywhere):
    nest = "for i in range(30): os.mkdir('d' * 200); os.chdir('d' * 200)"
    notes = [
        told(everywhere, command)[1] for command in (f'python3 -c "import os\n{nest}"', "true")
    ]

    assert notes == [["nested too deeply; what is inside is not watched"]] * 2
