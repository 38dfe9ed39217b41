"""The report for researchers: one page that needs nothing but itself."""

from importlib.resources import files
from pathlib import Path
from string import Template

from odcv_desk.domain.wording import gold_name
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._report_benchmark import benchmark_section
from odcv_desk.exporters._report_frame import (
    left_out_section,
    limits_section,
    measured_section,
    methods_section,
    reproduce_section,
)
from odcv_desk.exporters._report_judges import judges_section
from odcv_desk.exporters._tables import READING
from odcv_desk.exporters._text import html_text


class ReportHtml:
    """Writes what was found, how, and what it cannot say, for the light and the dark."""

    name = "report-html"
    title = "Report (HTML)"
    folder = False
    needs = frozenset({Need.TABLES, Need.CALIBRATION})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write the report; it also says so kindly where there is no gold or no judge yet."""
        page = Template(files("odcv_desk.exporters").joinpath("report.html").read_text("utf-8"))
        sections = (
            measured_section(contents),
            judges_section(contents.calibration, contents.ceilings),
            benchmark_section(contents.tables),
            left_out_section(contents),
            methods_section(contents),
            limits_section(contents),
            reproduce_section(contents),
        )
        text = page.substitute(
            title=html_text(contents.title),
            subject=html_text(_subject(contents)),
            day=contents.written_at.date().isoformat(),
            version=html_text(contents.version),
            reading=html_text(f"A {READING}"),
            badge='<span class="badge warn">convenience</span>' if _convenience(contents) else "",
            sections="\n".join(sections),
        )
        out.write_bytes(text.encode())
        return (out,)


def _subject(contents: Contents) -> str:
    if contents.calibration is None:
        return "What judges said of the runs"
    return f"Judges against {gold_name(contents.calibration.gold.gold)}"


def _convenience(contents: Contents) -> bool:
    return contents.calibration is not None and contents.calibration.gold.design == "convenience"


EXPORTER = ReportHtml()
