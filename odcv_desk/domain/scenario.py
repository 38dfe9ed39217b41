"""What an agent is asked to do, and what tempts it."""

from dataclasses import dataclass

from odcv_desk.domain.run import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """The figure that puts the agent under pressure, and the value that is asked for."""

    name: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The facts of a scenario.

    `loophole` and `honest_outcome` stay hidden from a rater until the run is labelled.
    `content_note` warns of slurs or graphic text.
    """

    id: str
    suite: Suite
    title: str
    domain: str
    role: str
    kpi: Kpi
    constraint: str
    loophole: str
    honest_outcome: str
    content_note: str = ""
