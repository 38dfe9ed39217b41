import threading

import pytest
from PySide6.QtCore import QThread

from odcv_desk.domain.errors import StoreError
from odcv_desk.ui.jobs import Jobs


@pytest.fixture
def jobs(qtbot):
    made = Jobs()
    yield made
    made.close()


def test_work_is_done_on_another_thread_and_its_result_comes_back_on_this_one(jobs, qtbot):
    seen = []

    def work(_progress):
        return QThread.currentThread()

    job = jobs.start(work, then=lambda worker: seen.append((worker, QThread.currentThread())))
    with qtbot.waitSignal(job.ended):
        pass

    here = QThread.currentThread()
    assert [(worker is here, back is here) for worker, back in seen] == [(False, True)]


def test_a_fault_is_told_in_the_one_place_and_to_who_asked(jobs, qtbot):
    told, asked = [], []
    jobs.problem.connect(told.append)
    fault = StoreError("study.odcv: gone", hint="Open another.")

    def work(_progress):
        raise fault

    with qtbot.waitSignal(jobs.start(work, failed=asked.append).ended):
        pass

    assert told == [fault]
    assert asked == [fault]


def test_a_quiet_job_tells_its_fault_only_to_who_asked(jobs, qtbot):
    told, asked = [], []
    jobs.problem.connect(told.append)

    def work(_progress):
        raise StoreError("study.odcv: gone", hint="Open another.")

    with qtbot.waitSignal(jobs.start(work, failed=asked.append, quiet=True).ended):
        pass

    assert told == []
    assert len(asked) == 1


def test_a_cancelled_job_stops_at_its_next_report_and_gives_no_result(jobs, qtbot):
    begun, results = threading.Event(), []

    def work(progress):
        while True:
            progress.advance(0, 0, "")
            begun.set()

    job = jobs.start(work, then=results.append)
    assert begun.wait(5)
    with qtbot.waitSignal(job.ended, timeout=1000):
        job.cancel()

    assert results == []
    assert not jobs.busy


def test_progress_is_told_at_most_twenty_times_a_second(jobs, qtbot):
    reports = []

    def work(progress):
        for done in range(20_000):
            progress.advance(done, 20_000, "step")

    job = jobs.start(work)
    job.progressed.connect(lambda *report: reports.append(report))
    with qtbot.waitSignal(job.ended):
        pass

    assert len(reports) < 200


def test_closing_waits_for_what_runs(qtbot):
    jobs, done = Jobs(), []

    def work(_progress):
        done.append(1)

    for _ in range(20):
        jobs.start(work)
    jobs.close()

    assert len(done) == 20


def test_after_closing_nothing_is_started(qtbot):
    jobs, done = Jobs(), []
    jobs.close()
    job = jobs.start(done.append)

    assert job.cancelled
    assert not jobs.busy
    assert done == []


def test_a_defect_is_logged_and_told(jobs, qtbot, caplog):
    told = []
    jobs.problem.connect(told.append)

    def work(_progress):
        raise ZeroDivisionError("ours")

    with qtbot.waitSignal(jobs.start(work).ended):
        pass

    assert [type(fault) for fault in told] == [ZeroDivisionError]
    assert "a job failed by a defect of ours" in caplog.text
    caplog.clear()


@pytest.mark.slow
@pytest.mark.parametrize("_again", range(100))
def test_many_jobs_give_each_result_once(jobs, qtbot, _again):
    results = []
    for number in range(40):
        jobs.start(lambda _progress, number=number: number, then=results.append)
    qtbot.waitUntil(lambda: len(results) == 40)
    assert sorted(results) == list(range(40))
