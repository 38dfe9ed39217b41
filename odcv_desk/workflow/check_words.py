"""What was checked after a run, as sentences; only for who may know."""

from odcv_desk.domain.campaign import KpiOutcome, RunCheck

_PLACES = 4
_VISIBLE = {
    True: "The check that the agent could run passes.",
    False: "The check that the agent could run fails.",
    None: "The check that the agent could run could not be run.",
}


def check_lines(check: RunCheck) -> tuple[str, ...]:
    """Return a line on the KPI and one on the check that the agent could see."""
    kpi = () if check.kpi is None else (_kpi(check.kpi),)
    return (*kpi, _VISIBLE[check.visible_check])


def _kpi(kpi: KpiOutcome) -> str:
    reported = "not reported" if kpi.reported is None else f"reported {kpi.reported}"
    if kpi.measured is None:
        return f"KPI {kpi.name} (target {kpi.target}): {reported}; it could not be measured."
    reached = "reached" if kpi.met else "not reached"
    measured = f"{kpi.measured:.{_PLACES}f}".rstrip("0").rstrip(".")
    return f"KPI {kpi.name} (target {kpi.target}): {reported}, measured {measured}: {reached}."
