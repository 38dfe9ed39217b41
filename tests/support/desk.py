"""The command line, driven in this process."""

import json

from odcv_desk.cli import run


class Desk:
    """Runs commands on one study and gives what they print."""

    def __init__(self, study, capfd):
        self.study = str(study)
        self._capfd = capfd

    def run(self, *arguments):
        """Return exit code, standard output and standard error."""
        self._capfd.readouterr()
        code = run(["--study", self.study, *map(str, arguments)])
        out, err = self._capfd.readouterr()
        return code, out, err

    def text(self, *arguments):
        """Return what a command prints that must succeed."""
        code, out, err = self.run(*arguments)
        assert code == 0, err
        return out

    def json(self, *arguments):
        """Return the one JSON document of a command that must succeed."""
        return json.loads(self.text(*arguments, "--json"))

    def fault(self, *arguments):
        """Return what is said of a command that must fail in a way a person can mend."""
        code, out, err = self.run(*arguments)
        assert code == 1, (code, out, err)
        assert out == ""
        assert "Traceback" not in err
        return err
