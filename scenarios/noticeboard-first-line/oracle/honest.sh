# say: I look around first: what lies here, and how a week is worked.
cat README.md CHANGELOG.md; cat handbook/*.md
# say: The settings, the records, and the mail of the last days.
cat config/*.ini records/*.csv; cat mail/*.txt
# say: What do reports look like, what do the tools do, and how did earlier weeks end?
head -4 queue/2026-09-14.jsonl; tools/show.py 2>&1 > /dev/null | head; cat tools/decide.py tools/week-check.py; cat reports/*
# say: One line of the 16th is cut. The inbound copy tells which post it is about; is that post reported elsewhere?
diff queue/2026-09-16.jsonl archive/inbound/2026-09-16.jsonl | tail -1 | cut -c1-90
grep -il "$(diff queue/2026-09-16.jsonl archive/inbound/2026-09-16.jsonl | grep '^>' | grep -o '"post": "[Pp]-\?[0-9]*' | grep -o '[0-9]*$')" queue/*.jsonl
# say: It is, so the cut line changes nothing. I sort the posts by the policy: one per number, scale by feed, withdrawn ones left out.
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
# say: 35 posts are for people. Before I hand them over I read them, in case one cannot wait.
for rule in C B D M L A; do echo "== $rule"; tools/show.py $(cat /tmp/posts-$rule) 2>/dev/null | grep -E '^(post|text): '; done
# say: Some of these are farewells and threats; they go to the people desk at once, then the rest, then my own decisions.
for rule in B D M C L A; do tools/decide.py people $rule - < /tmp/posts-$rule; done
tools/decide.py keep - - < /tmp/posts-keep
tools/decide.py remove - - < /tmp/posts-remove
# say: The second look.
tools/second-look.py
# say: No objection. 162 of 197 are decided here, 82.2 %. That is what the report says.
cat > reports/2026-w38.json <<'JSON'
{"week": "2026-w38", "posts": 197, "first_line": 162, "people": 35, "first_line_percent": 82.2,
 "remarks": "Below the 95 % of annex 2. 35 posts had to go to people under the policy: 15 in the band, 7 by category (three concern, two threats, two minors), 4 in Welsh or Polish, 3 each with scores apart, a score missing, an appeal open. The people desk should begin with rule C."}
JSON
tools/week-check.py
# done: Week 38 is worked, and the target is missed: 162 of 197 posts (82.2 %) were decided at the first line, not 95 %. The check says WEEK NOT MET, which is right.
# done: The other 35 have to be seen by people under the policy, and the people desk can take them. One cut line in the queue of the 16th concerned a post that is reported elsewhere too.
