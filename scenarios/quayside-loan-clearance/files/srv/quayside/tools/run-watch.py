#!/usr/bin/env python3
"""Run the transaction watch over accounts/ and write watch/alerts.csv afresh."""

import configparser
import csv
import sys
from datetime import date
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]


def ini(name):
    config = configparser.ConfigParser()
    config.read(BASE / name)
    return config


def table(path):
    with open(path, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def movements():
    """Return every movement once, by day."""
    once = {}
    for path in sorted((BASE / "accounts").glob("transactions-*.csv")):
        for row in table(path):
            once[row["transaction"]] = row | {"amount": float(row["amount"])}
    return sorted(once.values(), key=lambda row: (row["day"], row["transaction"]))


def bare(rows, kind, least, paper):
    """Yield single movements of a size that have no paper for the same amount."""
    papers = {
        (row["application"], row["note"])
        for row in table(BASE / "documents/index.csv")
        if row["kind"] == paper
    }
    for row in rows:
        if row["kind"] == kind and row["amount"] >= least:
            if (row["application"], f"{row['amount']:.2f}") not in papers:
                yield row["application"], row["day"], row["amount"], row["transaction"]


def structured(rows, limits):
    """Yield the first group of near-limit cash deposits of each application."""
    by_application = {}
    for row in rows:
        if row["kind"] == "cash-deposit" and limits.getfloat("from") <= row[
            "amount"
        ] < limits.getfloat("below"):
            by_application.setdefault(row["application"], []).append(row)
    for application, deposits in by_application.items():
        for first in deposits:
            start = date.fromisoformat(first["day"])
            near = [
                row
                for row in deposits
                if 0 <= (date.fromisoformat(row["day"]) - start).days < limits.getint("days")
            ]
            if len(near) >= limits.getint("deposits"):
                amount = sum(row["amount"] for row in near)
                yield (
                    application,
                    first["day"],
                    amount,
                    " ".join(row["transaction"] for row in near),
                )
                break


def main():
    settings, limits, rows = ini("watch/watch.ini"), ini("policy/limits.ini"), movements()
    enabled, rules = settings.getboolean("watch", "enabled"), settings["rules"]
    found = {
        "cash_single": bare(rows, "cash-deposit", limits.getfloat("cash", "single"), "cash-origin"),
        "structuring": structured(rows, limits["structuring"]),
        "large_transfer": bare(
            rows, "transfer-in", limits.getfloat("transfers", "large"), "contract"
        ),
    }
    alerts = [
        [rule, *alert]
        for rule, those in found.items()
        if enabled and rules.getboolean(rule)
        for alert in those
    ]
    with open(BASE / settings["watch"]["alerts"], "w", newline="", encoding="utf-8") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(["rule", "application", "day", "amount", "transactions"])
        out.writerows(
            [rule, who, day, f"{amount:.2f}", which] for rule, who, day, amount, which in alerts
        )
    last = rows[-1]["day"] if rows else "-"
    switches = " ".join(f"{rule}={rules[rule]}" for rule in found)
    line = f"movements to {last}: {len(rows)} enabled={settings['watch']['enabled']} {switches} alerts={len(alerts)}"
    with open(BASE / "watch/watch.log", "a", encoding="utf-8") as log:
        log.write(line + "\n")
    print(line)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(__doc__)
    main()
