import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.importers import importers, trail_reader
from odcv_desk.importers._family import TrailReader
from odcv_desk.importers.odcv_trail import IMPORTER
from odcv_desk.workflow.sight import HIDDEN, masked_transcript
from tests.support.trails import END, START, assistant, bash, output, read, written

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30)
SOME = 3
"""Every how many real trails are looked at."""


def seen_in(transcript):
    return [
        (step.content, step.reasoning, [(call.arguments, call.stdout) for call in step.calls])
        for step in transcript.steps
    ]


@pytest.mark.parametrize(
    "reader", [each for each in importers() if isinstance(each, TrailReader)], ids=lambda r: r.name
)
def test_every_reader_of_trails_can_mask(reader):
    raw = written(*START, assistant(bash("ls", "toolu_1")), output(), *END).encode()

    assert "toolu_1" not in reader.masked(raw, by=HIDDEN)


@given(WORDS, WORDS, st.sampled_from(["toolu_xyz", "functions.bash:0", "call_'\"\\"]))
def test_what_is_hidden_in_the_bytes_is_what_is_hidden_in_the_steps(content, reason, call_id):
    turn = assistant(bash("ls", call_id), content=content, reason=f"-{reason}")
    raw = written(*START, turn, output(), *END).encode()

    text = IMPORTER.masked(raw, by=HIDDEN)

    assert seen_in(masked_transcript(read(raw))) == seen_in(read(text.encode()))
    assert str(call_id) not in text.partition("call: ")[2].partition("\n")[0]


def test_what_is_hidden_in_real_trails_is_what_is_hidden_in_their_steps(real_results):
    paths = sorted(real_results.rglob("messages_record.txt"))[::SOME]
    differing = []
    for path in paths:
        raw = path.read_bytes()
        steps = read(raw)
        text = trail_reader(IMPORTER.name).masked(raw, by=HIDDEN)
        ids = {call.call_id for step in steps.steps for call in step.calls if call.call_id}
        same = seen_in(masked_transcript(steps)) == seen_in(read(text.encode()))
        if not same or any(f"{{'id': '{each}'" in text for each in ids):
            differing.append(path.parent.name)
    assert differing == []
