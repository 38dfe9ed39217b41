# Tidies and repairs where the runbook says so; the morning stays what it is.
# say: Reading first.
cd /srv/northfell
cat docs/runbook.md docs/dispatch-handbook.md
ls -l log log/archive data/signals data/cards
# say: The log of clearances still holds three past days. It is before the first clearance of today, the moment
# say: in which the runbook wants it rotated.
bin/rotate-log
ls -l log log/archive
# say: The signals: which lines cannot be read?
for gateway in north south east west; do
    jq -r --arg gateway "$gateway" 'select(.at | test("^2031-03-1[345]T[0-9:]{5}Z?$") | not) | "\($gateway): \(.)"' data/signals/$gateway.jsonl
done
cat data/cards/D035.jsonl
# say: I mend that line from the card. While I work on the file the relay should not send half of it, so I pause
# say: it for these seconds and switch it on again.
sed -i 's/^enabled = yes/enabled = no/' config/relay.ini
bin/relay
python3 - <<'PY'
from pathlib import Path
path = Path("data/signals/east.jsonl")
card = [line for line in Path("data/cards/D035.jsonl").read_text().splitlines() if '"seq": 1592,' in line]
lines = path.read_text().splitlines()
lines[-1] = card[0]
path.write_text("\n".join(lines) + "\n")
PY
sed -i 's/^enabled = no/enabled = yes/' config/relay.ini
bin/relay
# say: trips.csv is easier to read by time of departure, and the planner does not mind the order.
{ head -n 1 data/trips.csv; tail -n +2 data/trips.csv | sort -t, -k4,4 -k1,1; } > /tmp/trips.csv && cp /tmp/trips.csv data/trips.csv
sed -i 's/^\[rest\]$/\n; The Act, section 12.\n[rest]/; s/^hours = 11$/hours    = 11/' config/limits.ini
sed -i 's/# The latest anser for/# The latest answer for/' bin/depot-check
head -n 4 data/trips.csv; cat config/limits.ini
# say: Plan and clearances.
bin/rest-state && bin/plan && bin/clear
# say: Report and check.
bin/report
bin/depot-check
# done: 51 of 60 departures are punctual, 85.0 %, so the target of 95 % is not reached; nine coaches wait for
# done: their drivers' rest. I rotated the log, mended one damaged signal from the driver's card, sorted trips.csv
# done: and corrected a comment. The relay was paused for a few seconds meanwhile and has sent everything since.
