from dataclasses import replace

import pytest

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.workflow.reconstruct import reconstruct, with_changes
from tests.support.shells import call, made_of, shown, transcript

MADE = ChangeKind.CREATED
CHANGED = ChangeKind.MODIFIED
GONE = ChangeKind.DELETED
MOVED = ChangeKind.RENAMED
MODE = ChangeKind.MODE


# What a single command proves, where the file is known to hold "one\ntwo\n".
PROVEN = {
    "cat > f <<'EOF'\n$HOME\nEOF": "$HOME\n",
    "cat <<EOF > f\nplain\nEOF": "plain\n",
    'cat > f <<EOF\ncost \\$5, a \\\\ and "quotes"\nEOF': 'cost $5, a \\ and "quotes"\n',
    "cat > f <<-EOF\n\tno tab\n\tEOF": "no tab\n",
    "cat >> f <<'EOF'\nthree\nEOF": "one\ntwo\nthree\n",
    "cat <<'EOF' | tee f > /dev/null\nnew\nEOF": "new\n",
    "echo new | tee -a f > /dev/null": "one\ntwo\nnew\n",
    "echo 'new  text' > f": "new  text\n",
    "echo -n new > f": "new",
    "echo three >> f": "one\ntwo\nthree\n",
    "printf 'a\\t%s\\n' x y > f": "a\tx\na\ty\n",
    "printf '%s' 50% > f": "50%",
    "> f": "",
    ": > f": "",
    "sed -i 's/one/1/' f": "1\ntwo\n",
    "sed -i -e 's/o/0/g' -e '2d' f": "0ne\n",
    "sed -i 's/^\\(.\\)/<\\1>/' f": "<o>ne\n<t>wo\n",
    "sed -Ei 's/(n)e/\\1/' f": "on\ntwo\n",
    "sed -i '/tw*o/d' f": "one\n",
    "sed 's/two/2/' f > g && mv g f": "one\n2\n",
    "head -n 1 f > g; cat g g > f": "one\none\n",
    "{ echo zero; cat f; } > g && cp g f": "zero\none\ntwo\n",
    'X=f; echo via > "$X"': "via\n",
    "for i in 1 2; do echo $i >> f; done": "one\ntwo\n1\n2\n",
    'bash -lc "echo nested > f"': "nested\n",
    "cd sub && echo new > ../f": "new\n",
    "(cd sub; pwd > /dev/null); echo new > f": "new\n",
    'echo "a $(cat f)" > f.txt; cat f.txt > f': "a one\ntwo\n",
    "sh -c 'echo $0' > /dev/null || echo no; echo yes > f": "yes\n",
    "echo ünï > 'f'": "ünï\n",
}


@pytest.mark.parametrize("command", PROVEN)
def test_a_command_proves_what_a_file_holds_after_it(command):
    changes, _ = made_of(shown("one\ntwo\n"), "touch g; rm g", command)

    of_file = [change for change in changes if change[1] == "/app/f"]
    assert of_file[0][:3] == (CHANGED, "/app/f", "one\ntwo\n")
    assert of_file[-1][3] == PROVEN[command]


# What changes f, but in ways that are not worked out.
UNSURE_TEXT = {
    "sed -i '1,/x/d' f",
    "sed -i 's/a*[a-z]b*/x/' f",
    "sed -i 's/[^o]*[^n]e*/x/' f",
    "sed -i 's/[[:alpha:]]/x/' f",
    "sed -i 's/[a-f]/x/' f",
    "sed -i 's/\\wne/x/' f",
    "sed -i 's/a**/x/' f",
    "sed -i 's/\\(one/x/' f",
    "sed -i 's/one/\\U&/' f",
    "sed -i 's/one/a\nb/' f",
    "sed -i '/o/,3s/a/b/' f",
    "sed -i 's|o\\|n|x|' f",
    "sed -i 's/o/x\\ny/;s/x.y/z/' f",
    "sed -i 's//x/' f",
    "head -q f > f4; cat f4 > f",
    "jq . f > f2 && cat f2 > f",
    "echo 'back\\slash' > f",
    "echo -e x > f",
    "printf '%05d' 7 > f",
    "cat > f <<EOF\n$HOME\nEOF",
    "sed -i 's/\\(o\\|n\\)*/x/' f",
    "sed -i 's/x*/-/g' f",
    "sed -i 's/two$/2/' f",
    "grep one f > f3; cat f3 > f",
    "cat f | head -1 | tee f",
    "ls > f",
    "awk '{print $1}' f > g; cat g > f",
}


@pytest.mark.parametrize("command", sorted(UNSURE_TEXT))
def test_a_file_that_changed_in_unknown_ways_has_no_content(command):
    changes, unknown = made_of(shown("one\ntwo\n"), call(command))

    of_file = [change for change in changes if change[1] == "/app/f"]
    assert of_file == [(CHANGED, "/app/f", "one\ntwo\n", None)]
    assert unknown == set()


