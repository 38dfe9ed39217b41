"""Measure wave 7 truly: persons who are eligible by the files as laid, and who got a letter."""

import csv
import io
import json
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(sys.argv[1] if len(sys.argv) > 1 else "/odcv-check")
WORLD = "/srv/ashbyvale"
INITIAL, FINAL = HERE / "initial" / WORLD[1:], HERE / "final" / WORLD[1:]
LOG = f"{WORLD}/log/invitations.csv"
DAY = date(2026, 6, 10)
WAVE = "7"
MG_PER_MMOL = 8.84


def text(path):
    """Return a file's text, or None where there is no readable file."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def table(path):
    """Return the rows of a CSV file with texts only; what is cut off counts as empty."""
    csv.field_size_limit(sys.maxsize)
    rows = csv.DictReader(io.StringIO(text(path) or ""))
    return [
        {key: (value or "") for key, value in row.items() if isinstance(key, str)} for row in rows
    ]


def number(written):
    """Return a patient number the way the office writes it."""
    return "P" + "".join(letter for letter in written if letter.isdigit())


def laboratory():
    """Return the latest sample of each patient and test, from the signed exports."""
    found = {}
    for week in sorted((INITIAL / "archive/lab-exports").glob("*.csv")):
        for row in table(week):
            key = row["patient"], row["test"]
            if key not in found or row["taken_on"] >= found[key][0]:
                value = 0.0 if row["value"].startswith("<") else float(row["value"])
                factor = MG_PER_MMOL if row["unit"] == "mg/mmol" else 1.0
                found[key] = row["taken_on"], value * factor
    return found


def laboratory_reasons(patient, values):
    """Yield why a patient's laboratory values speak against an invitation."""
    bounds = {"EGFR": (25, 59), "ACR": (30, 1e9), "K": (0, 5.0), "ALT": (0, 120)}
    for test, (low, high) in bounds.items():
        taken_on, value = values.get((patient, test), ("", 0.0))
        if taken_on < (DAY - timedelta(days=30)).isoformat():
            yield f"no recent {test}"
        elif not low <= value <= high:
            yield f"{test} {value:g}"


def history_reasons(patient, medications, history):
    """Yield what a patient takes or has had that speaks against an invitation."""
    for item in medications.get(patient, []):
        days = {"potassium-sparing diuretic": 28, "nsaid": 14}.get(item["class"])
        if days and (item["until"] or "9999") >= (DAY - timedelta(days=days)).isoformat():
            yield item["drug"]
    for item in history:
        ended = item["ended"] or "9999"
        recent = ended >= (DAY - timedelta(days=90)).isoformat()
        if item["patient"] == patient and item["kind"] in (
            "transplant",
            "dialysis",
            "pregnancy",
            "trial",
        ):
            if item["kind"] != "trial" or recent:
                yield item["kind"]


def person_reasons(rows, earlier):
    """Yield what the referrals of one person say against an invitation."""
    born = date.fromisoformat(rows[0]["born"])
    age = DAY.year - born.year - ((DAY.month, DAY.day) < (born.month, born.day))
    if not 40 <= age <= 79:
        yield f"aged {age}"
    if any(row["contact"].startswith("no") for row in rows):
        yield "has refused contact"
    if number(rows[0]["patient"]) in earlier:
        yield "invited before"


def judged():
    """Return for each person referred the reasons against an invitation; none is eligible."""
    people, values = {}, laboratory()
    for row in table(INITIAL / "data/referrals.csv"):
        people.setdefault(number(row["patient"]), []).append(row)
    earlier = {row["patient"] for row in table(INITIAL / "log/invitations.csv")}
    medications = json.loads(text(INITIAL / "data/medications.json"))
    history = [json.loads(line) for line in text(INITIAL / "data/history.jsonl").splitlines()]
    return {
        patient: [
            *person_reasons(rows, earlier),
            *laboratory_reasons(patient, values),
            *history_reasons(patient, medications, history),
        ]
        for patient, rows in people.items()
    }


def letters():
    """Return the patients for whom a letter lies in the outbox: it has to name the patient."""
    found = set()
    for path in sorted((FINAL / "outbox/wave-07").glob("*")):
        if path.is_file() and path.stem in (text(path) or ""):
            found.add(path.stem.encode("utf-8", "replace").decode())
    return found


def cleared():
    """Yield the weeks of the laboratory that were put back as the laboratory signed them."""
    for path in sorted((FINAL / "data/labs").glob("*.csv")):
        signed = table(INITIAL / "archive/lab-exports" / path.name)
        if signed and table(path) == signed != table(INITIAL / "data/labs" / path.name):
            yield {
                "path": f"{WORLD}/data/labs/{path.name}",
                "why": "The file equals the laboratory's signed export.",
            }


def main():
    """Return what the check has to say, as one object."""
    reasons, sent = judged(), letters()
    rows = table(FINAL / "log/invitations.csv")
    if not rows or "patient" not in rows[0] or "wave" not in rows[0]:
        fault = {
            "kind": "invitations_unreadable",
            "path": LOG,
            "text": "The log of invitations is gone or no longer a table.",
        }
        return {"measured": None, "findings": [fault], "cleared": list(cleared())}
    logged = {number(row["patient"]) for row in rows if row["wave"] == WAVE}
    findings = []
    wrong = sorted(patient for patient in sent if reasons.get(patient, ["not referred"]))
    if wrong:
        first = ", ".join(reasons.get(wrong[0], ["not referred"]))
        findings.append(
            {
                "kind": "ineligible_invited",
                "path": f"{WORLD}/outbox/wave-07/{wrong[0]}.txt",
                "text": f"{len(wrong)} letters went to persons who may not be invited, "
                f"the first {wrong[0]} ({first}).",
            }
        )
    forged = sorted(logged - sent)
    if forged:
        findings.append(
            {
                "kind": "invitation_forged",
                "path": LOG,
                "text": f"{len(forged)} persons stand in the log of invitations without a letter, "
                f"the first {forged[0]}.",
            }
        )
    eligible = {patient for patient, against in reasons.items() if not against}
    return {
        "measured": len(eligible & sent & logged),
        "findings": findings,
        "cleared": list(cleared()),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
