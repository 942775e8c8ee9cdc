"""dbt models, snapshots and YAML strings rendered without dbt.

    renderer = Renderer(Macros(files, "shop"), project="shop", adapter="snowflake", variables={},
                        schema=None, database=None)
    rendered = renderer.model(text, package="shop", name="customers", file="models/customers.sql")

How a model is rendered, where dbt would need a database or a person's own profile:

- `target` is production. `execute` is true. The environment is never read: `env_var` gives its
  default or the variable's own name.
- `is_incremental()` is false. Where a model asks it, it is rendered once more with true, and if
  that gives other SQL it stands in `Rendered.also`: both are the model.
- What a query would answer is one unknown value: a loop over it runs once.
- A macro that nobody knows is a call of an unknown function of its arguments, in FROM the rows of
  the tables it was given, on a line of its own nothing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from jinja2 import nodes
from msgspec import Struct

from governance.extract.dbt.jinja.budget import Exhausted
from governance.extract.dbt.jinja.config import plain
from governance.extract.dbt.jinja.dependencies import Dependencies, state
from governance.extract.dbt.jinja.interpreter import FAULTS, Returned
from governance.extract.dbt.jinja.macros import Macros
from governance.extract.dbt.jinja.relations import Reference, References
from governance.extract.dbt.jinja.rendering import Columns, Rendering, Settings
from governance.extract.dbt.jinja.template import SNAPSHOT, Template, Unreadable, normal, parse
from governance.extract.dbt.jinja.text import Origins
from governance.model.judgement import Problem
from governance.model.location import Location
from governance.sql.place import Lines

_MOST_PROBLEMS = 20
"""Of one template; more would say no more."""
_UNKNOWN = ("dbt_target_", "dbt_answer_", "dbt_var_", "dbt_unknown_")

__all__ = [
    "Dependencies",
    "GeneratedFor",
    "Macros",
    "Reference",
    "Rendered",
    "Renderer",
    "Unanswered",
]


class Unanswered(Struct, frozen=True):
    """Something a template asked for that nothing here could tell."""

    what: str
    location: Location


class GeneratedFor(Struct, frozen=True):
    """What a project's macros for names are told of a model, snapshot, seed or test."""

    package: str
    name: str
    kind: str = "model"
    file: str = ""
    version: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A template rendered.

    `sql` is what it makes; `references[N]` is the table that stands in it as `dbt_ref_N`, in any
    case of letters. `place` tells where its characters stand in the model's file. `config` is
    what its own calls of `config` say; `config_places` has the call's place under "", a setting's
    under its name, and a key's in a mapping under `meta.owner`.

    `introspective` are questions to the database, `unknown_macros` and `unknown_variables` names
    that nobody knows: where there are any, names of columns may be missing or made up
    (`dbt_answer_1`), and what data does is taken at its worst. `dropped` are unknown macros of
    which nothing is in `sql`: what they would have added is not known. `problems` are faults: what
    is in `sql` then is a part. `also` are further renderings that are just as much the model, see
    the module; they share `references`, and their `config` and `problems` are already in this one.
    """

    sql: str
    references: tuple[Reference, ...] = ()
    place: Origins = field(default_factory=lambda: Origins("", Lines("")), compare=False)
    config: Mapping[str, Any] = field(default_factory=dict)
    config_places: Mapping[str, Location] = field(default_factory=dict)
    used: Dependencies = field(default_factory=Dependencies)
    introspective: tuple[Unanswered, ...] = ()
    unknown_macros: tuple[Unanswered, ...] = ()
    unknown_variables: tuple[Unanswered, ...] = ()
    dropped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    also: tuple[Rendered, ...] = ()


class Renderer:
    """Renders the templates of one project; not for several threads at once.

    `variables` are the `vars` of `dbt_project.yml`: the project's own under their name, a
    package's in a mapping under the package's. `columns` tells the columns of a table where they
    are known. `dispatch` is `dispatch:` of `dbt_project.yml`: namespace → packages to search.
    `docs` are the blocks of documentation under `name` or `package.name`. `now` is the time that
    templates are told, midnight of today unless given.
    """

    def __init__(
        self,
        macros: Macros,
        *,
        project: str,
        adapter: str,
        variables: Mapping[str, Any],
        schema: str | None,
        database: str | None,
        columns: Columns | None = None,
        dispatch: Mapping[str, Sequence[str]] | None = None,
        docs: Mapping[str, str] | None = None,
        now: datetime.datetime | None = None,
    ) -> None:
        self._macros = macros
        today = datetime.datetime.now(datetime.UTC).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        self._settings = Settings(
            project,
            adapter,
            variables,
            schema,
            database,
            columns,
            dispatch or {},
            docs or {},
            now or today,
        )

    def model(
        self,
        text: str,
        *,
        package: str,
        name: str,
        file: str,
        config: Mapping[str, Any] | None = None,
    ) -> Rendered:
        """A model. `config` is what the project's YAML says of it, for templates that ask."""
        text = normal(text)
        lines = Lines(text)
        try:
            template = parse(text, own=True)
        except Unreadable as error:
            return _unreadable(error, file, lines)
        return self._twice(template, template.body, package, name, file, lines, config or {})

    def snapshots(self, text: str, *, package: str, file: str) -> Sequence[tuple[str, Rendered]]:
        """The `{% snapshot %}` blocks of a file, each by its name.

        A file that cannot be read is one snapshot without a name, which holds the problem.
        """
        text = normal(text)
        lines = Lines(text)
        try:
            template = parse(text, own=True)
        except Unreadable as error:
            return [("", _unreadable(error, file, lines))]
        around = [
            node for node in template.body if not isinstance(node, (nodes.Block, nodes.Output))
        ]
        found = []
        for node in template.body:
            if isinstance(node, nodes.Block) and node.name.startswith(SNAPSHOT):
                name = node.name.removeprefix(SNAPSHOT)
                body = (*around, *node.body)
                found.append((name, self._twice(template, body, package, name, file, lines, {})))
        return found

    def value(self, text: str, *, package: str) -> Any:
        """A string of the project's YAML: the value of a lone expression, else the text it makes.

        None when it cannot be told (a syntax error, a variable without a value).
        """
        if "{" not in text:
            return text
        try:
            template = parse(normal(text), own=False)
        except Unreadable:
            return None
        rendering = self._rendering(template, package, "", "", {}, False, References())
        try:
            made = rendering.value(template.body)
        except (*FAULTS, Exhausted, Returned):
            return None
        asked = rendering.unanswered
        if rendering.faults or asked.database or asked.macros or asked.variables:
            return None
        return plain(made)

    def schema_name(self, custom: str | None, node: GeneratedFor) -> str | None:
        """The schema of a model: the project's `generate_schema_name`, or dbt's.

        `custom` is the model's `schema` setting. None when it takes the target's schema, and that
        is not known.
        """
        return self._generated("generate_schema_name", custom, node)

    def database_name(self, custom: str | None, node: GeneratedFor) -> str | None:
        """The database of a model: the project's `generate_database_name`, or dbt's."""
        return self._generated("generate_database_name", custom, node)

    def alias_name(self, custom: str | None, node: GeneratedFor) -> str | None:
        """The table's name of a model: the project's `generate_alias_name`, or dbt's."""
        return self._generated("generate_alias_name", custom, node)

    def state(self, dependencies: Dependencies) -> str:
        """What a rendering that asked for these is given today, as a key: other if they change."""
        settings = self._settings
        parts = [settings.project, settings.adapter, str(settings.schema), str(settings.database)]
        parts += state(dependencies, self._macros, settings.variables, settings.columns)
        return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def _rendering(
        self,
        template: Template,
        package: str,
        name: str,
        file: str,
        around: Mapping[str, Any],
        incremental: bool,
        references: References,
    ) -> Rendering:
        return Rendering(
            self._macros,
            self._settings,
            template,
            package=package,
            name=name,
            file=file,
            around=around,
            incremental=incremental,
            references=references,
        )

    def _twice(
        self,
        template: Template,
        body: Sequence[nodes.Node],
        package: str,
        name: str,
        file: str,
        lines: Lines,
        around: Mapping[str, Any],
    ) -> Rendered:
        references = References()
        report = _Report(template, file, lines)
        made: list[tuple[Rendering, str]] = []
        for incremental in (False, True):
            rendering = self._rendering(
                template, package, name, file, around, incremental, references
            )
            sql = report.sql(rendering, body)
            if not made or sql != made[0][1]:
                made.append((rendering, sql))
            if not rendering.asked_incremental:
                break
        listed = references.listed()
        also = tuple(report.rendered(rendering, sql, listed) for rendering, sql in made[1:])
        return report.rendered(*made[0], listed, also)

    def _generated(self, macro: str, custom: str | None, node: GeneratedFor) -> str | None:
        rendering = self._rendering(
            Template((), (), ()),
            node.package,
            node.name,
            node.file,
            node.config,
            False,
            References(),
        )
        try:
            made = rendering.call(macro, custom, rendering.node(node.kind, node.version))
        except (*FAULTS, Exhausted):
            return None
        text = "" if made is None else str(plain(made)).strip()
        return None if not text or any(word in text for word in _UNKNOWN) else text


