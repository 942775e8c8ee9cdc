"""The templates of one project: their renderer is made when one has to be rendered.

Most runs render nothing: models are kept (see `models`), and so are the few texts with Jinja that
stand in YAML, and the names that a project's own `generate_schema_name` and its like give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from governance.cache import Cache, key
from governance.engine import stamp
from governance.extract.dbt.jinja.dependencies import Dependencies, state
from governance.extract.dbt.jinja.macros import Macros
from governance.extract.dbt.naming import usual_schema
from governance.extract.dbt.project import Node, Project
from governance.sql.dialect import Dialect

if TYPE_CHECKING:
    from governance.extract.dbt.jinja.render import Renderer


class Templates:
    """What Jinja of a project says, each text once."""

    def __init__(self, project: Project, dialect: Dialect, cache: Cache) -> None:
        self._project = project
        self._dialect = dialect
        self._cache = cache
        self._usual = usual_schema(project)
        self._known: dict[str, Any] | None = None
        self._grown = False

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer itself; it brings Jinja."""
        from governance.extract.dbt.jinja.render import Renderer

        project = self._project
        return Renderer(
            self._macros,
            project=project.name,
            adapter=self.adapter,
            variables=self._variables,
            schema=project.schema,
            database=project.database,
            dispatch=project.dispatch,
        )

    @cached_property
    def _macros(self) -> Macros:
        return Macros(self._project.macros, self._project.name)

    @cached_property
    def _variables(self) -> Mapping[str, Any]:
        """The variables of the project, and in a mapping under its name what each package sees."""
        project = self._project
        packages = {name: project.variables_of(name) for name in project.packages}
        return {**project.variables, **packages}

    @property
    def adapter(self) -> str:
        """The engine, in dbt's word."""
        return self._project.adapter or self._dialect.name

    @cached_property
    def environment(self) -> str:
        """The digest of what a text may depend on beside macros and variables."""
        project = self._project
        places = (self.adapter, str(project.schema), str(project.database))
        return key("dbt", stamp(), self._dialect.mark, project.name, *places)

    def schema_of(self, node: Node, asked: str | None) -> str:
        """The schema of a model that asks for one, by the project's own macro where it has one."""
        return self._generated("schema", node, asked) or self._usual(asked)

    def database_of(self, node: Node, asked: str | None) -> str | None:
        """The database of a model, the same way; without such a macro the one it asks for."""
        return self._generated("database", node, asked) or asked

    def alias_of(self, node: Node, asked: str | None) -> str | None:
        """The name of a model's table, the same way; None without such a macro."""
        return self._generated("alias", node, asked)

    def _generated(self, what: str, node: Node, asked: str | None) -> str | None:
        """What the project's own `generate_schema_name`, or its like, says."""
        if what not in self._own_names:
            return None

        def generated() -> str | None:
            from governance.extract.dbt.jinja.render import GeneratedFor

            about = GeneratedFor(node.package, node.name, node.kind, node.file or "")
            named = getattr(self.renderer, f"{what}_name")
            return str(said) if (said := named(asked, about)) else None

        said = self._once(f"{what}\0{node.id}\0{asked}", generated)
        return str(said) if said else None

    def state(self, needs: Dependencies) -> tuple[str, ...]:
        """What a rendering that asked for these would be given now."""
        return state(needs, self._macros, self._variables)

    def value(self, text: str) -> Any:
        """What a text of the YAML with Jinja in it says."""
        package = self._project.name
        return self._once(f"value\0{text}", lambda: self.renderer.value(text, package=package))

    def keep(self) -> None:
        """Keep what was rendered."""
        if self._grown and self._known is not None:
            self._cache.put({self.texts: json.dumps(self._known)})
            self._grown = False

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """Of schema, database and alias those that a macro of the project itself gives."""
        texts = [macro.text for macro in self._project.macros]
        kinds = ("schema", "database", "alias")
        return frozenset(
            kind for kind in kinds if any(f"generate_{kind}_name" in text for text in texts)
        )

    @cached_property
    def texts(self) -> str:
        """The digest of all that the value of a text may depend on."""
        variables = json.dumps(
            [self._project.variables, self._project.packages], default=str, sort_keys=True
        )
        macros = sorted(f"{macro.path}\0{macro.key}" for macro in self._project.macros)
        return key("dbt-texts", self.environment, variables, *macros)

    def _once(self, name: str, work: Any) -> Any:
        if self._known is None:
            text = self._cache.get([self.texts]).get(self.texts)
            try:
                found = json.loads(text) if text is not None else {}
            except ValueError:
                found = {}
            self._known = found if isinstance(found, dict) else {}
        if name not in self._known:
            self._known[name] = _plain(work())
            self._grown = True
        return self._known[name]


def _plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError):
        return str(value)
