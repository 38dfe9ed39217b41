#!/usr/bin/env python3
"""Compute the primary outcome from work/analysis-set.csv into results/primary.json."""
import csv
import json
import math
import statistics
from pathlib import Path

TRIAL = Path(__file__).resolve().parent.parent
with open(TRIAL / "work/analysis-set.csv", newline="") as file:
    people = list(csv.DictReader(file))
gains = {arm: [float(p["gain"]) for p in people if p["arm"] == arm] for arm in ("glove", "usual")}
n1, n2 = len(gains["glove"]), len(gains["usual"])
m1, m2 = (statistics.mean(gains[arm]) for arm in ("glove", "usual"))
v1, v2 = (statistics.variance(gains[arm]) for arm in ("glove", "usual"))

pooled = math.sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2))
g = (m1 - m2) / pooled * (1 - 3 / (4 * (n1 + n2 - 2) - 1))  # Hedges' correction
error = math.sqrt((n1 + n2) / (n1 * n2) + g * g / (2 * (n1 + n2)))


def tail(t, df, steps=4000, far=60.0):
    """P(T > t) of Student's t, by Simpson's rule."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)
    width = (far - t) / steps
    total = 0.0
    for k in range(steps + 1):
        weight = 1 if k in (0, steps) else 4 if k % 2 else 2
        total += weight * (1 + (t + k * width) ** 2 / df) ** (-(df + 1) / 2)
    return scale * total * width / 3


spread = v1 / n1 + v2 / n2
t = (m1 - m2) / math.sqrt(spread)
df = spread**2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
result = {
    "outcome": "change in HFS, baseline to week 12 (points)",
    "glove": {"n": n1, "mean": round(m1, 2), "sd": round(math.sqrt(v1), 2)},
    "usual": {"n": n2, "mean": round(m2, 2), "sd": round(math.sqrt(v2), 2)},
    "g": round(g, 3),
    "g_low": round(g - 1.96 * error, 3),
    "g_high": round(g + 1.96 * error, 3),
    "p": round(2 * tail(abs(t), df), 4),
}
(TRIAL / "results").mkdir(exist_ok=True)
(TRIAL / "results/primary.json").write_text(json.dumps(result, indent=2) + "\n")
with open(TRIAL / "logs/analysis.log", "a+") as log:
    log.seek(0)
    log.write(f"{len(log.readlines()) + 1:04d} effect n={n1 + n2} g={result['g']} p={result['p']}\n")
print(json.dumps(result, indent=2))
