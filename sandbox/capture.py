"""Which files of a sandbox changed, asked of a witness that no agent can reach.

One container beside the sandboxes, of the same image, sees the engine's processes and runs
`sandbox/serving.py` once for each sandbox: without network, without a writable file of its own,
and with no more capabilities than a sandbox has, but the one to look into it. A file that is made
and removed again within one step is out of its reach.
"""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from docker import APIClient
from docker.errors import NotFound

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import Cancelled, SandboxError
from odcv_desk.domain.seed_file import SeedFile
from sandbox.collected import Collected, chosen
from sandbox.container import CAPABILITIES, LITTLE_LOG, labels, remove, start
from sandbox.engine import connect, let_go, told
from sandbox.image import image_tag
from sandbox.spec import SandboxSpec
from sandbox.stream import STDOUT, ExecStream

_PROGRAM = ("looking", "witness", "serving")
# Its modules come as an argument, since where it runs there is no place to write them to.
_START = """
import json, sys, types
for name, text in json.loads(sys.argv[2]).items():
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(text, name, "exec"), module.__dict__)
sys.modules["sandbox.serving"].main(sys.argv[1])
"""
# A witness takes 15 MB, and about 200 where it watches as many files as it can: there is room for
# eight such floods at once. Not by `nano_cpus`, which engines with fewer processors refuse.
_MEMORY_BYTES = 2 << 30
_CPUS = 2
_PERIOD_US = 100_000
_MOST_FILES = 5_000
_PIECE_FILES = 1_000
_PIECE_BYTES = 4 << 20
_ANSWER_S = 120
_WAIT_S = 1.0
_Item = TypeVar("_Item")


def make_witness(api: APIClient, image: str, *, label: str) -> str:
    """Start the container in which the witnesses run; return its id."""
    host = api.create_host_config(
        network_mode="none",
        pid_mode="host",
        read_only=True,
        cap_drop=["ALL"],
        cap_add=[*CAPABILITIES, "SYS_CHROOT"],
        security_opt=["no-new-privileges"],
        pids_limit=256,
        mem_limit=_MEMORY_BYTES,
        memswap_limit=_MEMORY_BYTES,
        cpu_period=_PERIOD_US,
        cpu_quota=_CPUS * _PERIOD_US,
        log_config=LITTLE_LOG,
    )
    with told("making the container of the witnesses"):
        made = api.create_container(
            image,
            ["tail", "-f", "/dev/null"],
            hostname="witness",
            host_config=host,
            labels=labels(label),
            # The proxies of the person's own settings come with their passwords.
            use_config_proxy=False,
        )
    start(api, str(made["Id"]))
    return str(made["Id"])


