"""Operations in their order → the tables they leave behind."""

from __future__ import annotations

from governance.extract.ddl.replay.replay import replay, settle
from governance.extract.ddl.replay.state import State

__all__ = ["State", "replay", "settle"]
