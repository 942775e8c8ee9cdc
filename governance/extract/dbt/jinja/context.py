"""The names that dbt gives to templates: `ref`, `var`, `target`, `adapter` and all the others.

Sources: dbt's reference of Jinja functions, https://docs.getdbt.com/reference/dbt-jinja-functions,
with what each gives when a project is compiled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from governance.extract.dbt.jinja.adapter import api
from governance.extract.dbt.jinja.expressions import Namespace
from governance.extract.dbt.jinja.interpreter import Returned
from governance.extract.dbt.jinja.modules import modules
from governance.extract.dbt.jinja.offered import Function, Names, Offered, Production, Unknown
from governance.extract.dbt.jinja.sandbox import Refused

if TYPE_CHECKING:
    from governance.extract.dbt.jinja.rendering import Rendering

_ABSENT = object()


def given(name: str, rendering: Rendering) -> Any:
    """What dbt gives under a name.

    Raises:
        KeyError: nothing.
    """
    return _NAMES[name](rendering)


def _nothing(*_: Any, **__: Any) -> str:
    return ""


def _return(value: Any = None) -> Any:
    raise Returned(value)


def _raise(*_: Any, **__: Any) -> Any:
    raise Refused("a macro refuses to go on (exceptions.raise_compiler_error)")


def _range(rendering: Rendering) -> Function:
    def run(*numbers: Any) -> Any:
        if any(isinstance(number, Unknown) for number in numbers):
            return [next(number for number in numbers if isinstance(number, Unknown))]
        made = range(*(int(number) for number in numbers))
        if len(made) > 0:
            rendering.budget.listing(len(made))
        return made

    return Function(run)


def _asking(what: str) -> Callable[[Rendering], Function]:
    def factory(rendering: Rendering) -> Function:
        return Function(lambda *_, **__: rendering.asked(what))

    return factory


def _statement(rendering: Rendering) -> Function:
    def run(name: Any = None, fetch_result: Any = False, caller: Any = None, **_: Any) -> str:
        if callable(caller):
            caller()
        if fetch_result:
            rendering.asked("statement")
        return ""

    return Function(run)


def _zip(rendering: Rendering) -> Function:
    def run(*lists: Any, default: Any = None) -> Any:
        made = []
        try:
            for items in zip(*lists, strict=False):
                rendering.budget.step(len(items))
                made.append(items)
        except TypeError:
            return default
        return made

    return Function(run)


def _set(rendering: Rendering) -> Function:
    def run(items: Any, default: Any = None) -> Any:
        rendering.budget.weigh(items)
        try:
            return set(items)
        except TypeError:
            return default

    return Function(run)


def _fromjson(text: Any, default: Any = None) -> Any:
    try:
        return json.loads(str(text))
    except (ValueError, RecursionError):
        return default


def _tojson(rendering: Rendering) -> Function:
    def run(value: Any, default: Any = None, sort_keys: Any = False) -> Any:
        rendering.budget.weigh(value)
        try:
            return json.dumps(value, sort_keys=bool(sort_keys), default=str)
        except (TypeError, ValueError):
            return default

    return Function(run)


def _fromyaml(text: Any, default: Any = None) -> Any:
    from governance.documents import load
    from governance.errors import ConfigError

    try:
        return load(str(text).encode("utf-8", "surrogatepass"), "template").data
    except ConfigError:
        return default


def _md5(text: Any) -> str:
    from hashlib import md5

    return md5(str(text).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _joiner(separator: Any = ", ") -> Function:
    used: list[bool] = []

    def run() -> Any:
        if used:
            return separator
        used.append(True)
        return ""

    return Function(run)


class _Cycler(Offered):
    __slots__ = ("_at", "_items")

    def __init__(self, *items: Any) -> None:
        if not items:
            raise Refused("it cycles through nothing")
        self._items = items
        self._at = 0

    def attribute(self, name: str) -> Any:
        if name == "current":
            return self._items[self._at]
        return {"next": Function(self._next), "reset": Function(self._reset)}[name]

    def _next(self) -> Any:
        item = self._items[self._at]
        self._at = (self._at + 1) % len(self._items)
        return item

    def _reset(self) -> None:
        self._at = 0


class _Variables(Offered):
    """`var('x', default)`, `var.has_var('x')`."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[..., Any]) -> None:
        self._find = find

    def __call__(self, name: Any, default: Any = _ABSENT) -> Any:
        found = self._find(str(name), _ABSENT)
        if found is not _ABSENT:
            return found
        return Unknown(f"dbt_var_{name}") if default is _ABSENT else default

    def attribute(self, name: str) -> Any:
        if name == "has_var":
            return Function(lambda name: self._find(str(name), _ABSENT) is not _ABSENT)
        raise KeyError(name)


def _env_var(name: Any, default: Any = _ABSENT) -> Any:
    """The default or, without one, the variable's own name: the environment is never read."""
    return str(name) if default is _ABSENT else default


def _target(rendering: Rendering) -> Names:
    settings = rendering.settings
    return Names(
        name=Production("prod"),
        target_name=Production("prod"),
        profile_name=settings.project,
        type=settings.adapter,
        schema=settings.schema or "dbt_target_schema",
        dataset=settings.schema or "dbt_target_schema",
        database=settings.database or "dbt_target_database",
        dbname=settings.database or "dbt_target_database",
        project=settings.database or "dbt_target_database",
        catalog=settings.database or "dbt_target_database",
        threads=1,
        user="dbt",
        role="dbt",
        host="localhost",
        port=0,
        warehouse="dbt",
        account="dbt",
    )


