"""`python -I governance/github/run.py STEP`: one step of the action, by its file.

`-I` keeps the repository's own folder, where a stranger may have put a module of any name, off the
import path; the path of this file is what Lictor is found by.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run the step; 2 when it could not do its work, else what the step returns."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from governance.errors import LictorError
    from governance.github import steps
    from governance.github.runner import Runner

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    runner = Runner()
    try:
        return steps.STEPS[arguments[0]](runner)
    except LictorError as error:
        runner.error(str(error))
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
