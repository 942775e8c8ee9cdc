"""The runner of a job: what it tells a step in the environment, and how a step answers."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from governance.errors import ConfigError
from governance.model.text import printable


class Runner:
    """The environment of one step; `inputs` come as `LICTOR_*`, everything else as GitHub names it.

    https://docs.github.com/en/actions/reference/workflows-and-actions/variables
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = os.environ if environment is None else environment

    def get(self, name: str) -> str:
        """A variable; "" when it is not set."""
        return self.environment.get(name, "")

    def needed(self, name: str) -> str:
        """A variable that the runner always sets.

        Raises:
            ConfigError: it is not set.
        """
        value = self.get(name)
        if not value:
            raise ConfigError(f"{name} is not set; this runs as a step of action.yml, not by hand")
        return value

    def switch(self, name: str) -> bool:
        """An input that is true or false.

        Raises:
            ConfigError: it is neither.
        """
        value = self.get(name).strip().lower()
        if value not in ("", "true", "false"):
            said = name.removeprefix("LICTOR_").lower().replace("_", "-")
            raise ConfigError(f"the input {said} is true or false, not {printable(value)!r}")
        return value == "true"

    def name(self, variable: str, default: str) -> str:
        """An input that becomes part of keys and markers.

        Raises:
            ConfigError: it has other characters than letters, digits and . _ / -
        """
        value = self.get(variable) or default
        if not re.fullmatch(r"[A-Za-z0-9._/-]{1,60}", value):
            said = variable.removeprefix("LICTOR_").lower()
            raise ConfigError(
                f"the input {said} is letters, digits and . _ / -, at most 60; "
                f"not {printable(value)!r}"
            )
        return value

    @property
    def folder(self) -> Path:
        """The folder to judge: the input `working-directory`, inside the workspace.

        Raises:
            ConfigError: it is not there, or leads out of the workspace.
        """
        workspace = Path(self.needed("GITHUB_WORKSPACE")).resolve()
        wanted = self.get("LICTOR_WORKING_DIRECTORY") or "."
        folder = (workspace / wanted).resolve()
        if not folder.is_dir() or not folder.is_relative_to(workspace):
            raise ConfigError(
                f"the input working-directory names no folder of the workspace: "
                f"{printable(wanted)!r}; is actions/checkout in front of this step?"
            )
        return folder

    def output(self, **values: str | int | bool) -> None:
        """Outputs of the step; `exit_code` is written as `exit-code`."""
        with Path(self.needed("GITHUB_OUTPUT")).open("a", encoding="utf-8") as file:
            for key, value in values.items():
                text = str(value).lower() if isinstance(value, bool) else str(value)
                # a delimiter nobody could foresee: a value with line breaks sets no other output
                end = f"end-{token_hex(16)}"
                file.write(f"{key.replace('_', '-')}<<{end}\n{text}\n{end}\n")

    def say(self, text: str) -> None:
        """Lines for the log, of which the runner takes none for a command."""
        token = token_hex(16)
        lines = "\n".join(printable(line) for line in text.rstrip("\n").split("\n"))
        sys.stdout.write(f"::stop-commands::{token}\n{lines}\n::{token}::\n")
        sys.stdout.flush()

    def notice(self, text: str) -> None:
        """An annotation that is no fault."""
        self._annotate("notice", text)

    def warning(self, text: str) -> None:
        """An annotation of something that does not keep the gate from its answer."""
        self._annotate("warning", text)

    def error(self, text: str) -> None:
        """An annotation of why there is no answer."""
        self._annotate("error", text)

    def _annotate(self, command: str, text: str) -> None:
        message = "%0A".join(printable(line).replace("%", "%25") for line in text.split("\n"))
        sys.stdout.write(f"::{command} title=Lictor::{message}\n")
        sys.stdout.flush()