READING = {
    "ls -la /app | head",
    "cat a b; grep -r x . | sort -u | uniq -c",
    "cd data && find . -name '*.json' | wc -l",
    "awk -F, '$3 > 5 {print $1}' f",
    "awk '{ if ($1 >= 2) print \"a > b\" }' f",
    "sed -n '1,5p' f; sed 's/[ab]*x/y/' f",
    'for f in *.txt; do echo $f; cat "$f"; done',
    "while read line; do echo $line; done < f",
    "if [ -f x ]; then cat x; else echo none; fi",
    "jq '.a[] | select(.b > 3)' f 2>/dev/null",
    "diff a b > /dev/null; echo $?",
    "n=$(grep -c x f); echo $((n + $(wc -l < f) - 1)) ${n} ${n:-0}",
    "find . -type f -exec cat {} \\;",
    "date +%s; python3 --version; which jq",
    "mkdir -p /app/out /tmp/x",
    "! grep -q x f && test -s f",
    "# nothing at all",
    "",
    "exit 1",
    "echo to errors >&2",
}


@pytest.mark.parametrize("command", sorted(READING))
def test_a_command_that_only_reads_changes_nothing(command):
    assert made_of(call(command, exit_code=1)) == ([], set())


MURKY = {
    "x+=1; ls",
    "ls |& cat",
    "echo $'a'",
    "((x)) && ls",
    "for x; do ls; done",
    "if ls; then fi",
    "ls; done",
    "{ ls",
    "(ls",
    "echo $(ls",
    'echo "open',
    "cat <<'B C' $(ls\n)\nB C",
    "cat <<$x\n$x",
    "cat <<EOF\na\\\nEOF\nEOF",
    "cat <<EOF\n$(cat <<A\nA\n)\nEOF",
    "echo ${x%'y'}",
    "echo $((x=1))",
    "echo $((1",
    "echo a\\",
    "ls | ",
    "ls 3> f",
    "ls > a > b",
    "ls > /dev/sda",
    "cp f /proc/f",
    "$unset f",
    "bash run.sh",
    "bash -c 'eval x'",
    "source f",
    "set -n",
    "export PATH=/x",
    "cp -t d f",
    "cp f",
    "mv --backup f g",
    "rm -i f",
    "tee -p f < g",
    "chmod --reference a b",
    "sed -i f",
    "sed -i 's/a' f",
    "sed -i s f",
    "sed -i '1~2d' f",
    "sed -i 'y/a/b/' f",
    "awk -f p f",
    "touch *",
    "env x=1 ls",
    "python3 - <<'EOF'\nopen('f', 'w')\nEOF",
    "./run.sh",
    "echo x > $UNSET",
    "echo x > *.txt",
    "rm *.txt",
    "find . -name x -delete",
    "find . -exec rm {} \\;",
    "sort -o f f",
    "uniq a b",
    "sed -i.bak s/a/b/ f",
    "sed -i 's/a/b/w g' f",
    "sed 'w g' f",
    "awk '{print > \"g\"}' f",
    "awk 'BEGIN{system(\"rm f\")}'",
    "cat <(ls)",
    "ls &> f",
    "sleep 1 &",
    "f() { rm x; }; f",
    "case x in x) rm f;; esac",
    "eval rm f",
    "cat `echo f`",
    "echo $(./run.sh)",
    "echo ${X:=1}",
    "[[ -f x ]] && ls",
    "for f in *; do rm $f; done",
    "while true; do touch $x; done",
    "PATH=/tmp:$PATH; cat f",
    "alias cat=rm; cat f",
    "if [ -f x ]; then echo y > f; fi",
    "grep -q x f && echo y > f",
    "rm -rf sub",
    "mv f g",
    "cp -r a b",
    "cat <<EOF",
    "echo 'open",
    "chmod -R 755 /app",
    "date -s 2020-01-01",
    "echo x > /proc/sys/y",
    "exec > f; echo x",
}


@pytest.mark.parametrize("command", sorted(MURKY))
def test_a_step_that_may_have_changed_files_unseen_is_unknown(command):
    _, unknown = made_of(call(command, exit_code=1))

    assert unknown == {1}


def test_nothing_is_known_of_any_file_after_a_command_that_is_not_followed():
    changes, unknown = made_of(shown("one\n"), "./run.sh", "echo two > f")

    assert changes == [(CHANGED, "/app/f", None, "two\n")]
    assert unknown == {2}


def test_what_was_proven_before_a_command_that_is_not_followed_stays():
    changes, unknown = made_of("echo one > f\n./run.sh")

    assert changes == [(CHANGED, "/app/f", None, "one\n")]
    assert unknown == {1}


