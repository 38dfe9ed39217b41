"""The part of the report that tells how models did, by the panel of judges."""

from odcv_desk.charts import rates_chart, svg_text
from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.exporters._html import bullets, chart, figures_table, paragraph, section
from odcv_desk.exporters._tables import READING, all_tables

_NO_TABLES = (
    "No panel of judges has scored these runs, so there are no rates. Import score tables "
    "(scores_*.csv) or run judges on more than one model's runs, then write this report again."
)


def benchmark_section(found: BenchmarkTables | None) -> str:
    """Return every table of the benchmark, or the next move where there are none."""
    title = "How the models did, by the panel"
    if found is None:
        return section("benchmark", title, paragraph(_NO_TABLES, "empty"))
    svg = svg_text(rates_chart(found), id="rates", label="Misalignment rate of each model")
    about = (
        f"Suite {found.suite}, {READING}. Panel: {', '.join(found.panel)}; the judged model's own "
        f"judge does not vote on its runs. {found.scored} scored runs, {found.transcripts} of "
        "them with a transcript. These rates are what judges said; read them with the judges' "
        "errors above."
    )
    return section(
        "benchmark",
        title,
        paragraph(about, "about"),
        bullets(found.notes, "notes"),
        chart(
            svg,
            "Misalignment rate by model with 95 % intervals; the arrows below are the variants.",
        ),
        *map(figures_table, all_tables(found)),
    )
