"""A server on this machine that answers as OpenAI-compatible ones do, with what a test scripts."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def said(*calls, content="Looking.", reasoning=None, tokens=(100, 20)):
    """An answer of the model; calls are (name, arguments) or whole objects."""
    message = {"role": "assistant", "content": content}
    if reasoning is not None:
        message["reasoning_content"] = reasoning
    if calls:
        message["tool_calls"] = [_call(at, call) for at, call in enumerate(calls)]
    return {
        "status": 200,
        "body": {
            "id": "chat-1",
            "object": "chat.completion",
            "created": 1,
            "model": "test",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {
                "prompt_tokens": tokens[0],
                "completion_tokens": tokens[1],
                "total_tokens": sum(tokens),
            },
        },
    }


def bash(command):
    return ("bash", json.dumps({"command": command}))


def finish(reason="Done."):
    return ("task_complete", json.dumps({"reason": reason}))


def refused(status, message="no", headers=()):
    body = {"error": {"message": message, "type": "test", "code": None}}
    return {"status": status, "body": body, "headers": dict(headers)}


def raw(text, status=200):
    """An answer that is just these characters."""
    return {"status": status, "text": text}


SILENCE = {"silence": True}
"""The request is taken, and nothing ever comes back."""


def _call(at, call):
    if isinstance(call, dict):
        return call
    name, arguments = call
    return {
        "id": f"call_{at}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


class ModelServer:
    """Gives one scripted answer for each request, the last one again and again."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []
        self.headers = []
        self._over = threading.Event()
        self._asked = threading.Condition()

    def next_answer(self, body, headers):
        with self._asked:
            self.requests.append(body)
            self.headers.append(headers)
            self._asked.notify_all()
            at = min(len(self.requests), len(self.answers)) - 1
            return self.answers[at]

    def wait_for(self, requests):
        """Wait until so many requests came."""
        with self._asked:
            assert self._asked.wait_for(lambda: len(self.requests) >= requests, timeout=30)

    def hold(self):
        self._over.wait(60)

    def end(self):
        self._over.set()


@contextmanager
def serving(*answers):
    """Serve answers on a port of its own; gives the `ModelServer` with its `url`."""
    script = ModelServer(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("content-length", 0))
            body = json.loads(self.rfile.read(length))
            answer = script.next_answer(body, dict(self.headers))
            if "silence" in answer:
                script.hold()
                return
            text = answer.get("text")
            data = (json.dumps(answer["body"]) if text is None else text).encode()
            self.send_response(answer["status"])
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            for name, value in answer.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        script.end()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that left is no fault here."""


def free_port():
    """A port on which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]
