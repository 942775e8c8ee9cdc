"""What a rendering rests on beside its text, so that it can be kept until that changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from governance.extract.dbt.jinja.macros import Macros
from governance.extract.dbt.jinja.relations import Reference
from governance.kept import Kept


class Dependencies(Kept, frozen=True):
    """Names that were asked for, whether or not anything was found.

    `state` tells of a value of this what is found today; a result kept under the text of its model
    and that state is still true. All are sorted.
    """

    macros: tuple[tuple[str, str], ...] = ()
    """The package that was looked in, and the macro."""
    variables: tuple[tuple[str, str], ...] = ()
    """The package that asks, and the variable."""
    relations: tuple[Reference, ...] = ()
    """Tables whose columns were asked for."""


def variable(variables: Mapping[str, Any], package: str, name: str, absent: Any) -> Any:
    """The value of a variable as a package sees it."""
    own = variables.get(package)
    if isinstance(own, Mapping) and name in own:
        return own[name]
    return variables.get(name, absent)


def state(
    needs: Dependencies,
    macros: Macros,
    variables: Mapping[str, Any],
    columns: Callable[[Reference], object] | None = None,
) -> tuple[str, ...]:
    """What a rendering that asked for these is given today: other texts if that changes."""
    return (
        *(macros.key(package, name) for package, name in needs.macros),
        *(repr(variable(variables, package, name, None)) for package, name in needs.variables),
        *(repr(columns(relation) if columns else None) for relation in needs.relations),
    )
