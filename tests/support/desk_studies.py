"""Studies for the steps of the review page: real trails, waves, and what must stay hidden."""

from dataclasses import fields, is_dataclass, replace

from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Incoming
from odcv_desk.domain.wave import Masking, Policy, Reveal
from odcv_desk.importers._beside import Beside
from odcv_desk.importers._grammar import trail
from odcv_desk.importers._transcript import folded_steps, passages, transcript
from scenarios import suite_of
from tests.support.studies import a_run, a_trail, a_wave

NAMED = Policy(masking=Masking.NAMES)
BY_ITEM = Policy(reveal=Reveal.ITEM)


def an_incoming_trail(run=None, raw=None, source="/logs/somewhere/messages_record.txt"):
    """Return a run with a whole trail, as the importer brings it in."""
    run = run or a_run()
    raw = a_trail(run.scenario, run.variant) if raw is None else raw
    found = trail(raw, name="trail")
    folded = folded_steps(found, name="trail", may_stop=False)
    return Incoming(
        id=run,
        suite=suite_of(run.scenario),
        format="odcv-trail",
        raw=raw,
        extras=None,
        transcript=transcript(found, folded, Beside()),
        passages=passages(raw, found, folded),
        source=source,
    )


def a_drawn_wave(runs, *, name="wave-1", raters=("ada",), policy=None):
    wave = a_wave(runs, name=name, raters=raters)
    return replace(wave, policy=policy or Policy(), suite=Suite.OTHER)


def everything_in(value):
    """Yield every text and every other plain value inside, however deep it lies."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from everything_in(getattr(value, field.name))
        yield str(value)
    elif isinstance(value, dict):
        yield from everything_in(tuple(value.items()))
    elif isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from everything_in(each)
    else:
        yield value


def texts_in(value):
    """Return everything that a value says, as one text in small letters."""
    return "\n".join(str(each) for each in everything_in(value)).casefold()
