"""The part of the report that tells how far judges agree with gold."""

from collections.abc import Iterable, Mapping, Sequence

from odcv_desk.charts import confusion_chart, forest_chart, svg_text
from odcv_desk.domain.calibration import Calibration, GoldSummary, Group, JudgeFigures
from odcv_desk.domain.caveats import is_of_judges
from odcv_desk.domain.ceiling import CEILING_ABOUT, HumanCeilings
from odcv_desk.domain.unsettled import bounds_sentence, forest_about, headline_about, more_open
from odcv_desk.domain.wording import (
    CONFUSION_ABOUT,
    confused,
    judge_sentence,
)
from odcv_desk.exporters._cells import Cell, Unit, printed
from odcv_desk.exporters._html import (
    bullets,
    chart,
    figure_cell,
    folded,
    paragraph,
    rows_table,
    section,
)
from odcv_desk.exporters._judge_cells import (
    HEADLINE,
    HEADLINE_COLUMNS,
    judge_cell,
    moves,
    span_text,
    unit_of,
    why,
)
from odcv_desk.exporters._text import html_text, plain
from odcv_desk.metrics import Metric, metrics

_NO_GOLD = (
    "No gold was named, so nothing can be said about the judges. Name what to compare them with: "
    "--gold rater:NAME for a person's labels, --gold consensus for several people's, or "
    "--gold judge:NAME and --gold panel to compare judges with each other."
)
_NO_CEILINGS = HumanCeilings()
_NO_JUDGE = (
    "No judge has scored the runs of this gold. Import score tables (scores_*.csv), then write "
    "this report again."
)


def judges_section(calibration: Calibration | None, ceilings: HumanCeilings | None = None) -> str:
    """Return everything about the judges, or the next move where there is nothing to tell."""
    title = "How far the judges can be trusted"
    if calibration is None:
        return section("judges", title, paragraph(_NO_GOLD, "empty"))
    if not calibration.judges:
        return section("judges", title, paragraph(_NO_JUDGE, "empty"))
    judges, gold, known = calibration.judges, calibration.gold, ceilings or _NO_CEILINGS
    return section(
        "judges",
        title,
        bullets((_sentence(judge, calibration, known) for judge in judges), "sentences"),
        "" if is_of_judges(gold) else paragraph(known.missing, "about") * bool(known.missing),
        _headline(judges, gold),
        _forest(judges, gold, known),
        _confusions(judges, weighted=gold.weighted),
        "<h3>All figures</h3>",
        *(folded(f"{judge.judge}: all figures", _all_figures(judge)) for judge in judges),
        _groups(calibration.by, calibration.groups),
    )


def _sentence(judge: JudgeFigures, calibration: Calibration, known: HumanCeilings) -> str:
    beside = known.sentence(judge.judge) if known.known or known.lacking else ""
    said = (judge_sentence(judge, calibration), bounds_sentence(judge), beside)
    return " ".join(part for part in said if part)


def _headline(judges: Sequence[JudgeFigures], gold: GoldSummary) -> str:
    rows = ((judge.judge, [str(judge.n), *_headline_cells(judge)]) for judge in judges)
    about = paragraph(headline_about(gold, judges), "about")
    return f"<h3>Headline figures</h3>{about}{rows_table(HEADLINE_COLUMNS, rows)}"


def _headline_cells(judge: JudgeFigures) -> list[str]:
    units = {metric.name: unit_of(metric) for metric in metrics()}
    cells = [
        figure_cell(judge_cell(judge, name, units[name])) + _spans(judge, name, units[name])
        for name in HEADLINE
    ]
    accuracy, majority = (
        judge_cell(judge, name, Unit.PERCENT) for name in ("accuracy", "majority_accuracy")
    )
    moved = _spans(judge, "accuracy", Unit.PERCENT)
    baseline = f'<span class="ends">majority class: {_point(majority)}</span>'
    return [*cells, f"{figure_cell(accuracy)}{moved} {baseline}"]


def _spans(judge: JudgeFigures, name: str, unit: Unit) -> str:
    return "".join(f' <span class="ends">{moved}</span>' for moved in moves(judge, name, unit))


def _point(cell: Cell) -> str:
    return html_text(str(cell) if cell.value is None else printed(cell.value, cell.unit))


def _forest(judges: Sequence[JudgeFigures], gold: GoldSummary, known: HumanCeilings) -> str:
    drawn = forest_chart(judges, ceilings=known.known)
    svg = svg_text(drawn, id="forest", label="MCC and kappa of each judge")
    about = forest_about(gold, judges)
    return chart(svg, f"{about} {CEILING_ABOUT}" if known.known else about)


def _confusions(judges: Iterable[JudgeFigures], *, weighted: bool) -> str:
    charts = (
        chart(
            svg_text(
                confusion_chart(judge),
                id=f"confusion{number}",
                label=f"Confusion: {plain(judge.judge)}",
            ),
            f"{judge.judge}: {confused(judge, weighted=weighted)}",
        )
        for number, judge in enumerate(judges, start=1)
    )
    about = paragraph(CONFUSION_ABOUT, "about")
    return f'<h3>Confusion</h3>{about}<div class="tiles">{"".join(charts)}</div>'


def _all_figures(judge: JudgeFigures) -> str:
    rows = [
        (metric.title, _figure_row(judge, metric))
        for metric in metrics()
        if metric.name in judge.figures
    ]
    columns = ["figure", "value", "interval", "method, or why there is none"]
    return rows_table([*columns, *(title for title, _bounds in _bounded(judge))], rows)


def _bounded(judge: JudgeFigures) -> list[tuple[str, Mapping[str, tuple[float, float]]]]:
    """Return how far figures could move, of every kind that there is."""
    every = (
        ("if pending and ambiguous items settle", judge.pending_bounds),
        ("if what cannot be judged were 0, or 5", judge.lost_bounds),
        ("if all that is open settles, within about", more_open(judge)),
        ("if invalid runs counted", judge.invalid_bounds),
    )
    return [(title, bounds) for title, bounds in every if bounds]


def _figure_row(judge: JudgeFigures, metric: Metric) -> list[str]:
    found, unit = judge.figures[metric.name], unit_of(metric)
    suffix = " %" if unit is Unit.PERCENT else ""
    ends = ""
    if found.low is not None and found.high is not None:
        ends = f"{printed(found.low, unit)} to {printed(found.high, unit)}{suffix}"
    point = "" if found.value is None else f"<b>{printed(found.value, unit)}</b>{suffix}"
    moved = (bounds.get(metric.name) for _title, bounds in _bounded(judge))
    spans = (span_text(span, unit, found.value) if span else "" for span in moved)
    return [point, ends, html_text(why(found)), *spans]


def _groups(by: str | None, groups: Sequence[Group]) -> str:
    if not groups:
        return ""
    tables = (
        folded(
            f"{group.name} ({group.n} runs)",
            rows_table(
                HEADLINE_COLUMNS,
                ((judge.judge, [str(judge.n), *_headline_cells(judge)]) for judge in group.judges),
            ),
        )
        for group in groups
    )
    return f"<h3>By {html_text(by or 'part')}</h3>{''.join(tables)}"
