"""Which bytes of a shared stream belong to which command.

A command writes through a pipe that outlives it. The shell writes a mark into that pipe before the
command and another after it. A pipe keeps the order, so what stands between the two marks is the
command's own, and what follows the second comes late, from a job that it left behind. A mark is a
number that nobody can guess; a command that finds out its own can cut its own output short with it.
"""

from sandbox.ran import Output


class Keep:
    """Takes any number of bytes and keeps their begin and their end.

    Args:
        most_bytes: How many are kept at most, half of them from the begin.
    """

    def __init__(self, most_bytes: int) -> None:
        self._head_room = most_bytes - most_bytes // 2
        self._tail_room = most_bytes // 2
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0

    def __bool__(self) -> bool:
        return self._total > 0

    def add(self, data: bytes) -> None:
        """Take bytes."""
        self._total += len(data)
        room = self._head_room - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        if data:
            self._tail += data[-self._tail_room :] if self._tail_room else b""
            if len(self._tail) > 2 * self._tail_room:
                del self._tail[: len(self._tail) - self._tail_room]

    def take(self) -> Output:
        """Return what was kept, and how many bytes lie between; begin anew."""
        tail = bytes(self._tail[-self._tail_room :]) if self._tail_room else b""
        left_out = self._total - len(self._head) - len(tail)
        taken = Output(head=bytes(self._head), tail=tail, left_out=left_out)
        self._head, self._tail, self._total = bytearray(), bytearray(), 0
        return taken


class Track:
    """One stream of a lane, cut at its marks; what comes goes to the `Keep` whose turn it is.

    Attributes:
        seen: How many marks of the present command have come: its first, its last.
        fenced: Whether the fence has come: nothing of the command can follow, whatever is due.
    """

    def __init__(self) -> None:
        self.seen = 2
        self.fenced = False
        self._keep = Keep(0)
        self._held = b""
        self._due: list[tuple[bytes, Keep]] = []
        self._fence = b""

    def begin(self, first: tuple[bytes, Keep], last: tuple[bytes, Keep]) -> None:
        """Expect two marks, each with who gets what follows it."""
        self._due = [first, last]
        self.seen = 0
        self.fenced = False

    def fence(self, mark: bytes) -> None:
        """Expect a mark of somebody else than the command's shell, which may not write any more."""
        self._fence = mark

    def feed(self, data: bytes) -> None:
        """Take what came."""
        data = self._held + data
        self._held = b""
        while awaited := [mark for mark in (self._fence, *self._next()) if mark]:
            found = [(at, mark) for mark in awaited if (at := data.find(mark)) >= 0]
            if not found:
                held = max(_begun(data, mark) for mark in awaited)
                self._keep.add(data[: len(data) - held])
                self._held = data[len(data) - held :]
                return
            at, mark = min(found)
            self._keep.add(data[:at])
            data = data[at + len(mark) :]
            self._pass(mark)
        self._keep.add(data)

    def give_up(self) -> None:
        """Expect no mark any more: what was held back counts, and what follows is late."""
        self._keep.add(self._held)
        self._held = b""
        self._end()

    def _next(self) -> tuple[bytes, ...]:
        return tuple(mark for mark, _ in self._due[:1])

    def _pass(self, mark: bytes) -> None:
        if mark == self._fence:
            self.fenced = True
            self._end()
        else:
            _, self._keep = self._due.pop(0)
            self.seen += 1

    def _end(self) -> None:
        if self.seen == 1 and self._due:
            self._keep = self._due[-1][1]
        self._due = []
        self._fence = b""


def _begun(data: bytes, mark: bytes) -> int:
    """Return how many bytes at the end may be the begin of a mark."""
    window = data[-(len(mark) - 1) :]
    for size in range(len(window), 0, -1):
        if mark.startswith(window[-size:]):
            return size
    return 0