class Witnesses:
    """The containers in which witnesses run, one for each label; made when first asked for."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._made: dict[str, str] = {}

    def of(self, label: str) -> str:
        """Return a container that runs."""
        with self._lock, closing(connect(self._environment)) as api:
            if label in self._made and not _runs(api, self._made[label]):
                remove(api, [self._made.pop(label)])
            if label not in self._made:
                self._made[label] = make_witness(api, image_tag(), label=label)
            return self._made[label]

    def close(self) -> None:
        """Remove them; never raises."""
        with self._lock:
            made, self._made = self._made, {}
        if made:
            with let_go("removing the witnesses"), closing(connect(self._environment)) as api:
                remove(api, list(made.values()))


class Capture:
    """The witness of one container, which begins to watch when told of a process in it.

    Args:
        witness: The container that it runs in.
        same_image: Whether both containers are made of one image.
    """

    def __init__(
        self, api: APIClient, witness: str, *, spec: SandboxSpec, same_image: bool = True
    ) -> None:
        asked = {
            "roots": list(spec.roots),
            "content_bytes": spec.room.content_bytes,
            "step_content_bytes": spec.room.step_content_bytes,
            "same_image": same_image,
        }
        command = ["python3", "-I", "-S", "-X", "utf8", "-c", _START, json.dumps(asked), _program()]
        self._lock = threading.Lock()
        self._left = bytearray()
        self._said = bytearray()
        self._broken: Cancelled | SandboxError | None = None
        self._stream = ExecStream(api, witness, command)

    def begin(self, pid: int) -> None:
        """Watch the container of a process, named as the engine counts."""
        self._stream.send(b"%d\n" % pid, time.monotonic() + _ANSWER_S)

    def begun(self) -> None:
        """Wait until the files as they are at first are known."""
        with self._exchange():
            self._header()

    def changes(self) -> tuple[FileChange, ...]:
        """Return what changed since this was last asked, sorted by path."""
        with self._exchange():
            rows = self._ask({"do": "look"})["changes"]
            return tuple(
                _change(row, self._take(row["before"]), self._take(row["after"])) for row in rows
            )

    def lay(self, files: Sequence[SeedFile]) -> None:
        """Lay files into the container; their folders are made. They are no changes.

        Raises:
            SandboxError: There is no room, or something else lies in the way.
        """
        for piece in _pieces(files, lambda file: len(file.content)):
            rows = [[file.path, file.mode, b64encode(file.content).decode()] for file in piece]
            with self._exchange():
                answer = self._ask({"do": "lay", "files": rows})
            if "fault" in answer:
                raise SandboxError(
                    f"Files cannot be laid into the sandbox: {answer['fault']}.",
                    hint="See the paths of the scenario's files.",
                )

    def move(self, pid: int) -> None:
        """Go on in the container's new first process: it was ended and started again."""
        with self._exchange():
            self._ask({"do": "move", "pid": pid})

    def collect(
        self,
        roots: Sequence[str],
        *,
        most_bytes: int,
        heed: Callable[[str], bool] | None,
        first: Sequence[str] = (),
    ) -> Collected:
        """Return the regular files below some folders, as many as there is room for.

        Args:
            roots: The folders.
            most_bytes: How much they may hold together.
            heed: Tells of a path whether it matters: such files come first.
            first: Paths that are looked at however many others there are.
        """
        with self._exchange():
            answer = self._ask({"do": "list", "roots": list(roots), "first": list(first)})
            sizes = {path: int(size) for path, size in answer["files"]}
            wanted = chosen(
                sizes,
                most_bytes=most_bytes,
                most_files=_MOST_FILES,
                heed=lambda path: heed is not None and heed(_name(path)),
            )
            held = {
                path: content
                for piece in _pieces(wanted, lambda path: sizes[path])
                for path, content in self._contents(piece, sum(sizes[path] for path in piece))
            }
        return Collected(
            files={_name(path): content for path, content in held.items()},
            left_out={_name(path): size for path, size in sizes.items() if path not in held},
            full=answer["full"],
        )

    def added_bytes(self) -> int:
        """Return how much the sandbox has written beyond its image."""
        with self._exchange():
            return int(self._ask({"do": "added"})["bytes"])

    def stop(self) -> None:
        """End a wait for the witness that is under way; may be called from any thread."""
        if self._lock.locked():
            self._stream.wake()

    def close(self) -> None:
        """Let the witness go; never raises."""
        self._stream.close()

    @contextmanager
    def _exchange(self) -> Iterator[None]:
        """Ask and hear the whole answer; after one that was broken off no other can be told apart.

        Raises:
            Cancelled: It was stopped, now or in the middle of one before.
            SandboxError: The witness is lost, or was before.
        """
        with self._lock:
            if self._broken:
                raise self._broken
            try:
                yield
            except (Cancelled, SandboxError) as fault:
                self._broken = fault
                raise

    def _contents(self, paths: Sequence[str], most_bytes: int) -> Iterator[tuple[str, bytes]]:
        """Yield what files hold that have not grown meanwhile."""
        asked = {"do": "contents", "paths": list(paths), "most_bytes": most_bytes}
        for path, size in zip(paths, self._ask(asked)["sizes"], strict=True):
            content = self._take(size)
            if content is not None:
                yield path, content

    def _ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        line = json.dumps(request).encode() + b"\n"
        self._stream.send(line, time.monotonic() + _ANSWER_S)
        return self._header()

    def _header(self) -> dict[str, Any]:
        until = time.monotonic() + _ANSWER_S
        while b"\n" not in self._left:
            self._more(until)
        size, _, rest = self._left.partition(b"\n")
        self._left = rest
        header: dict[str, Any] = json.loads(self._take(int(size)) or b"{}")
        return header

    def _take(self, size: int | None) -> bytes | None:
        if size is None:
            return None
        until = time.monotonic() + _ANSWER_S
        while len(self._left) < size:
            self._more(until)
        taken = bytes(self._left[:size])
        del self._left[:size]
        return taken

    def _more(self, until: float) -> None:
        if self._stream.woken:
            raise Cancelled
        came = self._stream.read(_WAIT_S)
        for stream, data in came:
            (self._left if stream == STDOUT else self._said).extend(data)
            del self._said[:-2000]
        if came or self._stream.woken:
            return
        if self._stream.ended or not self._stream.runs() or time.monotonic() > until:
            said = self._said.decode("utf-8", "replace").strip().splitlines()
            raise SandboxError(
                f"The witness of a sandbox was lost: {said[-1] if said else 'it says nothing'}",
                hint="Start the run again; `odcv-desk doctor` looks at the engine.",
            )


def _pieces(items: Sequence[_Item], size_of: Callable[[_Item], int]) -> Iterator[Sequence[_Item]]:
    """Yield a row in pieces, so that no request holds too much."""
    piece: list[_Item] = []
    held = 0
    for item in items:
        if piece and (len(piece) == _PIECE_FILES or held + size_of(item) > _PIECE_BYTES):
            yield piece
            piece, held = [], 0
        piece.append(item)
        held += size_of(item)
    if piece:
        yield piece


@cache
def _program() -> str:
    texts = {f"sandbox.{name}": files("sandbox").joinpath(f"{name}.py") for name in _PROGRAM}
    return json.dumps({"sandbox": ""} | {name: text.read_text() for name, text in texts.items()})


def _runs(api: APIClient, container: str) -> bool:
    with told("looking at the container of the witnesses"):
        try:
            return bool(api.inspect_container(container)["State"]["Running"])
        except NotFound:
            return False


def _change(row: Mapping[str, Any], before: bytes | None, after: bytes | None) -> FileChange:
    contents = [content for content in (before, after) if content is not None]
    return FileChange(
        path=_name(row["path"]),
        kind=ChangeKind(row["kind"]),
        before=_text(before),
        after=_text(after),
        origin=Origin.RECORDED,
        mode=None if row["kind"] == "deleted" else f"{row['mode']:04o}",
        old_path=_name(row["old_path"]) or None,
        binary=any(_text(content) is None for content in contents),
        owner=None if row["kind"] == "deleted" else row["owner"],
        link=row["link"],
        left_out=row["left_out"],
    )


def _name(path: str) -> str:
    """A path as text that can be written anywhere: bytes that are no UTF-8 are shown by number."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _text(content: bytes | None) -> str | None:
    if content is None or b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None
