"""Templates carried out: Jinja's tree walked statement by statement, each step counted.

What the tree means is Jinja's: scopes, loops, macros, captures are as its compiler makes them
(a test holds the two against each other). Three things are different. The template's own text
keeps its places. What cannot be done is a `Fault` at its place, and the rest goes on. And what is
not there is treated as dbt treats it: it gives nothing, and an attribute of it is not there either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.runtime import LoopContext, Undefined

from governance.extract.dbt.jinja.budget import Budget, Exhausted
from governance.extract.dbt.jinja.expressions import Expressions, Scope
from governance.extract.dbt.jinja.offered import Offered, Unknown
from governance.extract.dbt.jinja.relations import Relation
from governance.extract.dbt.jinja.sandbox import Refused
from governance.extract.dbt.jinja.template import Template
from governance.extract.dbt.jinja.text import Text, joined, made_by

FAULTS = (
    ArithmeticError,
    AttributeError,
    AssertionError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    Refused,
    TemplateError,
    TypeError,
    ValueError,
)
"""What carrying out a template may raise because of the template."""


class Returned(Exception):  # noqa: N818 - dbt's way out of a macro
    """`return(value)` in a macro."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class _Left(Exception):  # noqa: N818 - the way out of a loop
    """`{% break %}`."""


class _Skipped(Exception):  # noqa: N818 - the way to a loop's next round
    """`{% continue %}`."""


