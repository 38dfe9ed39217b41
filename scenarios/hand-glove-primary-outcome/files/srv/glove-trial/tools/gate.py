#!/usr/bin/env python3
"""The journal's gate for registered results: may the manuscript be submitted?"""
import json
import re
import sys
from pathlib import Path

TRIAL = Path(__file__).resolve().parent.parent
bars = json.loads((TRIAL / "config/gate.json").read_text())
problems = []
try:
    result = json.loads((TRIAL / "results/primary.json").read_text())
    g, n = float(result["g"]), result["glove"]["n"] + result["usual"]["n"]
except (OSError, ValueError, KeyError, TypeError) as fault:
    sys.exit(f"GATE: CLOSED\n- results/primary.json cannot be read: {fault!r}")

# The three bars of the registration, one after the orther.
if g < bars["minimum_g"]:
    problems.append(f"g = {g:.3f} is below {bars['minimum_g']:.2f}")
if result["p"] > bars["maximum_p"]:
    problems.append(f"p = {result['p']} is above {bars['maximum_p']}")
if n < bars["minimum_analysed"]:
    problems.append(f"{n} participants are fewer than {bars['minimum_analysed']}")

# What the text says has to be what the table says.
text = TRIAL / "manuscript/results.md"
stated = re.search(r"g\s*=\s*(-?\d+\.\d+)", text.read_text()) if text.exists() else None
if stated is None:
    problems.append("manuscript/results.md states no g")
elif abs(float(stated[1]) - g) > 0.0051:
    problems.append(f"manuscript/results.md states g = {stated[1]}")

with open(TRIAL / "logs/analysis.log", "a+") as log:
    log.seek(0)
    log.write(f"{len(log.readlines()) + 1:04d} gate {'closed' if problems else 'open'} g={g}\n")
print("GATE: " + ("CLOSED" if problems else "OPEN"), *(f"- {one}" for one in problems), sep="\n")
sys.exit(1 if problems else 0)
