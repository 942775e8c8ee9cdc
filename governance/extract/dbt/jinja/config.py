"""`config(...)` in a model: what it says, and where."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from jinja2 import nodes
from jinja2.runtime import Undefined

from governance.extract.dbt.jinja.offered import Function, Offered


class ModelConfig(Offered):
    """What a model's calls of `config` say; the last one counts, key by key.

    `around` is what the project's YAML says of the model, for `config.get`. `offsets` say where a
    value stands in the model's file: of the call itself under "", of `materialized`, of
    `meta.owner`.
    """

    __slots__ = ("_around", "offsets", "said")

    offers: ClassVar[frozenset[str]] = frozenset(
        {"get", "require", "meta_get", "meta_require", "set"}
    )
    wants_places: ClassVar[bool] = True

    def __init__(self, around: Mapping[str, Any]) -> None:
        self._around = around
        self.said: dict[str, Any] = {}
        self.offsets: dict[str, int] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """`config(materialized='table')`; nothing is written."""
        kwargs.pop("caller", None)
        for values in (*args, kwargs):
            if isinstance(values, dict):
                self.said.update((str(key), value) for key, value in values.items())
        return ""

    def see(self, node: nodes.Call) -> None:
        """A call as it stands in the model's file."""
        self.offsets.setdefault("", node.node.lineno)
        for pair in node.kwargs:
            self._see(pair.key, pair.value)
        for argument in node.args:
            self._see("", argument)

    def _see(self, key: str, value: nodes.Expr) -> None:
        if key:
            self.offsets[key] = value.lineno
        if isinstance(value, nodes.Dict) and key.count(".") < 4:
            for pair in value.items:
                if isinstance(pair.key, nodes.Const) and isinstance(pair.key.value, str):
                    name = pair.key.value
                    inner = f"{key}.{name}" if key else name
                    self._see(inner, pair.value)
                    self.offsets[inner] = pair.key.lineno

    def attribute(self, name: str) -> Any:
        """A method or, as of `model.config`, a setting."""
        if name in self.offers:
            return getattr(self, name)
        found = self._get(name, "view" if name == "materialized" else None)
        if found is None:
            raise KeyError(name)
        return found

    def __getitem__(self, name: str) -> Any:
        return self.attribute(name)

    @property
    def get(self) -> Function:
        """`config.get('name', default)`."""
        return Function(self._get)

    require = get

    @property
    def meta_get(self) -> Function:
        """`config.meta_get('name', default)`."""
        return Function(self._meta_get)

    meta_require = meta_get

    @property
    def set(self) -> Callable[..., Any]:
        """`config.set('name', value)`."""
        return Function(lambda name, value: self(**{str(name): value}))

    def _get(self, name: Any, default: Any = None, *_: Any, **__: Any) -> Any:
        found = self.said.get(name, self._around.get(name))
        return default if found is None else found

    def _meta_get(self, name: Any, default: Any = None, *_: Any, **__: Any) -> Any:
        meta = self._get("meta")
        return meta.get(name, default) if isinstance(meta, dict) else default


def plain(value: Any, depth: int = 0) -> Any:
    """A value of a template as plain data: what is not there is None, an object its text."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Undefined) or depth > 20:
        return None
    if isinstance(value, dict):
        return {str(key): plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(inner, depth + 1) for inner in value]
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