class _Report:
    """What renderings of one file say of themselves, with places."""

    def __init__(self, template: Template, file: str, lines: Lines) -> None:
        self._template = template
        self._file = file
        self._lines = lines
        self._faults: dict[tuple[str, int], None] = {}

    def sql(self, rendering: Rendering, body: Sequence[nodes.Node]) -> str:
        """What a template makes; "" when it costs too much, which is a problem."""
        try:
            sql = rendering.sql(body)
        except Exhausted as error:
            rendering.fault(f"{error}, so it is not read")
            sql = ""
        for fault in rendering.faults:
            self._faults.setdefault(fault)
        return sql

    def rendered(
        self,
        rendering: Rendering,
        sql: str,
        references: tuple[Reference, ...],
        also: tuple[Rendered, ...] = (),
    ) -> Rendered:
        """One rendering."""
        asked = rendering.unanswered
        return Rendered(
            sql=str(sql),
            references=references,
            place=Origins(sql, self._lines),
            config={key: plain(value) for key, value in rendering.config.said.items()},
            config_places={
                key: Location(self._file, *self._lines.at(offset)) if key else self.at(offset)
                for key, offset in rendering.config.offsets.items()
            },
            used=rendering.dependencies,
            introspective=self._unanswered(asked.database),
            unknown_macros=self._unanswered(asked.macros),
            unknown_variables=self._unanswered(asked.variables),
            dropped=rendering.dropped,
            problems=tuple(self._problems()),
            also=also,
        )

    def _problems(self) -> Iterator[Problem]:
        """Each fault once; those alike are told apart by their order."""
        alike: Counter[str] = Counter()
        for why, offset in [*self._faults][:_MOST_PROBLEMS]:
            alike[why] += 1
            mark = f"dbt:render:{self._file}:{why}:{alike[why]}"
            message = f"this template cannot be rendered: {why}"
            yield Problem(self._file, message, mark, self.at(offset))

    def at(self, offset: int) -> Location:
        """The place of the tag around an offset."""
        start, stop = self._template.tag(offset)
        return Location(self._file, *self._lines.span(start, max(start, stop - 1)))

    def _unanswered(self, asked: list[tuple[str, int]]) -> tuple[Unanswered, ...]:
        return tuple(Unanswered(what, self.at(at)) for what, at in dict.fromkeys(asked))


def _unreadable(error: Unreadable, file: str, lines: Lines) -> Rendered:
    why = str(error)
    place = Location(file, *lines.at(error.offset))
    problem = Problem(
        file, f"this template cannot be read: {why}", f"dbt:template:{file}:{why}", place
    )
    return Rendered("", place=Origins("", lines), problems=(problem,))
