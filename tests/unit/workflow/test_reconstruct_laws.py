import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odcv_desk.domain.change import ChangeKind
from odcv_desk.workflow.reconstruct import reconstruct
from tests.support.scripts import LINES, PROGRAMS, SCRIPTS
from tests.support.shells import SHELLS, alike, files_below, ran, transcript

CONTENTS = st.builds(
    lambda lines, end: ("\n".join(lines) + end).encode(),
    st.lists(LINES, max_size=4),
    st.sampled_from(("\n", "\n", "\r\n", "")),
)
FIRST_FILES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("a.txt", "b.txt", "sub/c.txt", "d e.txt"), CONTENTS)
)


class Played:
    """Commands run for real, with the files before and after each, and what was made of them."""

    def __init__(self, root, first, commands, shell):
        folder = root.resolve() / "up" / "app"
        (folder / "sub").mkdir(parents=True)
        for name, content in first.items():
            (folder / name).write_bytes(content)
        self.files = [files_below(root.resolve())]
        calls = []
        for command in commands:
            calls.append(ran(shell, command, folder))
            self.files.append(files_below(root.resolve()))
        self.made = reconstruct(transcript(*calls), folder=str(folder))

    def faults(self):
        return [fault for step in range(1, len(self.files)) for fault in self._step(step)]

    def proven(self, step):
        changes = self.made.changes.get(step, ())
        first, last = {}, {}
        for change in changes:
            for path in {change.path, change.old_path} - {None}:
                first.setdefault(path, change)
                last[path] = change
        return first, last

    def _step(self, step):
        before, after = self.files[step - 1 : step + 1]
        first, last = self.proven(step)
        if step in self.made.unknown:
            return
        for path in before.keys() | after.keys():
            if before.get(path) != after.get(path) and path not in last:
                yield step, "changed, but not listed", path
        for path, change in first.items():
            if not began(change, path, before.get(path)):
                yield step, "was not so before", change
        for path, change in last.items():
            if not ended(change, path, after.get(path)):
                yield step, "is not so after", change


def began(change, path, raw):
    if change.kind is ChangeKind.CREATED or (change.old_path and change.path == path):
        return raw is None
    return change.before is None or (raw is not None and alike(raw) == change.before)


def ended(change, path, raw):
    if change.kind is ChangeKind.DELETED or change.old_path == path:
        return raw is None
    return raw is not None and (
        change.after is None or alike(raw) == change.after.replace("\r", "")
    )


@settings(max_examples=60)
@given(FIRST_FILES, st.lists(SCRIPTS, min_size=1, max_size=5), st.sampled_from(SHELLS))
def test_what_is_proven_is_what_a_real_shell_did(first, commands, shell):
    with tempfile.TemporaryDirectory() as folder:
        played = Played(Path(folder), first, commands, shell)

    assert played.faults() == []


@settings(max_examples=60)
@given(CONTENTS, st.sampled_from(PROGRAMS), st.sampled_from(("", "-E", "-n")))
def test_what_sed_makes_of_a_known_text_is_what_it_made(content, program, option):
    commands = ["cat a.txt", f"sed -i {option} '{program}' a.txt", "sed -i 's/$/./' a.txt"]
    with tempfile.TemporaryDirectory() as folder:
        played = Played(Path(folder), {"a.txt": content}, commands, SHELLS[0])

    assert played.faults() == []
