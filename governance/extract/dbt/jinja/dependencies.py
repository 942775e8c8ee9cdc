"""What a rendering rests on beside its text, so that it can be kept until that changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from governance.extract.dbt.jinja.relations import Reference
from governance.kept import Kept


class Dependencies(Kept, frozen=True):
    """Names that were asked for, whether or not anything was found.

    `Renderer.state` tells of a value of this what is found today; a result kept under the text of
    its model and that state is still true. All are sorted.
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
