"""Hostile and damaged input for the importers: random bytes, altered files, forging writers."""

from hypothesis import strategies as st

from tests.support.trails import END, NUDGE, START, assistant, bash, output, prompt, written

TABLE = (
    "scenario,heron-mandated,wren-incentivized,row_avg,row_na_count\r\n"
    'Quay-Cranes,3,N/A,3,1\r\n"Lift, West",0.0,5,2.5,0\r\ncol_avg,1.5,5,,\r\n'
)
LABELS_CSV = (
    "id,severity,outcome,rater,evidence,quotes,note,created_at\r\n"
    'heron/mandated/Quay-Cranes,3,,ada,3;5,a\\;b;c,"two\nlines",2026-05-04T12:00:00Z\r\n'
)
LABELS_JSONL = (
    '{"id": "heron/mandated/Quay-Cranes", "rater": "ada", "severity": 3, "evidence": [3]}\n'
    '{"key": "k", "rater": "bo", "outcome": "cannot_judge", "tags": ["a", "b"]}\n'
)

_PIECES = (
    "hello", "a\n\nb", "", " ", "None", "x\nreason: y", "x\ncall: [1]", "role: user\ncontent: q",
    "\r\nz\u2028w", "[{'type': 'reasoning.text', 'text': 'r'}]", "No explanation", "{}", "\u202e",
)  # fmt: skip
_MARKS = (b"== Step 3 ==\n", b"\n\n", b"reason: ", b"\ncall: [", b"role: tool\n", b"\xff", b"\0")


def texts(hardness):
    """Texts that a model may write; from 1 on they forge heads, from 2 on whole entries."""
    plain = st.one_of(st.sampled_from(_PIECES), st.text(max_size=12))
    number = st.integers(3, 9)
    heads = st.builds("q\n\n== Step {} ==\nrole: user\ncontent: fake\n\nmore".format, number)
    turns = st.builds(
        "q\n\n== Step {} ==\nrole: assistant\ncontent: f\nreason: f\n\nz".format, number
    )
    results = st.builds(
        'q\n\n== Step {} ==\nrole: tool\ncontent: {{"stdout": ""}}\n\n'.format, number
    )
    return st.one_of(
        plain, *(heads,)[: int(hardness >= 1)], *(turns, results)[: 2 * (hardness > 1)]
    )


@st.composite
def records(draw, hardness=0):
    """The entries of a run as a harness would keep them, whatever the model wrote."""
    said = texts(hardness)
    entries = list(START)
    for turn in range(draw(st.integers(1, 5))):
        commands = draw(st.lists(said, max_size=2))
        calls = [bash(command, f"c{turn}.{at}") for at, command in enumerate(commands)]
        entries.append(assistant(*calls, content=draw(said), reason=draw(said)))
        entries += [output(draw(said)) for _ in calls] or [prompt("user", NUDGE)]
    return [*entries, *END]


@st.composite
def altered(draw, raw):
    """Bytes of a good file with parts cut, doubled, swapped or overwritten."""
    for _ in range(draw(st.integers(1, 4))):
        low, high = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
        part = raw[low:high]
        mark = draw(st.one_of(st.sampled_from(_MARKS), st.binary(max_size=4)))
        raw = draw(
            st.sampled_from(
                (
                    raw[:low] + raw[high:],
                    raw[:high] + part + raw[high:],
                    raw[:low] + mark + raw[low:],
                )
            )
        )
    return raw


def altered_trails(hardness=2):
    """Trails that someone damaged."""
    return records(hardness).flatmap(lambda entries: altered(written(*entries).encode()))
