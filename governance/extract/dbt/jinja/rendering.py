"""One model being rendered: what it asks for, what it finds, what goes wrong."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from jinja2 import nodes
from jinja2.runtime import Undefined
from msgspec import Struct, field

from governance.extract.dbt.jinja.adapter import Adapter
from governance.extract.dbt.jinja.budget import Budget
from governance.extract.dbt.jinja.config import ModelConfig
from governance.extract.dbt.jinja.context import given, model
from governance.extract.dbt.jinja.dependencies import Dependencies, variable
from governance.extract.dbt.jinja.ending import without_end
from governance.extract.dbt.jinja.interpreter import FAULTS, Interpreter, Returned, Routine
from governance.extract.dbt.jinja.macros import BrokenMacro, Macro, Macros, prefixes, stubs
from governance.extract.dbt.jinja.offered import Names, Offered, Unknown
from governance.extract.dbt.jinja.relations import Reference, References, Relation
from governance.extract.dbt.jinja.sandbox import Refused
from governance.extract.dbt.jinja.standing_in import StandIns
from governance.extract.dbt.jinja.template import Template, Unreadable, normal, parse

_FAILED = "failed"
"""What stands in for a statement that could not be carried out, which is told by itself."""

Columns = Callable[[Reference], Sequence[tuple[str, str]] | None]
"""The columns of a table and their types, None when nobody knows them."""


class Settings(Struct, frozen=True):
    """What is the same for all models of a project."""

    project: str
    adapter: str
    variables: Mapping[str, Any]
    schema: str | None
    database: str | None
    columns: Columns | None
    dispatch: Mapping[str, Sequence[str]]
    docs: Mapping[str, str]
    now: datetime.datetime


class Asked(Struct):
    """What a rendering asked for and could not be told, with offsets in the model's file."""

    database: list[tuple[str, int]] = field(default_factory=list)
    macros: list[tuple[str, int]] = field(default_factory=list)
    variables: list[tuple[str, int]] = field(default_factory=list)


