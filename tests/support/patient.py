"""A pytest-qt robot that waits long enough on a machine that is busy with other things."""

from pytestqt.qtbot import QtBot

PATIENCE_MS = 60_000


class PatientBot(QtBot):
    """Waits until something happens; only where it never happens does its patience take time."""

    def waitUntil(self, callback, *, timeout=0):  # noqa: N802 - the library's name
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal, *, timeout=0, raising=None, **how):  # noqa: N802 - the same
        # Where it does not raise, that nothing comes is what is waited for.
        patience = timeout if raising is False else max(timeout, PATIENCE_MS)
        return super().waitSignal(signal, timeout=patience, raising=raising, **how)