def model(rendering: Rendering, kind: str = "model", version: str | None = None) -> Names:
    """`model`, and `node` in macros for names: what a template may read of what it makes."""
    return Names(
        name=rendering.name,
        alias=rendering.name,
        package_name=rendering.package,
        resource_type=kind,
        version=version,
        unique_id=f"{kind}.{rendering.package}.{rendering.name}",
        fqn=[rendering.package, rendering.name],
        path=rendering.file,
        original_file_path=rendering.file,
        schema=rendering.settings.schema or "dbt_target_schema",
        database=rendering.settings.database or "dbt_target_database",
        config=rendering.config,
        columns={},
        tags=[],
        meta={},
        description="",
        depends_on={"nodes": [], "macros": []},
        refs=[],
        sources=[],
        language="sql",
    )


def _builtins(rendering: Rendering) -> Names:
    return Names(**{name: _NAMES[name](rendering) for name in ("ref", "source", "config", "var")})


class _Everything(Offered):
    """`context`: every name by subscript."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = find

    def __getitem__(self, name: Any) -> Any:
        return self._find(str(name))

    def attribute(self, name: str) -> Any:
        return Function(lambda key, *_: self._find(str(key))) if name == "get" else self._find(name)

    def __contains__(self, name: object) -> bool:
        return bool(self._find(str(name)))


_FLAGS = {
    "WHICH": "compile",
    "FULL_REFRESH": False,
    "STORE_FAILURES": False,
    "EMPTY": False,
    "INTROSPECT": True,
}


def _fixed(value: Any) -> Callable[[Rendering], Any]:
    return lambda _rendering: value


def _function(work: Callable[..., Any]) -> Callable[[Rendering], Any]:
    return _fixed(Function(work))


_NAMES: Mapping[str, Callable[[Rendering], Any]] = {
    "ref": lambda rendering: Function(rendering.ref),
    "source": lambda rendering: Function(rendering.source),
    "this": lambda rendering: rendering.this(),
    "config": lambda rendering: rendering.config,
    "var": lambda rendering: _Variables(rendering.variable),
    "env_var": _function(_env_var),
    "doc": lambda rendering: Function(rendering.doc),
    "is_incremental": lambda rendering: Function(rendering.is_incremental),
    "should_full_refresh": _function(lambda: False),
    "target": _target,
    "adapter": lambda rendering: rendering.adapter,
    "api": lambda rendering: api(rendering.adapter),
    "known_columns": lambda rendering: Function(rendering.known_columns),
    # dbt parses with `execute` false and compiles with it true. True, because what stands behind it
    # is in the compiled SQL; what it asks the database is taken down and answered with unknowns.
    "execute": _fixed(True),
    "run_query": _asking("run_query"),
    "run_query_as": _asking("run_query"),
    "statement": _statement,
    "load_result": _asking("load_result"),
    "graph": lambda rendering: rendering.asked("graph"),
    "store_result": _function(_nothing),
    "store_raw_result": _function(_nothing),
    "load_relation": _function(lambda relation=None: relation),
    "load_cached_relation": _function(lambda relation=None: relation),
    "log": _function(_nothing),
    "print": _function(_nothing),
    "debug": _function(_nothing),
    "return": _function(_return),
    "exceptions": _fixed(
        Names(
            raise_compiler_error=Function(_raise),
            raise_not_implemented=Function(_raise),
            raise_parsing_error=Function(_raise),
            relation_wrong_type=Function(_raise),
            missing_config=Function(_raise),
            missing_relation=Function(_raise),
            raise_contract_error=Function(_raise),
            raise_fail_fast_error=Function(_raise),
            warn=Function(_nothing),
            warn_snapshot_timestamp_data_types=Function(_nothing),
        )
    ),
    "modules": lambda rendering: modules(rendering.budget, rendering.settings.now),
    "builtins": _builtins,
    "context": lambda rendering: _Everything(rendering.find),
    "model": model,
    "flags": _fixed(Names(**_FLAGS)),
    "invocation_args_dict": lambda _rendering: {"which": "compile"},
    "invocation_id": _fixed("00000000-0000-0000-0000-000000000000"),
    "run_started_at": lambda rendering: rendering.settings.now,
    "dbt_version": _fixed("1.10.0"),
    "dbt_metadata_envs": lambda _rendering: {},
    "thread_id": _fixed("Thread-1"),
    "project_name": lambda rendering: rendering.settings.project,
    "schema": lambda rendering: rendering.settings.schema or "dbt_target_schema",
    "database": lambda rendering: rendering.settings.database or "dbt_target_database",
    "selected_resources": lambda _rendering: [],
    "pre_hooks": lambda _rendering: [],
    "post_hooks": lambda _rendering: [],
    "fromjson": _function(_fromjson),
    "tojson": _tojson,
    "fromyaml": _function(_fromyaml),
    "toyaml": _tojson,
    "local_md5": _function(_md5),
    "zip": _zip,
    "zip_strict": _zip,
    "set": _set,
    "set_strict": _set,
    "diff_of_two_dicts": _function(
        lambda left, right: {key: left[key] for key in left if key not in right}
    ),
    "range": _range,
    "dict": _function(lambda *args, **kwargs: dict(*args, **kwargs)),
    "namespace": _function(Namespace),
    "joiner": _function(_joiner),
    "cycler": _function(_Cycler),
}