class Rendering:
    """One rendering of one template."""

    def __init__(
        self,
        macros: Macros,
        settings: Settings,
        template: Template,
        *,
        package: str,
        name: str,
        file: str,
        around: Mapping[str, Any],
        incremental: bool,
        references: References,
    ) -> None:
        self.macros = macros
        self.settings: Settings = settings
        self.package = package
        self.name = name
        self.file = file
        self.budget: Budget = Budget()
        self.config: ModelConfig = ModelConfig(around)
        self.unanswered = Asked()
        self.faults: list[tuple[str, int]] = []
        self.asked_incremental = False
        self._incremental = incremental
        self._references = references
        self._names: dict[str, Any] = {}
        self._routines: dict[tuple[str, str, str], Any] = {}
        self._packages = [(macros, package)]
        self._asked_macros: set[tuple[str, str]] = set()
        self._asked_variables: set[tuple[str, str]] = set()
        self._asked_relations: set[Reference] = set()
        self._stand_ins = StandIns(settings.adapter, self.budget)
        self.adapter: Adapter = Adapter(settings.adapter, self._dispatch, self._columns, self.asked)
        self._interpreter = Interpreter(
            template, self.budget, self.find, self._unknown_macro, self._failed
        )

    def sql(self, body: Sequence[nodes.Node]) -> str:
        """What the template makes.

        Raises:
            Exhausted: it costs more than a template may.
        """
        return without_end(self._stand_ins.settled(self._interpreter.rendered(body)))

    def value(self, body: Sequence[nodes.Node]) -> Any:
        """The value of a template that is one expression, else the text it makes."""
        return self._interpreter.single(body)

    def call(self, macro: str, *args: Any) -> Any:
        """The result of a macro as a model of this package would find it; None without one."""
        found = self.find(macro)
        return None if isinstance(found, Undefined) else found(*args)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Unknown macros of which nothing is in the SQL."""
        return tuple(sorted(self._stand_ins.dropped - {_FAILED}))

    @property
    def at(self) -> int:
        """The offset in the model's file of what is carried out."""
        return self._interpreter.at

    @property
    def dependencies(self) -> Dependencies:
        """What was asked for."""
        return Dependencies(
            tuple(sorted(self._asked_macros)),
            tuple(sorted(self._asked_variables)),
            tuple(sorted(self._asked_relations, key=repr)),
        )

    # What stands under a name.

    def find(self, name: str) -> Any:
        """What a name means that the template has not set: dbt's order."""
        if name in self._names and len(self._packages) == 1:
            return self._names[name]
        found = self._find(name)
        if len(self._packages) == 1:
            self._names[name] = found
        return found

    def _find(self, name: str) -> Any:
        within, its_package = self._packages[-1]
        if within is not self.macros and (found := self._stub(its_package, name)):
            return found
        for package in dict.fromkeys((self.package, self.macros.root)):
            if found := self._macro(package, name):
                return found
        try:
            return given(name, self)
        except KeyError:
            pass
        if name in self.macros.packages or name in stubs().packages:
            return _Package(name, self._of_package)
        if found := self._macro(its_package, name):
            return found
        return self._stub("dbt", name) or Undefined(name=name)

    def _of_package(self, package: str, name: str) -> Any:
        found = self._macro(package, name) or self._stub(package, name)
        return found or Undefined(name=f"{package}.{name}")

    def _macro(self, package: str, name: str) -> Any:
        self._asked_macros.add((package, name))
        return self._routine(self.macros, package, name)

    def _stub(self, package: str, name: str) -> Any:
        return self._routine(stubs(), package, name)

    def _routine(self, macros: Macros, package: str, name: str) -> Any:
        key = ("" if macros is self.macros else "stub", package, name)
        if key not in self._routines:
            try:
                macro = macros.find(package, name)
            except BrokenMacro:
                self.fault("this macro cannot be read:", name)
                macro = None
            self._routines[key] = (
                None
                if macro is None
                else _Macro(self, macros, macro, self._interpreter.routine(macro.node))
            )
        return self._routines[key]

    def stand_in(self, macro: Macro) -> Any:
        """Our own macro for one of a package, None when it is our own already or there is none."""
        found = self._stub(macro.package, macro.name)
        return None if found is None or found.macro is macro else found

    @contextmanager
    def within(self, macros: Macros, macro: Macro) -> Iterator[None]:
        """A macro is carried out: its own package's macros are found, too."""
        self._packages.append((macros, macro.package))
        try:
            yield
        finally:
            self._packages.pop()

    def _dispatch(
        self, macro_name: Any, macro_namespace: Any = None, packages: Any = None, **_: Any
    ) -> Any:
        """`adapter.dispatch`: the macro for this adapter; the project's own go first."""
        name = str(macro_name)
        namespace = None if macro_namespace is None else str(macro_namespace)
        own = (self.package, self.macros.root)
        if namespace is None:
            order = [*own, self._packages[-1][1]]
        else:
            order = list(self.settings.dispatch.get(namespace, (*own[1:], namespace)))
        for package in dict.fromkeys(order):
            for prefix in prefixes(self.settings.adapter):
                if found := self._macro(package, prefix + name):
                    return found
        for package in dict.fromkeys((namespace or "dbt", "dbt")):
            for word in (*(prefix + name for prefix in prefixes(self.settings.adapter)), name):
                if found := self._stub(package, word):
                    return found
        return Undefined(name=name if namespace is None else f"{namespace}.{name}")

    # What only others can tell.

    def asked(self, what: str) -> Unknown:
        """A question that only the database answers."""
        self.unanswered.database.append((what, self.at))
        return Unknown(f"dbt_answer_{len(self.unanswered.database)}")

    def _unknown_macro(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        self.unanswered.macros.append((name, self.at))
        caller = kwargs.pop("caller", None)
        return caller() if caller is not None else self._stand_ins.call(name, args, kwargs)

    def _failed(self, fault: Exception) -> Unknown:
        self.fault(_words(fault))
        return self._stand_ins.call(_FAILED, [], {})

    def fault(self, why: str, name: str = "") -> None:
        """Something went wrong, where the template is now."""
        self.faults.append((f'{why} "{name}"' if name else why, self.at))

    # Tables.

    def ref(self, *args: Any, v: Any = None, version: Any = None, **_: Any) -> Relation:
        """`ref('model')`, `ref('package', 'model', v=2)`."""
        names = [str(arg) for arg in args]
        if len(names) not in (1, 2):
            raise Refused("ref takes the name of a model, and before it that of a package")
        number = version if version is not None else v
        return self._relation(
            Reference(
                kind="ref",
                name=names[-1],
                package=names[0] if len(names) == 2 else None,
                version=None if number is None else str(number),
            )
        )

    def source(self, *args: Any, **_: Any) -> Relation:
        """`source('source', 'table')`."""
        if len(args) != 2:
            raise Refused("source takes the name of a source and that of a table")
        return self._relation(Reference(kind="source", name=str(args[1]), source_name=str(args[0])))

    def this(self) -> Relation:
        """`this`: the model's own table."""
        return self._relation(Reference(kind="this", name=self.name, package=self.package))

    def _relation(self, reference: Reference) -> Relation:
        placeholder = self._references.placeholder(reference)
        schema = reference.source_name or self.settings.schema
        return Relation(self.settings.database, schema, reference.name, reference, placeholder)

    def node(self, kind: str, version: str | None) -> Names:
        """The model as macros for names are given it."""
        return model(self, kind, version)

    def _columns(self, table: Any) -> Sequence[tuple[str, str]] | None:
        if not isinstance(table, Relation) or table.reference is None:
            return None
        self._asked_relations.add(table.reference)
        return self.settings.columns(table.reference) if self.settings.columns else None

    def known_columns(self, table: Any, left_out: Any = ()) -> list[str] | None:
        """The columns of a table but some, None when nobody knows them; for our own macros."""
        found = self._columns(table)
        if found is None:
            return None
        without = {str(name).lower() for name in left_out}
        return [name for name, _type in found if name.lower() not in without]

    def is_incremental(self) -> bool:
        """`is_incremental()`; that it was asked decides whether the model is rendered twice."""
        self.asked_incremental = True
        return self._incremental

    # Variables and descriptions.

    def variable(self, name: str, absent: Any) -> Any:
        """A variable's value: the package's own first, then the project's, as a copy."""
        found = absent
        for package in dict.fromkeys((self.package, self._packages[-1][1])):
            self._asked_variables.add((package, name))
            found = variable(self.settings.variables, package, name, absent)
            if isinstance(found, str):
                return self._rendered_variable(found)
            if found is not absent:
                return copy.deepcopy(found)
        self.unanswered.variables.append((name, self.at))
        return found

    def _rendered_variable(self, text: str) -> str:
        """A variable's text, which may be a template itself."""
        if "{{" not in text and "{%" not in text:
            return text
        try:
            template = parse(normal(text), own=False)
        except Unreadable:
            raise Refused("the value of a variable is no template that can be read") from None
        return self._interpreter.inner(template.body)

    def doc(self, *names: Any) -> str:
        """`doc('name')`, `doc('package', 'name')`: a block of documentation."""
        own = ".".join(str(name) for name in names)
        docs = self.settings.docs
        return docs.get(own) or docs.get(f"{self.package}.{own}") or ""


class _Package(Offered):
    """A package's macros: `dbt_utils.star`."""

    __slots__ = ("_find", "_name")

    def __init__(self, name: str, find: Callable[[str, str], Any]) -> None:
        self._name = name
        self._find = find

    def attribute(self, name: str) -> Any:
        """A macro of the package; one that it does not have is not there."""
        return self._find(self._name, name)

    def __getitem__(self, name: Any) -> Any:
        return self._find(self._name, str(name))


class _Macro(Offered):
    """A macro of a file as templates call it.

    Where one of a package fails, or asks what only a database knows, ours stands in, if there is
    one: it gives what is true of any answer.
    """

    __slots__ = ("_macros", "_rendering", "_routine", "macro")

    def __init__(
        self, rendering: Rendering, macros: Macros, macro: Macro, routine: Routine
    ) -> None:
        self._rendering = rendering
        self._macros = macros
        self._routine = routine
        self.macro = macro

    def __str__(self) -> str:
        return f"<macro {self.macro.name}>"

    __repr__ = __str__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        rendering = self._rendering
        stand_in = rendering.stand_in(self.macro)
        with rendering.within(self._macros, self.macro):
            if stand_in is None:
                return self._routine(*args, **kwargs)
            known = len(rendering.unanswered.database), len(rendering.unanswered.macros)
            try:
                made = self._routine(*args, **kwargs)
            except FAULTS:
                pass
            else:
                if known == (len(rendering.unanswered.database), len(rendering.unanswered.macros)):
                    return made
            del rendering.unanswered.database[known[0] :]
            del rendering.unanswered.macros[known[1] :]
            return stand_in(*args, **kwargs)


def _words(fault: Exception) -> str:
    """What went wrong, without a word of the template."""
    if isinstance(fault, Refused):
        return str(fault)
    if isinstance(fault, RecursionError):
        return "it is nested too deeply"
    if isinstance(fault, MemoryError):
        return "it needs too much memory"
    return f"an expression in it cannot be computed ({type(fault).__name__})"


__all__ = ["Asked", "Columns", "Rendering", "Returned", "Settings"]
