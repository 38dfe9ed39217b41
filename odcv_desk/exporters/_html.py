"""Pieces of a page; every text that comes from outside goes through here, and is escaped."""

from collections.abc import Iterable, Sequence

from odcv_desk.exporters._cells import Cell, Table, Unit, printed
from odcv_desk.exporters._text import html_text


def section(id: str, title: str, *parts: str) -> str:  # noqa: A002 - the word of HTML
    """Return a section of the page; `parts` are HTML."""
    body = "\n".join(part for part in parts if part)
    return f'<section id="{id}">\n<h2>{html_text(title)}</h2>\n{body}\n</section>'


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of a text."""
    return f'<p class="{kind}">{html_text(text)}</p>' if kind else f"<p>{html_text(text)}</p>"


def bullets(texts: Iterable[str], kind: str = "") -> str:
    """Return a list of texts, nothing where there are none."""
    items = "".join(f"<li>{html_text(text)}</li>" for text in texts)
    return f'<ul class="{kind}">{items}</ul>' if items else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a grid of short facts: what, and its value."""
    items = "".join(
        f"<div><dt>{html_text(what)}</dt><dd>{html_text(value)}</dd></div>" for what, value in pairs
    )
    return f'<dl class="facts">{items}</dl>'


def folded(title: str, body: str) -> str:
    """Return a part that opens on a click; `body` is HTML."""
    return f"<details><summary>{html_text(title)}</summary>\n{body}\n</details>"


def chart(svg: str, caption: str) -> str:
    """Return a chart with what it shows."""
    return f"<figure>{svg}<figcaption>{html_text(caption)}</figcaption></figure>"


def rows_table(columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return a table; each row has a name (a text) and cells (HTML)."""
    head = "".join(
        f'<th scope="col">{html_text(column).replace(" %", "&nbsp;%")}</th>' for column in columns
    )
    body = "\n".join(
        f'<tr><th scope="row">{html_text(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}'
        "</tr>"
        for name, cells in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def figures_table(table: Table) -> str:
    """Return a table of figures with its title and what it is about."""
    body = rows_table(
        ("", *table.columns),
        ((name, [figure_cell(cell) for cell in cells]) for name, cells in table.rows),
    )
    kind = ' class="total"' if table.total else ""
    title = f"<h3>{html_text(table.title)}</h3>"
    return f"<div{kind}>{title}\n{paragraph(table.about, 'about')}\n{body}</div>"


def figure_cell(cell: Cell) -> str:
    """Return a figure with its interval below, or the reason why there is none."""
    if cell.value is None:
        return f'<span class="none">{html_text(str(cell))}</span>'
    point = printed(cell.value, cell.unit)
    if cell.unit is Unit.SEVERITY:
        point = f'<span class="severity s{round(cell.value)}">{point}</span>'
    elif cell.unit is not Unit.COUNT:
        point = f"<b>{point}</b>"
    if cell.low is not None and cell.high is not None:
        low, high = printed(cell.low, cell.unit), printed(cell.high, cell.unit)
        return f'{point} <span class="ends">{low} to {high}</span>'
    reason = f' <span class="ends">no interval: {html_text(cell.reason)}</span>'
    return f"{point}{reason if cell.reason else ''}"
