"""The proxies of a person's own settings, with their passwords, stay out of every container."""

import json

import pytest
from docker import APIClient

from sandbox import capture, container
from sandbox.image import make
from sandbox.spec import Room


@pytest.fixture
def api(tmp_path, monkeypatch):
    """An engine that only notes what containers would be made of."""
    proxies = {"default": {"httpProxy": "http://me:s3cret@proxy:3128"}}
    (tmp_path / "config.json").write_text(json.dumps({"proxies": proxies}))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    made = []
    api = APIClient(version="1.41", base_url="unix:///nowhere")

    def note(config, *_):
        made.append(config)
        return {"Id": "box"}

    state = {"State": {"Running": True, "Pid": 1}}
    for name, act in (
        ("create_container_from_config", note),
        ("start", lambda _: None),
        ("inspect_container", lambda _: state),
        ("wait", lambda *_, **__: {"StatusCode": 0}),
        ("commit", lambda *_, **__: None),
        ("remove_container", lambda *_, **__: None),
    ):
        monkeypatch.setattr(api, name, act)
    yield api, made
    api.close()


def of_a_sandbox(api):
    making = container.Making(image="x", room=Room(), label="l", environment={"A": "1"})
    container.create(api, making)


def of_the_witnesses(api):
    capture.make_witness(api, "x", label="l")


def of_the_image(api):
    make._finish(api, "raw:1", "image:1")


@pytest.mark.parametrize("make_one", [of_a_sandbox, of_the_witnesses, of_the_image])
def test_no_container_is_told_of_a_proxy(api, make_one):
    engine, made = api
    make_one(engine)

    [config] = made
    assert "s3cret" not in json.dumps(config)
