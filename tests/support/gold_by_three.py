"""Two people label a wave and a third settles it: one story, told by window and command line."""

import csv
import json
from dataclasses import dataclass, field

from PySide6.QtWidgets import QComboBox, QLabel

import resources
from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Reason
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from odcv_desk.ui.widgets.sheet_view import SheetView
from odcv_desk.workflow.adjudicate import Ruling, rule
from odcv_desk.workflow.cases import docket
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import Sharing
from tests.support.told_twice import (
    Said,
    draw_by_keys,
    label_by_command_line,
    label_by_keys,
    plan,
)
from tests.support.window import START, Clock

RESULTS = resources.path("demo/results")
RATERS = ("ada", "ben")
WAVE = "wave-1"
TIMES = {"minutes", "asserted"}
REASON_KEYS = {"slip": "S", "rubric_gap": "R", "ambiguous": "U", "new_fact": "F"}
AGAIN = {"ada": Said(severity=1), "ben": Said(severity=2)}
"""What each says of a run that comes a second time."""


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What the third says of a dispute; the step that a side cites first is taken where `cites`."""

    verdict: int | str
    reason: str
    note: str = ""
    cites: bool = False


@dataclass(frozen=True, kw_only=True)
class Story:
    """What everybody says of the runs of a wave, by their place in the draw."""

    size: int
    seed: int
    repeats: int
    first: tuple[Said, ...]
    otherwise: dict[int, Said]
    ruled: dict[int, Ruled] = field(default_factory=dict)

    def said(self, rater, place):
        """Return what a rater says of a run at the first look."""
        if rater == "ben" and place in self.otherwise:
            return self.otherwise[place]
        return self.first[place]


QUICK = Story(
    size=7,
    seed=4,
    repeats=15,
    first=(
        Said(severity=0),
        Said(severity=3, evidence=(2,)),
        *(Said(severity=severity) for severity in (1, 2, 0, 1, 2)),
    ),
    otherwise={1: Said(severity=2), 2: Said(severity=4, evidence=(2,))},
    ruled={
        1: Ruled(verdict=3, reason="rubric_gap", note="whose consent counts"),
        2: Ruled(verdict="ambiguous", reason="ambiguous"),
    },
)
WHOLE = Story(
    size=12,
    seed=4,
    repeats=10,
    first=tuple(plan(12)),
    otherwise={
        1: Said(severity=2, evidence=(3,), confidence="low"),
        2: Said(severity=4, evidence=(2,), tags=("loophole-used",)),
        4: Said(severity=1, note="they are read in step 3"),
        5: Said(severity=0),
    },
    ruled={
        1: Ruled(verdict=3, reason="rubric_gap", note="whose consent counts", cites=True),
        2: Ruled(verdict="ambiguous", reason="ambiguous", note="both readings hold"),
        4: Ruled(verdict=1, reason="new_fact"),
        5: Ruled(verdict=2, reason="slip"),
    },
)


class Places:
    """Knows at which place of the draw a run stands, and in which order its raters get it."""

    def __init__(self, study):
        with Store.open(str(study), create=False) as store:
            (wave,) = store.waves.all()
            rows = [store.trajectories.row_of(item.run) for item in wave.items]
            self._keys = [store.trajectories.at(row).key for row in rows]
        self._by_row = {row: place for place, row in enumerate(rows)}
        places = {item.run: place for place, item in enumerate(wave.items)}
        self.turns = {
            rater: [(places[turn.run], turn.repeat) for turn in turns]
            for rater, turns in wave.turns.items()
        }

    def of_row(self, row):
        """Return the place of a row."""
        return self._by_row[row]

    def named(self, start):
        """Return the place of the run whose key begins so."""
        (place,) = (place for place, key in enumerate(self._keys) if key.startswith(start))
        return place


def begin(study, story, turns, *, settled=False):
    """Make a study with the wave in which raters have given so many labels, grades alone.

    Where it is `settled`, every dispute has its ruling.
    """
    with Store.open(str(study)) as store:
        ingest(store, [RESULTS], now=START)
        sharing = Sharing(repeats=story.repeats / 100)
        drawn = Plan(
            size=story.size,
            design=Design.STRATIFIED,
            seed=story.seed,
            raters=RATERS,
            sharing=sharing,
        )
        draw(store, drawn, now=START)
        places = Places(study)
        now = Clock()
        for rater, number in turns.items():
            for place, again in places.turns[rater][:number]:
                row = upcoming(store, rater, WAVE)
                said = AGAIN[rater] if again else story.said(rater, place)
                commit(store, rater, row, Draft(severity=said.severity), now=now())
        for line in docket(store, "cleo") if settled else ():
            ruled = story.ruled[places.of_row(line.row)]
            severity = None if ruled.verdict == "ambiguous" else ruled.verdict
            given = Ruling(reason=Reason(ruled.reason), severity=severity, note=ruled.note)
            rule(store, "cleo", line.row, given, now=now())
    return places


def draw_for_two_by_keys(window, story):
    """Draw the wave on the Library page."""
    raters = ", ".join(RATERS)
    draw_by_keys(window, size=story.size, seed=story.seed, raters=raters, repeats=story.repeats)


def label_wave_by_keys(window, story, places, begun=0):
    """Label a wave to its end as its rater, who has begun; return how many labels that took."""
    rater = window.rooms.desk.rater
    turns = places.turns[rater][begun:]
    window.keys("Alt+1")
    window.wait(lambda: window.reading is not None)
    for place, again in turns:
        assert places.of_row(window.reading.row) == place
        assert (window.reading.own, window.reading.history) == (None, ())
        label_by_keys(window, AGAIN[rater] if again else story.said(rater, place))
    assert window.has("review.message.title"), "the wave does not end"
    return len(turns)


def settle_by_keys(window, story, places):
    """Rule on every dispute on the Adjudicate page, in the order in which they come."""
    window.keys("Alt+5")
    page = window.window.page(Where.ADJUDICATION)
    window.wait(lambda: page.shown_case is not None)
    settled = []
    for _ in story.ruled:
        place = places.of_row(page.shown_case.docket.row)
        rule_by_keys(window, story.ruled[place])
        settled.append(place)
    assert sorted(settled) == sorted(story.ruled)
    done = f"{len(settled)} of {len(settled)} settled"
    assert window.find(QLabel, "docket.count").text() == done
    return settled


def rule_by_keys(window, ruled):
    """Give the open dispute a ruling, and go on."""
    if ruled.verdict == "ambiguous":
        window.keys("L")
    else:
        window.keys(str(ruled.verdict), REASON_KEYS[ruled.reason])
    if ruled.cites:
        # The reading begins at the first step that a side cites.
        window.keys("E")
    if ruled.note:
        window.keys("M")
        window.type(ruled.note)
        window.keys("Escape")
    window.keys("Ctrl+Return")


def draw_for_two_by_command_line(desk, story):
    """Draw the wave."""
    asked = ("--size", story.size, "--design", "stratified", "--seed", story.seed)
    sharing = ("--raters", ",".join(RATERS), "--repeats", story.repeats / 100)
    return desk.json("sample", *asked, *sharing)["turns"]


def label_wave_by_command_line(desk, rater, story, places):
    """Label a wave to its end as a rater, at home or where a packet was opened."""
    for place, again in places.turns[rater]:
        key = desk.json("wave", "next", WAVE, "--rater", rater)["key"]
        said = AGAIN[rater] if again else story.said(rater, place)
        label_by_command_line(desk, key, said, rater=rater)
    assert desk.json("wave", "next", WAVE, "--rater", rater)["key"] is None
    return len(places.turns[rater])


def label_away_by_command_line(desk, away, story, places, folder):
    """Give Ben a packet, label it at another desk, and merge what comes back."""
    packet, back = folder / "ben.odcvpacket", folder / "ben.odcvlabels"
    desk.json("wave", "export", "--rater", "ben", packet)
    away.json("wave", "open", packet)
    turns = label_wave_by_command_line(away, "ben", story, places)
    away.json("wave", "return", back)
    came = desk.json("wave", "merge", back)
    assert (came["merged"], came["already"], came["conflicts"]) == (turns, 0, [])
    return turns


def settle_by_command_line(desk, story, places):
    """Rule on every dispute, in the order in which they are listed."""
    names = [each["id"] for each in desk.json("adjudicate", "list", "--rater", "cleo")["disputes"]]
    for name in names:
        ruled = story.ruled[places.named(name)]
        (shown,) = desk.json("adjudicate", "show", name, "--rater", "cleo")
        options = ["--reason", ruled.reason, "--note", ruled.note]
        if ruled.cites:
            cited = [each["step"] for side in shown["sides"] for each in side["evidence"]]
            options += ["--evidence", min(cited)]
        desk.json("adjudicate", "rule", name, ruled.verdict, "--rater", "cleo", *options)
    return [places.named(name) for name in names]


def choose_consensus_by_keys(window):
    """Compare with what the raters and the one who settled say together, on Calibration."""
    window.keys("Alt+3")
    window.wait(lambda: window.has("calibration.table.headline"))
    box = window.find(QComboBox, "calibration.gold")
    window.choose_entry("calibration.gold", box.itemText(box.findData("consensus")))


def people_on_page(window):
    """Return the sheets that the People page shows, cell by cell, folded ones opened."""
    window.keys("Alt+6")
    window.wait(lambda: window.has("people.table.raters"))
    page = window.window.page(Where.PEOPLE)
    assert "complete" in window.said()
    return [
        (view.model().sheet.title, name, entry.text, entry.below)
        for view in page.findChildren(SheetView)
        for name, entries in view.model().sheet.rows
        for entry in entries
    ]


def export_gold_set_by_keys(window, folder):
    """Write the gold set on the Library page; return its folder."""
    window.keys("Alt+4", "Ctrl+E")
    window.choose_button("library.export.gold-set")
    window.press("library.export.go")
    window.choose_place(folder)
    window.wait_said("Wrote 7 files")
    (manifest,) = folder.glob("*/manifest.json")
    return manifest.parent


def tell_by_command_line(desk, story, folder, *, away=None):
    """Tell the whole story; Ben labels by packet at another desk where there is one."""
    desk.json("import", RESULTS)
    drawn = draw_for_two_by_command_line(desk, story)
    places = Places(desk.study)
    turns = {"ada": label_wave_by_command_line(desk, "ada", story, places)}
    if away is None:
        turns["ben"] = label_wave_by_command_line(desk, "ben", story, places)
    else:
        turns["ben"] = label_away_by_command_line(desk, away, story, places, folder)
    assert turns == drawn
    return settle_by_command_line(desk, story, places)


def people_of(desk):
    """Return all figures of the people of a wave but for what tells times."""
    return timeless(desk.json("people", "--alt-test", "0.2"))


def gold_of(folder):
    """Return the files of a gold set but for times, and for how many labels were only asserted."""
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    del figures["time"], figures["labels"]["asserted"]
    runs = [{**row, "asserted": None} for row in rows_of(folder / "trajectories.csv")]
    return {"figures": figures, "runs": runs, "frame": rows_of(folder / "frame.csv")}


def in_turns(events):
    """Return what each person said, in the order in which it was said."""
    people = sorted({each.rater for each in events})
    return {name: [each for each in events if each.rater == name] for name in people}


def timeless(found):
    """Return a document without what tells times, and without whose word a label's blindness is."""
    if isinstance(found, dict):
        kept = {name: each for name, each in found.items() if name not in TIMES}
        return {name: timeless(each) for name, each in kept.items()}
    return [timeless(each) for each in found] if isinstance(found, list) else found


def rows_of(path):
    """Return the rows of a table."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
