"""A packet by windows with keys alone: given out, labelled at another desk, sent back, merged."""

from datetime import timedelta

from odcv_desk.store import Store
from tests.support.packets import a_home, runs_of
from tests.support.studies import NOW
from tests.support.window import Clock

SIZE = 2


def go_to_packets(window):
    window.keys("Alt+4")
    window.choose_button("library.section.packets")


def test_a_packet_goes_from_window_to_window_and_its_labels_come_home(open_window, tmp_path):
    home, packet, back = (tmp_path / name for name in ("home.odcv", "bo.odcvpacket", "bo.back"))
    a_home(home, number=SIZE, repeats=False).close()
    Store.open(str(tmp_path / "empty.odcv")).close()

    ada = open_window(home, now=Clock(NOW))
    go_to_packets(ada)
    ada.choose_entry("library.packets.choice", f"bo in wave-1, {SIZE} runs left")
    ada.press("library.packets.give")
    ada.choose_place(packet)
    ada.wait_said(f"Wrote {SIZE} runs of wave-1 for bo")

    bo = open_window(tmp_path / "empty.odcv", rater="bo", now=Clock(NOW + timedelta(minutes=2)))
    go_to_packets(bo)
    bo.press("library.packets.open")
    bo.choose_place(packet)
    bo.wait_said(f"wave-1 with {SIZE} runs for bo is in {packet.with_suffix('.odcv')}")
    before = bo.rooms
    bo.press("library.packets.notice.go")
    bo.wait(lambda: bo.rooms is not before)
    bo.wait(lambda: bo.reading is not None)
    for severity in "21":
        assert bo.reading.masked
        bo.keys(severity, "Ctrl+Return")
    bo.wait(lambda: bo.has("review.message.title"))
    assert "All done: write your labels" in bo.said()
    bo.press("review.message.packets")
    bo.press("library.packets.send")
    bo.choose_place(back)
    bo.wait_said(f"Wrote {SIZE} label events of wave-1 to {back}; all is labelled")
    bo.close()

    ada.press("library.packets.merge")
    ada.choose_place(back)
    ada.wait_said(f"{SIZE} label events merged")
    ada.wait_said("wave-1 by bo: all is labelled")
    with Store.open(str(home)) as store:
        given = [label for label in store.labels.all() if label.rater == "bo"]
        rows = [store.trajectories.row_of(label.run) for label in given]
        seen = [
            store.desk_notes.coverage("bo", row, label_at=label.created_at)
            for row, label in zip(rows, given, strict=True)
        ]
    assert [(each.run, each.severity) for each in given] == [(runs_of(2)[1], 2), (runs_of(2)[0], 1)]
    assert {(each.wave, each.asserted) for each in given} == {("wave-1", True)}
    assert None not in seen
