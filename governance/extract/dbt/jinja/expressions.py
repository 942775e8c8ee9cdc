"""The expressions of templates: from a node of Jinja's tree to its value."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.runtime import Undefined

from governance.extract.dbt.jinja.budget import Budget, Exhausted
from governance.extract.dbt.jinja.offered import Offered, Unknown
from governance.extract.dbt.jinja.relations import Relation
from governance.extract.dbt.jinja.sandbox import Refused, Sandbox
from governance.extract.dbt.jinja.text import Text, joined

_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
    nodes.FloorDiv: operator.floordiv,
    nodes.Mod: operator.mod,
    nodes.Pow: operator.pow,
}
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda item, items: item in items,
    "notin": lambda item, items: item not in items,
}
_ABSENT = object()


class Scope:
    """Names that a template has set, and the scope around them."""

    __slots__ = ("names", "outer")

    def __init__(self, names: dict[str, Any], outer: Scope | None) -> None:
        self.names = names
        self.outer = outer

    def find(self, name: str) -> Any:
        """What a name stands for here; `_ABSENT` when nobody has set it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name, _ABSENT)
            if found is not _ABSENT:
                return found
            scope = scope.outer
        return _ABSENT


class Namespace(Offered):
    """`namespace(...)`: what `set` may change from within a loop."""

    __slots__ = ("values",)

    def __init__(self, *args: Any, **values: Any) -> None:
        self.values: dict[str, Any] = dict(*args, **values)

    def attribute(self, name: str) -> Any:
        """The value of that name."""
        return self.values[name]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class Expressions:
    """Values of expressions, for `Interpreter`."""

    at: int
    own: bool

    def __init__(
        self,
        budget: Budget,
        given: Callable[[str], Any],
        unknown: Callable[[str, list[Any], dict[str, Any]], Any],
    ) -> None:
        self.budget = budget
        self.sandbox = Sandbox(budget)
        self._given = given
        self._unknown = unknown
        self._values: dict[type, Callable[[Any, Scope], Any]] = {
            nodes.Const: self._const,
            nodes.TemplateData: self._data,
            nodes.Name: self._name,
            nodes.NSRef: self._namespaced,
            nodes.Call: self._call,
            nodes.Getattr: self._getattr,
            nodes.Getitem: self._getitem,
            nodes.Slice: self._slice,
            nodes.Filter: self._filter,
            nodes.Test: self._test,
            nodes.List: self._list,
            nodes.Tuple: self._tuple,
            nodes.Dict: self._dict,
            nodes.CondExpr: self._condition,
            nodes.Compare: self._compare,
            nodes.Concat: self._concat,
            nodes.And: self._and,
            nodes.Or: self._or,
            nodes.Not: lambda node, scope: not self.value(node.node, scope),
            nodes.Neg: lambda node, scope: -self.value(node.node, scope),
            nodes.Pos: lambda node, scope: +self.value(node.node, scope),
            **dict.fromkeys(_ARITHMETIC, self._arithmetic),
        }

    def value(self, node: nodes.Node | None, scope: Scope) -> Any:
        """The value of an expression.

        Raises:
            Exhausted: it costs more than a template may.
            Refused: it does what a template may not do.
        """
        self.budget.step()
        work = self._values.get(type(node))
        if work is None:
            raise Refused("it uses an expression that is not for templates")
        return work(node, scope)

    def text(self, value: Any) -> str:
        """A value as it is written out; what is not there is nothing."""
        if isinstance(value, str):
            return value
        if isinstance(value, Undefined):
            return ""
        return self.sandbox.written(value)

    def assign(self, target: nodes.Node, value: Any, scope: Scope) -> None:
        """Set a name, a namespace's attribute, or several of them at once."""
        if isinstance(target, nodes.Name):
            scope.names[target.name] = value
        elif isinstance(target, nodes.NSRef):
            holder = self._look_up(target.name, scope)
            if isinstance(holder, Namespace):
                holder.values[target.attr] = value
            elif not isinstance(holder, Unknown):
                raise Refused("it sets an attribute of something that is no namespace")
        elif isinstance(target, nodes.Tuple):
            if isinstance(value, Unknown):
                values: list[Any] = [value] * len(target.items)
            else:
                values = self.listed(value)
                if len(values) != len(target.items):
                    raise Refused("it takes apart a value of another length")
            for inner, item in zip(target.items, values, strict=True):
                self.assign(inner, item, scope)
        else:
            raise Refused("it sets something that cannot be set")

    def listed(self, items: Any) -> list[Any]:
        """The items of a value."""
        if hasattr(items, "__len__"):
            self.budget.listing(len(items))
        return list(items)

    def _look_up(self, name: str, scope: Scope) -> Any:
        found = scope.find(name)
        if found is _ABSENT:
            found = self._given(name)
        return found

    def _const(self, node: nodes.Const, scope: Scope) -> Any:
        return node.value

    def _data(self, node: nodes.TemplateData, scope: Scope) -> Any:
        return node.data

    def _name(self, node: nodes.Name, scope: Scope) -> Any:
        return self._look_up(node.name, scope)

    def _namespaced(self, node: nodes.NSRef, scope: Scope) -> Any:
        return self.sandbox.getattr(self._look_up(node.name, scope), node.attr)

    def _getattr(self, node: nodes.Getattr, scope: Scope) -> Any:
        return self.sandbox.getattr(self.value(node.node, scope), node.attr)

    def _getitem(self, node: nodes.Getitem, scope: Scope) -> Any:
        holder = self.value(node.node, scope)
        return self.sandbox.getitem(holder, self.value(node.arg, scope))

    def _slice(self, node: nodes.Slice, scope: Scope) -> slice:
        start, stop, step = (
            None if part is None else self.value(part, scope)
            for part in (node.start, node.stop, node.step)
        )
        return slice(start, stop, step)

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        return self.called(node, scope, None)

    def called(self, node: nodes.Call, scope: Scope, caller: Any) -> Any:
        """The result of a call; `caller` is the body of a `{% call %}` around it, or None."""
        function = self.value(node.node, scope)
        args, kwargs = self._arguments(node, scope)
        if caller is not None:
            kwargs["caller"] = caller
        if isinstance(function, Undefined):
            return self._unknown(str(function._undefined_name or "macro"), args, kwargs)
        if self.own and getattr(function, "wants_places", False):
            function.see(node)
        return self.sandbox.invoke(function, args, kwargs)

    def _arguments(self, node: Any, scope: Scope) -> tuple[list[Any], dict[str, Any]]:
        args = [self.value(arg, scope) for arg in node.args]
        if node.dyn_args is not None:
            args.extend(self.listed(self.value(node.dyn_args, scope)))
        kwargs = {pair.key: self.value(pair.value, scope) for pair in node.kwargs}
        if node.dyn_kwargs is not None:
            more = self.value(node.dyn_kwargs, scope)
            kwargs.update(more if isinstance(more, dict) else {})
        return args, kwargs

    def _filter(self, node: nodes.Filter, scope: Scope) -> Any:
        return self._filtered(node, self.value(node.node, scope), scope)

    def filtered(self, node: nodes.Filter, value: Any, scope: Scope) -> Any:
        """A text after the filters of a block, the innermost first."""
        if isinstance(node.node, nodes.Filter):
            value = self.filtered(node.node, value, scope)
        return self._filtered(node, value, scope)

    def _filtered(self, node: nodes.Filter, value: Any, scope: Scope) -> Any:
        args, kwargs = self._arguments(node, scope)
        if isinstance(value, Unknown) and node.name not in ("default", "d", "length", "count"):
            return value
        return self.sandbox.use(node.name, value, args, kwargs)

    def _test(self, node: nodes.Test, scope: Scope) -> Any:
        value = self.value(node.node, scope)
        args, kwargs = self._arguments(node, scope)
        return self.sandbox.holds(node.name, value, args, kwargs)

    def _list(self, node: nodes.List, scope: Scope) -> list[Any]:
        return [self.value(item, scope) for item in node.items]

    def _tuple(self, node: nodes.Tuple, scope: Scope) -> tuple[Any, ...]:
        return tuple([self.value(item, scope) for item in node.items])

    def _dict(self, node: nodes.Dict, scope: Scope) -> dict[Any, Any]:
        made = {}
        for pair in node.items:
            key = self.value(pair.key, scope)
            self.budget.weigh(key)
            made[key] = self.value(pair.value, scope)
        return made

    def _condition(self, node: nodes.CondExpr, scope: Scope) -> Any:
        if self.value(node.test, scope):
            return self.value(node.expr1, scope)
        if node.expr2 is None:
            return Undefined()
        return self.value(node.expr2, scope)

    def _compare(self, node: nodes.Compare, scope: Scope) -> Any:
        left = self.value(node.expr, scope)
        result: Any = True
        for operand in node.ops:
            right = self.value(operand.expr, scope)
            if isinstance(right, Undefined) and operand.op in ("in", "notin"):
                right = ()
            self.budget.weigh(left, right)
            result = _COMPARISONS[operand.op](left, right)
            if not result:
                return result
            left = right
        return result

    def _concat(self, node: nodes.Concat, scope: Scope) -> str:
        parts = [self.text(self.value(part, scope)) for part in node.nodes]
        self.budget.making(sum(map(len, parts)))
        return joined(parts)

    def _and(self, node: nodes.And, scope: Scope) -> Any:
        left = self.value(node.left, scope)
        return self.value(node.right, scope) if left else left

    def _or(self, node: nodes.Or, scope: Scope) -> Any:
        left = self.value(node.left, scope)
        return left if left else self.value(node.right, scope)

    def _arithmetic(self, node: nodes.BinExpr, scope: Scope) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        kind = type(node)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            if kind is nodes.Add and (isinstance(left, str) or isinstance(right, str)):
                return str(left) + str(right)
            return left if isinstance(left, Unknown) else right
        if isinstance(left, (str, list, tuple)) or isinstance(right, (str, list, tuple)):
            return self._of_sequences(kind, left, right)
        if isinstance(left, int) and isinstance(right, int):
            self._number(kind, left, right)
        return _ARITHMETIC[kind](left, right)

    def _of_sequences(self, kind: type, left: Any, right: Any) -> Any:
        if kind is nodes.Mod and isinstance(left, str):
            return self.sandbox.percent(left, right)
        if kind is nodes.Add:
            if isinstance(left, Relation) or isinstance(right, Relation):
                left, right = str(left), str(right)
            if isinstance(left, str) and isinstance(right, str):
                self.budget.making(len(left) + len(right))
                return joined([left, right])
            if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
                self.budget.listing(len(left) + len(right))
        if kind is nodes.Mul:
            size, times = (left, right) if isinstance(right, int) else (right, left)
            if isinstance(size, (str, list, tuple)) and isinstance(times, int):
                whole = len(size) * max(0, times)
                (self.budget.making if isinstance(size, str) else self.budget.listing)(whole)
        return _ARITHMETIC[kind](left, right)

    def _number(self, kind: type, left: int, right: int) -> None:
        if kind is nodes.Pow:
            self.budget.number(left.bit_length() * max(1, min(abs(right), 100_000)))
        elif kind is nodes.Mul:
            self.budget.number(left.bit_length() + right.bit_length())


__all__ = ["Exhausted", "Expressions", "Namespace", "Scope", "Text"]