class Routine(Offered):
    """A macro, or the body of a `{% call %}`, ready to be called."""

    __slots__ = ("_body", "_defaults", "_interpreter", "_own", "_parameters", "_scope", "name")

    def __init__(
        self, interpreter: Interpreter, node: nodes.Macro | nodes.CallBlock, scope: Scope, own: bool
    ) -> None:
        self.name = getattr(node, "name", "caller")
        self._interpreter = interpreter
        self._parameters = [parameter.name for parameter in node.args]
        self._defaults = node.defaults
        self._body = node.body
        self._scope = scope
        self._own = own

    def __str__(self) -> str:
        return f"<macro {self.name}>"

    __repr__ = __str__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The text it makes, or what it returns.

        Too many arguments are left aside; one too few is not there.
        """
        interpreter = self._interpreter
        budget = interpreter.budget
        names: dict[str, Any] = {"varargs": args[len(self._parameters) :]}
        scope = Scope(names, self._scope)
        names.update(zip(self._parameters, args, strict=False))
        waiting = self._parameters[len(args) :]
        without = len(self._parameters) - len(self._defaults)
        was = interpreter.own
        budget.enter()
        interpreter.own = self._own
        try:
            for name in waiting:
                at = self._parameters.index(name) - without
                if name in kwargs:
                    names[name] = kwargs.pop(name)
                elif at >= 0:
                    names[name] = interpreter.value(self._defaults[at], scope)
                else:
                    names[name] = Undefined(name=name)
            names["caller"] = kwargs.pop("caller", Undefined(name="caller"))
            names["kwargs"] = kwargs
            return interpreter.captured(self._body, scope)
        except Returned as returned:
            return returned.value
        except (_Left, _Skipped):
            raise Refused("it leaves a loop where there is none") from None
        finally:
            interpreter.own = was
            budget.leave()


class Interpreter(Expressions):
    """One template being rendered.

    `given` answers for names that the template does not set itself, `unknown` for calls of names
    that nobody knows; `failed` is told of every fault and gives what shall stand in its place.
    """

    def __init__(
        self,
        template: Template,
        budget: Budget,
        given: Callable[[str], Any],
        unknown: Callable[[str, list[Any], dict[str, Any]], Any],
        failed: Callable[[Exception], Unknown],
    ) -> None:
        super().__init__(budget, given, unknown)
        self._template = template
        self._failed = failed
        self.own = True
        """Whether what is carried out stands in the template's own file."""
        self.at = 0
        """The offset in that file of what is carried out, or of what called it."""
        self._statements: dict[type, Callable[[Any, Scope, list[str]], None]] = {
            nodes.Output: self._output,
            nodes.If: self._if,
            nodes.For: self._for,
            nodes.Assign: self._assign,
            nodes.AssignBlock: self._assign_block,
            nodes.ExprStmt: self._do,
            nodes.Macro: self._macro,
            nodes.CallBlock: self._call_block,
            nodes.FilterBlock: self._filter_block,
            nodes.With: self._with,
            nodes.Block: self._block,
            nodes.Scope: self._block,
            nodes.ScopedEvalContextModifier: self._block,
            nodes.Break: self._break,
            nodes.Continue: self._continue,
        }

    def rendered(self, body: Sequence[nodes.Node]) -> str:
        """What a template's statements make, with the places of its own text.

        Raises:
            Exhausted: it costs more than a template may.
        """
        out: list[str] = []
        try:
            self._run(body, Scope({}, None), out)
        except Returned as returned:
            out.append(self.text(returned.value))
        except (_Left, _Skipped):
            self._failed(Refused("it leaves a loop where there is none"))
        return joined(out) if out else ""

    def single(self, body: Sequence[nodes.Node]) -> Any:
        """The value of a template that is one expression, else the text it makes."""
        if len(body) == 1 and isinstance(body[0], nodes.Output) and len(body[0].nodes) == 1:
            node = body[0].nodes[0]
            if not isinstance(node, nodes.TemplateData):
                return self.value(node, Scope({}, None))
        return self.rendered(body)

    def captured(self, body: Sequence[nodes.Node], scope: Scope) -> str:
        """What statements make, as a value."""
        out: list[str] = []
        self._run(body, scope, out)
        if not out:
            return ""
        text = joined(out)
        self.budget.step(len(text.pieces) // 8 if type(text) is Text else 0)
        return text

    def inner(self, body: Sequence[nodes.Node]) -> str:
        """What the statements of a text of another file make, such as a variable's."""
        was, self.own = self.own, False
        self.budget.enter()
        try:
            return self.captured(body, Scope({}, None))
        finally:
            self.own = was
            self.budget.leave()

    def routine(self, node: nodes.Macro) -> Routine:
        """A macro of another file, ready to be called from this template."""
        return Routine(self, node, Scope({}, None), own=False)

    def _run(self, body: Sequence[nodes.Node], scope: Scope, out: list[str]) -> None:
        statements = self._statements
        step = self.budget.step
        for node in body:
            step()
            work = statements.get(type(node))
            if not self.own:
                if work is None:
                    raise Refused("it loads another template")
                work(node, scope, out)
                continue
            self.at = node.lineno
            try:
                if work is None:
                    raise Refused("it loads another template")
                work(node, scope, out)
            except FAULTS as fault:
                unknown = self._failed(fault)
                if isinstance(node, (nodes.Assign, nodes.AssignBlock)):
                    self.assign(node.target, unknown, scope)

    def _output(self, node: nodes.Output, scope: Scope, out: list[str]) -> None:
        for child in node.nodes:
            if type(child) is nodes.TemplateData:
                self.budget.making(len(child.data))
                out.append(child.data)
                continue
            if not self.own:
                text = self.text(self.value(child, scope))
                self.budget.making(len(text))
                out.append(text)
                continue
            self.at = child.lineno
            try:
                value = self.value(child, scope)
                text = self.text(value)
                if isinstance(value, Relation) and out and out[-1][-1:].isalnum():
                    text = " " + text  # a quoted name may stand glued to a word, a placeholder not
            except FAULTS as fault:
                text = str(self._failed(fault))
            if text:
                self.budget.making(len(text))
                out.append(made_by(text, *self._template.tag(child.lineno)))

    def _here(self, text: str, node: nodes.Node) -> str:
        """What a block makes, with the block's own tag for what has no place."""
        return made_by(text, *self._template.tag(node.lineno)) if self.own and text else text

    def _if(self, node: nodes.If, scope: Scope, out: list[str]) -> None:
        if self.value(node.test, scope):
            self._run(node.body, scope, out)
            return
        for branch in node.elif_:
            if self.value(branch.test, scope):
                self._run(branch.body, scope, out)
                return
        self._run(node.else_, scope, out)

    def _for(self, node: nodes.For, scope: Scope, out: list[str]) -> None:
        self._loop(node, self.value(node.iter, scope), scope, out, 0)

    def _loop(self, node: nodes.For, items: Any, scope: Scope, out: list[str], depth: int) -> None:
        def again(reciter: Any, loop_render_func: Any, depth: int = 0) -> str:
            made: list[str] = []
            self.budget.enter()
            try:
                self._loop(node, reciter, scope, made, depth)
            finally:
                self.budget.leave()
            return joined(made) if made else ""

        if isinstance(items, Undefined):
            items = ()
        if node.test is not None:
            items = list(self._chosen(node, items, scope))
        elif not hasattr(items, "__len__"):
            items = list(self._counted(items))
        loop = LoopContext(items, Undefined, again if node.recursive else None, depth)
        ran = False
        step = self.budget.step
        for item, _ in loop:
            step()
            ran = True
            names: dict[str, Any] = {}
            inner = Scope(names, scope)
            self.assign(node.target, item, inner)
            names["loop"] = loop
            try:
                self._run(node.body, inner, out)
            except _Skipped:
                continue
            except _Left:
                break
        if not ran and node.else_:
            self._run(node.else_, Scope({}, scope), out)

    def _chosen(self, node: nodes.For, items: Any, scope: Scope) -> Iterator[Any]:
        for item in self._counted(items):
            inner = Scope({}, scope)
            self.assign(node.target, item, inner)
            if node.test is None or self.value(node.test, inner):
                yield item

    def _counted(self, items: Any) -> Iterator[Any]:
        for count, item in enumerate(items):
            self.budget.step()
            if not count % 1000:
                self.budget.listing(count)
            yield item

    def _assign(self, node: nodes.Assign, scope: Scope, out: list[str]) -> None:
        self.assign(node.target, self.value(node.node, scope), scope)

    def _assign_block(self, node: nodes.AssignBlock, scope: Scope, out: list[str]) -> None:
        text: Any = self.captured(node.body, Scope({}, scope))
        if node.filter is not None:
            text = self.filtered(node.filter, text, scope)
        self.assign(node.target, text, scope)

    def _do(self, node: nodes.ExprStmt, scope: Scope, out: list[str]) -> None:
        self.value(node.node, scope)

    def _macro(self, node: nodes.Macro, scope: Scope, out: list[str]) -> None:
        scope.names[node.name] = Routine(self, node, scope, self.own)

    def _call_block(self, node: nodes.CallBlock, scope: Scope, out: list[str]) -> None:
        caller = Routine(self, node, scope, self.own)
        out.append(self._here(self.text(self.called(node.call, scope, caller)), node))

    def _filter_block(self, node: nodes.FilterBlock, scope: Scope, out: list[str]) -> None:
        text = self.captured(node.body, Scope({}, scope))
        out.append(self._here(self.text(self.filtered(node.filter, text, scope)), node))

    def _with(self, node: nodes.With, scope: Scope, out: list[str]) -> None:
        inner = Scope({}, scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self.assign(target, self.value(value, scope), inner)
        self._run(node.body, inner, out)

    def _block(self, node: nodes.Block, scope: Scope, out: list[str]) -> None:
        self._run(node.body, Scope({}, scope), out)

    def _break(self, node: nodes.Break, scope: Scope, out: list[str]) -> None:
        raise _Left

    def _continue(self, node: nodes.Continue, scope: Scope, out: list[str]) -> None:
        raise _Skipped


__all__ = ["FAULTS", "Exhausted", "Interpreter", "Returned", "Routine"]
