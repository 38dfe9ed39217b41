import os
import subprocess
import sys

from sandbox.owner import is_dead, this_owner


def test_this_process_lives():
    assert not is_dead(this_owner())


def test_a_process_that_ended_is_dead():
    code = "from sandbox.owner import this_owner; print(this_owner())"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout

    assert is_dead(told.strip())


def test_another_process_of_the_same_number_is_not_the_owner():
    machine, number, _ = this_owner().rsplit(":", 2)

    assert number == str(os.getpid())
    assert is_dead(f"{machine}:{number}:1")


def test_a_process_of_before_the_machine_started_is_dead():
    machine, number, started = this_owner().rsplit(":", 2)

    assert is_dead(f"{machine[:-1]}?:{number}:{started}")


def test_of_another_machine_nothing_is_known():
    assert not is_dead("elsewhere/id/boot:1:1")
    assert not is_dead("")
    assert not is_dead("nonsense")
