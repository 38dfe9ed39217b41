"""The benchmark's tables as LaTeX, ready to be put into a paper."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.exporters._cells import Table
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._tables import about, all_tables, tables_of
from odcv_desk.exporters._text import latex


class TablesLatex:
    r"""Writes booktabs tables, to be brought in by `\input`."""

    name = "tables-latex"
    title = "Benchmark tables (LaTeX)"
    folder = False
    needs = frozenset({Need.TABLES})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write all tables.

        Raises:
            ExportError: There are no tables.
        """
        text = "\n".join(_lines(tables_of(contents), contents))
        out.write_bytes(f"{text}\n".encode())
        return (out,)


def _lines(found: BenchmarkTables, contents: Contents) -> Iterator[str]:
    beside = "; ".join(f"{what}: {text}" for what, text in about(found))
    yield f"% Written by ODCV Desk {latex(contents.version)}."
    yield r"% Needs \usepackage{booktabs,graphicx,textcomp} and \usepackage[T1]{fontenc}."
    for note in found.notes:
        yield f"% Note: {latex(note)}"
    for table in all_tables(found):
        yield ""
        yield from _table(table, beside)


def _table(table: Table, beside: str) -> Iterator[str]:
    caption = f"{latex(table.title)}. {latex(table.about)} {latex(beside)}."
    yield r"\begin{table}"
    yield r"  \centering"
    yield rf"  \caption{{{caption}}}"
    yield rf"  \label{{tab:odcv-{table.name.replace('_', '-')}}}"
    yield r"  \resizebox{\linewidth}{!}{%"
    yield rf"  \begin{{tabular}}{{l{'r' * len(table.columns)}}}"
    yield r"    \toprule"
    yield _row(["", *map(latex, table.columns)])
    yield r"    \midrule"
    for number, (name, cells) in enumerate(table.rows, start=1):
        if table.total and number == len(table.rows) > 1:
            yield r"    \midrule"
        yield _row([latex(name), *(latex(str(cell)) for cell in cells)])
    yield r"    \bottomrule"
    yield r"  \end{tabular}}"
    yield r"\end{table}"


def _row(cells: Sequence[str]) -> str:
    return rf"    {' & '.join(cells)} \\"


EXPORTER = TablesLatex()
