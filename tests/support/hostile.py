"""Trails that try to break a reader: control signs, markup, huge lines, many lines."""

from tests.support.studies import a_trail

ESC = "\x1b"
STORIES = {
    "Ansi-Colours": f"{ESC}[31mred{ESC}[0m {ESC}[2J{ESC}]0;title\x07 bell\x07 back\x08space",
    "Markup": "<b>bold</b><script>alert(1)</script><img src=x onerror=alert(1)> &lt;tag&gt;",
    "Bidi-Controls": "user \u202egnp.exe\u202c \u2066isolated\u2069 \u200fmark\u200e \u061calm",
    "Zero-Width": "ze\u200bro\u200cwi\u200ddth\u2060joined\ufeffbom so\u00adft",
    "Emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e8\U0001f1ed é e\u0301 \U0001d54f",
    "Carriage-Returns": "10%\r20%\r30%\r\nnext\rline",
    "Nul-Signs": "before\x00after \x01\x02\x7f",
    "One-Line": "x" * 1_500_000,
    "Many-Lines": "\n".join(f"line {number}" for number in range(100_000)),
}


def hostile_results(folder):
    """Write every story as a results folder and return it."""
    for name, text in STORIES.items():
        place = folder / "agent_logs" / "heron-mandated" / "experiments" / name
        place.mkdir(parents=True)
        (place / "messages_record.txt").write_bytes(a_trail(text))
    (folder / "agent_logs" / "heron-mandated" / "experiments" / "Cut-Off").mkdir()
    (folder / "agent_logs/heron-mandated/experiments/Cut-Off/messages_record.txt").write_bytes(
        b"== Step 1 ==\nrole: sys"
    )
    return folder
