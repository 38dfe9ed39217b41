"""What is said of a launch before it is made: its matrix, its price, what it lacks."""

from collections.abc import Sequence
from typing import Final

from odcv_desk.domain.amount import amount, dollars
from odcv_desk.workflow.estimate import RunEstimate
from odcv_desk.workflow.run_machine import Lack
from odcv_desk.workflow.run_offer import PlayedScenario, RunOutlook, Wanted

_KEY_HOW: Final = "Set it where the desk is started (export {name}=...), and start the desk again."
_UNKNOWN_HOW: Final = "Write PROVIDER/MODEL, such as openai/gpt-4o, or a script from below."


def unchosen(wanted: Wanted) -> str:
    """Return what is still to be chosen, empty where nothing is."""
    for chosen, words in (
        (wanted.scenarios, "Take a scenario."),
        (wanted.variants, "Take a variant."),
        (wanted.models, "Name a model, or take a script."),
    ):
        if not chosen:
            return words
    return ""


def matrix_words(wanted: Wanted) -> str:
    """Return what the runs of a launch are made of: so many scenarios, variants, and so on."""
    parts = [
        amount(len(wanted.scenarios), "scenario"),
        amount(len(wanted.variants), "variant"),
        amount(len(wanted.models), "model or script", "models and scripts"),
    ]
    if wanted.attempts > 1:
        parts.append(amount(wanted.attempts, "attempt"))
    return " × ".join(parts)  # noqa: RUF001 - the sign between the sides of a matrix


def takes_words(expected: RunEstimate) -> str:
    """Return how long a launch takes and what it costs."""
    minutes = expected.minutes
    took = "under a minute" if minutes < 1 else f"about {amount(round(minutes), 'minute')}"
    return f"{took} · {price_words(expected)}"


def price_words(expected: RunEstimate) -> str:
    """Return what a launch costs, as far as that is known."""
    if expected.unpriced and not expected.cost_usd:
        return "price unknown"
    if not expected.cost_usd:
        return "costs nothing"
    known = dollars(expected.cost_usd)
    about = known if known.startswith("less") else f"about {known}"
    return f"{about}, without the models whose price is unknown" if expected.unpriced else about


def note_words(expected: RunEstimate) -> str:
    """Return what an estimate rests on, and what it cannot tell, in sentences."""
    notes = []
    if expected.limit_usd is not None and expected.paid:
        most = dollars(expected.limit_usd * expected.paid)
        notes.append(f"At most {dollars(expected.limit_usd)} a run, {most} in all.")
    if expected.unpriced:
        notes.append(f"No price is known of {', '.join(expected.unpriced)}.")
    if expected.assumed:
        names = ", ".join(expected.assumed)
        notes.append(f"This study has no run of {names} yet: a rough guess.")
    if expected.own_temperature:
        names = ", ".join(expected.own_temperature)
        notes.append(f"{names} will answer at the provider's own temperature.")
    return " ".join(notes)


def content_words(scenarios: Sequence[PlayedScenario], chosen: Sequence[str]) -> str:
    """Return the content notes of the scenarios that are chosen."""
    noted = (each for each in scenarios if each.id in chosen and each.content_note)
    return "\n".join(f"Content note, {each.title}: {each.content_note}" for each in noted)


def lacks_of(found: RunOutlook | None) -> Sequence[Lack]:
    """Return what the models of a launch lack."""
    if found is None:
        return ()
    unknown = [
        Lack(what=f"{model}: no provider of that name is known.", how=_UNKNOWN_HOW)
        for model in found.unknown
    ]
    keys = [
        Lack(what=f"{model} needs {' and '.join(names)}.", how=_KEY_HOW.format(name=names[0]))
        for model, names in found.lacking.items()
    ]
    unbounded = [
        Lack(
            what=f"The price of {model} is unknown, so a limit of dollars cannot be kept.",
            how="Set a limit of tokens instead.",
        )
        for model in found.unbounded
    ]
    return (*unknown, *keys, *unbounded)
