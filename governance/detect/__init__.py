"""What a repository seems to hold: the defaults of `init`, and of `check` without a `lictor.yml`.

Every guess is said, with what was left out because of it: a gate that reads the wrong files, or
half of them, must not look like one that found nothing. Names and the beginnings of a few files are
looked at, never all of them; nothing is run, and no file that holds secrets (`.env`) is opened.
"""

from __future__ import annotations

from governance.detect.assumptions import ENVIRONMENTS, assumed_environments, detect
from governance.detect.look import Repository, look

__all__ = ["ENVIRONMENTS", "Repository", "assumed_environments", "detect", "look"]
