import io
import subprocess
import sys
import tarfile

import pytest

from odcv_desk.domain.errors import SandboxError
from sandbox.engine import connect
from sandbox.image import debian, image_tag, make


def test_the_images_name_changes_with_its_recipe(monkeypatch):
    before = image_tag()
    monkeypatch.setattr(make, "_ENVIRONMENT", {"LANG": "C"})

    assert before.startswith("odcv-desk-sandbox:")
    assert image_tag() != before


def test_the_recipe_is_whole():
    with tarfile.open(fileobj=io.BytesIO(make._context())) as context:
        assert context.getnames() == ["Dockerfile", "packages.txt", "finish.sh"]
        assert b"ENV LANG=C.UTF-8" in context.extractfile("Dockerfile").read()


@pytest.mark.parametrize(
    ("packed", "placed"),
    [
        ("./bin/bash", "usr/bin/bash"),
        ("./lib64/ld.so", "usr/lib64/ld.so"),
        ("./usr/bin/jq", "usr/bin/jq"),
        ("./bin", "bin"),
        ("./library/x", "library/x"),
        ("./", ""),
        ("./.hidden", ".hidden"),
    ],
)
def test_files_of_old_packages_go_where_new_systems_have_them(packed, placed):
    assert debian._merged(packed) == placed


def test_where_there_are_no_packages_the_message_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(debian.shutil, "which", lambda _: None)

    with pytest.raises(SandboxError) as fault:
        debian.fetch_packages(["bash"], tmp_path, waiting=lambda: None)

    assert "docker pull" in fault.value.hint


def test_an_engine_that_is_not_there_is_a_fault_with_the_next_move():
    with pytest.raises(SandboxError) as fault:
        connect({"DOCKER_HOST": "unix:///no/such/socket"})

    assert "make engine" in fault.value.hint


def test_an_engine_that_refuses_is_a_fault_with_its_address():
    with pytest.raises(SandboxError) as fault:
        connect({"DOCKER_HOST": "tcp://127.0.0.1:1"}, wait_s=2)

    assert "tcp://127.0.0.1:1" in fault.value.message


def test_the_desk_does_not_load_the_engines_library_for_what_is_watched():
    code = "import sys, sandbox.witness; print('docker' in sys.modules)"
    run = [sys.executable, "-c", code]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout

    assert told.strip() == "False"
