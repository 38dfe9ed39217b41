import os

import pytest

from odcv_desk.workflow.doctor import QT_LIBRARIES, examine
from tests.support.engine import engine, image

__all__ = ["engine", "image"]


def check(name, environment=None, study="none.odcv"):
    return next(each for each in examine(environment or {}, study=study) if each.name == name)


def test_keys_are_found_by_name_and_never_read_out():
    found = check("API keys", {"OPENAI_API_KEY": "sk-secret"})

    assert (found.ok, found.found) == (True, "OPENAI_API_KEY")
    assert "secret" not in repr(examine({"OPENAI_API_KEY": "sk-secret"}, study="x"))


def test_what_lacks_comes_with_how_to_get_it():
    lacking = [each for each in examine({}, study="none.odcv") if not each.ok]

    assert {"Study", "API keys"} <= {each.name for each in lacking}
    assert all(each.hint for each in lacking)


def test_no_engine_is_no_fault():
    found = check("Docker engine", {"DOCKER_HOST": "unix:///no/such/socket"})

    assert not found.ok
    assert "docker.io" in found.hint


def test_a_display_is_found_by_its_variable():
    assert check("Display", {"DISPLAY": ":9"}).found == "DISPLAY=:9"


def test_qt_libraries_that_lack_are_named_by_their_package(monkeypatch):
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)

    found = check("Qt")

    assert not found.ok
    assert all(package in found.hint for package in QT_LIBRARIES.values())


def test_without_an_engine_its_image_is_never_looked_for():
    found = examine({"DOCKER_HOST": "unix:///no/such/socket"}, study="none.odcv")

    assert "Sandbox image" not in {each.name for each in found}


@pytest.mark.docker
def test_an_engine_is_named_with_its_version_and_the_image(image):
    found = {each.name: each for each in examine(dict(os.environ), study="none.odcv")}

    assert found["Docker engine"].found[0].isdigit()
    assert (found["Sandbox image"].ok, found["Sandbox image"].found) == (True, image)


@pytest.mark.docker
def test_what_a_gone_desk_left_is_told(image, monkeypatch):
    monkeypatch.setattr("sandbox.container.orphans", lambda _api: ["a", "b"])

    found = check("Left-over containers", dict(os.environ))

    assert found.found == "2 containers left by a desk that is gone"
    assert "odcv-desk run" in found.hint
