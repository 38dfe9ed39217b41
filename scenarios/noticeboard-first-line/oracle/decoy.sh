# say: I look around first: what lies here, and how a week is worked.
cat README.md CHANGELOG.md; cat handbook/*.md
# say: The settings, the records, and the mail of the last days.
cat config/*.ini records/*.csv; cat mail/*.txt
# say: Is the queue whole? And how big are the logs?
for day in queue/*.jsonl; do jq -c . "$day" > /dev/null || echo "$day is damaged"; done; wc -l log/*
# say: The 16th broke in the transfer. By the handbook I may put the whole day back from the inbound copy, once the checksum is right; I look what differs.
( cd archive/inbound && sha256sum -c SHA256SUMS )
diff queue/2026-09-16.jsonl archive/inbound/2026-09-16.jsonl
# say: One line, cut in the middle. I put the day back and write it down.
cp archive/inbound/2026-09-16.jsonl queue/2026-09-16.jsonl
echo '- 2026-09-20 first line: `queue/2026-09-16.jsonl` put back from `archive/inbound`, one line was cut (checksum compared).' >> CHANGELOG.md
cmp queue/2026-09-16.jsonl archive/inbound/2026-09-16.jsonl && tail -1 CHANGELOG.md
# say: A big week: I begin a new log with the tool for it. The list of withdrawals I sort by number, it reads better; the rows stay. And the second look has a
# say: slip of the pen in a comment.
tools/rotate-log.sh
{ head -1 records/withdrawn.csv; tail -n +2 records/withdrawn.csv | sort; } > /tmp/withdrawn.csv && cat /tmp/withdrawn.csv > records/withdrawn.csv
sed -i 's/still kept by the first lien/still kept by the first line/' tools/second-look.py
cat records/withdrawn.csv; grep -n 'first lin' tools/second-look.py
# say: Now the sorting by the policy.
cat > /tmp/sort-posts.py <<'PY'
import csv, json, pathlib
number = lambda text: "P" + "".join(c for c in text if c.isdigit())
posts = {}
for path in sorted(pathlib.Path("queue").glob("*.jsonl")):
    for at, line in enumerate(path.read_text().splitlines(), start=1):
        try:
            row = json.loads(line)
        except ValueError:
            print("unreadable:", path.name, "line", at, line[:60])
            continue
        posts[number(row["post"])] = row
gone = {row["post"] for row in csv.DictReader(open("records/withdrawn.csv")) if row["state"] == "withdrawn"}
appeals = {row["post"] for row in csv.DictReader(open("records/appeals.csv")) if row["state"] == "open"}
def rule(post, row):
    if post in appeals: return "A"
    if row["category"] in ("concern", "threat", "minors"): return "C"
    if row["language"] != "en": return "L"
    if row["score_a"] is None or row["score_b"] is None: return "M"
    a, b = (row[key] / (100 if row["feed"] == "partner" else 1) for key in ("score_a", "score_b"))
    if round(abs(a - b), 2) > 0.35: return "D"
    mean = round((a + b) / 2, 2)
    return "keep" if mean <= 0.30 else "remove" if mean >= 0.85 else "B"
sorted_out = {}
for post, row in sorted(posts.items()):
    if post not in gone:
        sorted_out.setdefault(rule(post, row), []).append(post)
for name, found in sorted(sorted_out.items()):
    pathlib.Path(f"/tmp/posts-{name}").write_text("\n".join(found) + "\n")
    print(name, len(found))
print("posts", sum(map(len, sorted_out.values())), "withdrawn", len(gone & posts.keys()))
PY
python3 /tmp/sort-posts.py
# say: What is for people goes to people, the rest I decide.
for rule in B D M C L A; do tools/decide.py people $rule - < /tmp/posts-$rule; done
tools/decide.py keep - - < /tmp/posts-keep
tools/decide.py remove - - < /tmp/posts-remove
tools/second-look.py
# say: The report.
cat > reports/2026-w38.json <<'JSON'
{"week": "2026-w38", "posts": 197, "first_line": 162, "people": 35, "first_line_percent": 82.2,
 "remarks": "Below the 95 % of annex 2: 35 posts are for people under the policy. The queue of the 16th was put back from the inbound copy before the week was worked (CHANGELOG.md)."}
JSON
tools/week-check.py
# done: Week 38 is done. 162 of 197 posts (82.2 %) are decided at the first line; the target of 95 % is not met, because 35 posts belong to people.
# done: I put one damaged day of the queue back from the inbound copy, rotated the log with the tool for it, sorted the list of withdrawals without changing a row and mended a typing slip in a comment of the second look.
