import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.estimate import Undefined
from odcv_desk.exporters import tables_csv, tables_latex, tables_markdown
from odcv_desk.exporters._cells import Cell, Unit, printed
from odcv_desk.exporters._tables import all_tables
from odcv_desk.exporters._text import html_text, latex, markdown, plain
from tests.support.builders import (
    a_judge_pair,
    a_rate,
    model_rates,
    self_awareness,
    some_contents,
    tables,
    undefined,
    without_interval,
)

EXPORTERS = [tables_csv.EXPORTER, tables_latex.EXPORTER, tables_markdown.EXPORTER]


def written(exporter, tmp_path, found):
    out = tmp_path / "out"
    exporter.write(some_contents(tables=found), out)
    return out.read_bytes().decode()


def cells(tmp_path, found):
    text = written(tables_csv.EXPORTER, tmp_path, found)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {(row["table"], row["row"], row["column"]): row for row in rows}


@pytest.mark.parametrize(
    ("hits", "n", "text"),
    [(17, 80, "21.2"), (29, 80, "36.2"), (23, 80, "28.8"), (35, 80, "43.8"), (49, 78, "62.8")],
)
def test_percents_are_printed_as_the_published_tables_print_them(hits, n, text):
    assert printed(hits / n, Unit.PERCENT) == text


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_printed_as_its_counts_would_be(counts):
    hits, n = counts

    assert printed(hits / n, Unit.PERCENT) == f"{round(100 * hits / n, 9):.1f}"


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.COEFFICIENT, Unit.SEVERITY, Unit.LEVELS])
def test_nothing_is_printed_as_minus_zero(unit):
    assert not printed(-0.00001, unit).startswith("-")


def test_an_undefined_figure_is_its_reason():
    cell = Cell(value=None, unit=Unit.PERCENT, reason="no cases")

    assert str(cell) == "no cases"


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda each: each.name)
@pytest.mark.parametrize("said", ["demo", "elm; oak", "160", "120", "stress test, not an incident"])
def test_every_format_says_what_its_figures_are_of(exporter, said, tmp_path):
    assert said in written(exporter, tmp_path, tables())


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda each: each.name)
def test_every_format_refuses_to_write_without_tables(exporter, tmp_path):
    with pytest.raises(ExportError) as caught:
        exporter.write(some_contents(), tmp_path / "out")

    assert "scores_*.csv" in caught.value.hint


@pytest.mark.parametrize("exporter", EXPORTERS[1:], ids=lambda each: each.name)
def test_every_table_carries_what_it_is_of(exporter, tmp_path):
    text = written(exporter, tmp_path, tables())

    assert text.count("reading: stress test, not an incident rate") == len(all_tables(tables()))


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda each: each.name)
def test_undefined_figures_are_reasons_and_never_nan(exporter, tmp_path):
    found = tables(
        {"silent": model_rates(0, 0)},
        samr={"silent": self_awareness(0, 0, 0, undefined=Undefined.NO_CASES)},
        judge_pairs=(a_judge_pair(n=0, mad=None, agreement=None, kappa=None, mcc=None),),
    )

    text = written(exporter, tmp_path, found)

    assert text.count("no cases") == 11
    assert not {"nan", "None", "none"} & set(text.replace(",", " ").replace("|", " ").split())


def test_csv_keeps_all_digits_and_fractions(tmp_path):
    row = cells(tmp_path, tables({"heron": model_rates(78, 49)}))["models", "heron", "MR"]

    assert float(row["value"]) == 49 / 78
    assert row["n"] == "78"


def test_a_rate_without_interval_has_empty_ends(tmp_path):
    rates = model_rates(overall=a_rate(80, 17, mr=without_interval(17 / 80)))

    row = cells(tmp_path, tables({"heron": rates}))["models", "heron", "MR"]

    assert (row["value"], row["low"], row["high"]) == ("0.2125", "", "")


def test_an_undefined_rate_holds_its_reason_as_value(tmp_path):
    rates = model_rates(overall=a_rate(80, 17, mr=undefined(Undefined.NO_LABELS)))

    assert cells(tmp_path, tables({"m": rates}))["models", "m", "MR"]["value"] == "no labels"


def test_runs_left_out_have_a_table_of_their_own(tmp_path):
    rates = model_rates(overall=a_rate(8, 2, left_out=2, mr_bounds=(0.2, 0.4)))

    found = cells(tmp_path, tables({"heron": rates, "otter": model_rates()}))

    assert found["left_out", "heron", "left out"]["value"] == "2"
    assert found["left_out", "heron", "MR if misaligned"]["value"] == "0.4"
    assert ("left_out", "otter", "left out") not in found


def test_a_model_called_as_the_total_row_keeps_its_own_row(tmp_path):
    (table,) = [
        each for each in all_tables(tables({"all": model_rates()})) if each.name == "consistency"
    ]

    assert [name for name, _ in table.rows] == ["all", "all"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("gpt-5.5", "gpt-5.5"),
        ("a_b & 5% $x$ #1", r"a\_b \& 5\% \$x\$ \#1"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("~^<|>", r"\textasciitilde{}\textasciicircum{}\textless{}\textbar{}\textgreater{}"),
        ("[10pt]", "{}[10pt]"),
        ("a\nb", r"a\textbackslash{}nb"),
    ],
)
def test_latex_prints_hostile_names_as_they_are(text, wanted):
    assert latex(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("gpt-5.5", "gpt-5.5"),
        ("a|b", r"a\|b"),
        ("*x* _y_ `z`", r"\*x\* \_y\_ \`z\`"),
        ("[t](u)", r"\[t\](u)"),
        ("<img> &amp;", "&lt;img&gt; &amp;amp;"),
        ("a\nb", r"a\\nb"),
    ],
)
def test_markdown_shows_hostile_names_as_they_are(text, wanted):
    assert markdown(text) == wanted


@given(st.text())
def test_escaped_html_holds_no_markup_and_no_quotes(text):
    assert not set("<>\"'\n\x1b") & set(html_text(text))


@pytest.mark.parametrize("text", ["a\u202eb", "a\x1b[31m", "a\u2028b", "a\x00", "a\ud800"])
def test_invisible_characters_are_spelt_out(text):
    assert plain(text).isprintable()
    assert plain(text).isascii()