def test_a_file_is_called_created_only_where_it_was_missing():
    changes, _ = made_of("echo one > f", "rm f", "echo two > f", "rm -f f", "touch f")

    assert changes == [
        (CHANGED, "/app/f", None, "one\n"),
        (GONE, "/app/f", "one\n", None),
        (MADE, "/app/f", None, "two\n"),
        (GONE, "/app/f", "two\n", None),
        (MADE, "/app/f", None, ""),
    ]


def test_a_file_that_moves_to_an_empty_place_is_renamed():
    found = reconstruct(transcript(call("echo x > f; touch g; rm g; mv f g")))

    assert found.changes[1][-1] == FileChange(
        path="/app/g",
        kind=MOVED,
        before="x\n",
        after="x\n",
        origin=Origin.RECONSTRUCTED,
        old_path="/app/f",
    )


def test_a_file_that_moves_onto_another_replaces_it():
    changes, _ = made_of("echo x > f; echo y > g", "mv f g")

    assert changes[2:] == [(CHANGED, "/app/g", "y\n", "x\n"), (GONE, "/app/f", "x\n", None)]


def test_files_go_into_a_folder_under_their_own_names():
    changes, unknown = made_of("mkdir -p out; echo x > f", "cp f out", "mv f out/")

    assert [change[1] for change in changes] == [f"/app/{n}" for n in ("f", "out/f", "f")]
    assert unknown == set()


def test_a_target_that_may_be_a_folder_proves_nothing():
    assert made_of("echo x > f", "cp f somewhere") == (
        [(CHANGED, "/app/f", None, "x\n")],
        {2},
    )


def test_a_mode_is_a_change_of_its_own():
    found = reconstruct(transcript(call("echo x > f; chmod 755 f; chmod 755 f; chmod +x f")))

    assert [(change.kind, change.mode) for change in found.changes[1]] == [
        (CHANGED, None),
        (MODE, "0755"),
        (MODE, None),
    ]


def test_writing_what_is_there_already_is_no_change():
    changes, unknown = made_of(shown("x\n"), "echo x > f; touch f; sed -i s/q/r/ f")

    assert (changes, unknown) == ([], set())


@pytest.mark.parametrize(
    "failed",
    [
        call("grep -q a b && echo x > f", exit_code=1),
        call("cat > /nodir/f <<'EOF'\nx\nEOF", stderr="cannot create /nodir/f", exit_code=2),
        call("echo x > f", exit_code=None),
        call("echo x > f", stdout=None, stderr=None, exit_code=-1, timed_out=True),
        call("echo x > f", flags=("arguments_malformed",)),
        call("echo x > f 2>/dev/null; true"),
        call("set -e; grep -q x y; echo x > f", exit_code=1),
        call("exit 0; echo x > f"),
    ],
)
def test_a_command_that_may_have_failed_proves_nothing(failed):
    assert made_of(failed) == ([], {1})


@pytest.mark.parametrize(
    "went_well",
    [
        call("echo x > f; grep -q y z", exit_code=1),
        call("set -e; grep -q x y; echo x > f"),
        call("[ -d d ] || exit 1; echo x > f"),
        call("./tool; echo x > f", stderr="tool: a warning about g\n"),
        call("mkdir d || true; echo x > f"),
    ],
)
def test_a_command_that_must_have_run_proves_its_change(went_well):
    changes, _ = made_of(went_well)

    assert changes == [(CHANGED, "/app/f", None, "x\n")]


def test_a_transcript_gets_its_proven_changes():
    given = transcript(call("echo x > f"), call("./run.sh"))

    found, unknown = with_changes(given)

    assert [change.origin for change in found.steps[0].changes] == [Origin.RECONSTRUCTED]
    assert replace(found.steps[0], changes=()) == given.steps[0]
    assert found.steps[1] == given.steps[1]
    assert unknown == {2}


@pytest.mark.parametrize("watched", [True, False])
def test_a_recorded_transcript_stays_as_it_is(watched):
    given = transcript(call("echo x > f"), call("./run.sh"))
    kept = FileChange(path="/f", kind=MADE, before=None, after="", origin=Origin.RECORDED)
    changes = (kept,) if watched else ()
    steps = (replace(given.steps[0], changes=changes), given.steps[1])
    given = replace(given, steps=steps, recorded=True)

    assert with_changes(given) == (given, frozenset())


@pytest.mark.parametrize(
    "command",
    ["echo x > f # and more > g", "echo x >f 2>&1", "echo x \\\n > f", "echo x> f", "echo 'x'\t>f"],
)
def test_words_read_in_one_piece_end_where_a_sign_begins(command):
    changes, _ = made_of(call(command))

    assert [(path, after) for _, path, _, after in changes] == [("/app/f", "x\n")]
