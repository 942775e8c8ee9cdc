"""Placeholders in parsed SQL known by the tables' own names, as the query's author knows them.

`from {{ ref('customers') }} where customers.id > 1` names the table without an alias: in the
database it is called `customers`, in the rendered SQL `dbt_ref_0`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlglot import exp

from governance.extract.dbt.jinja.relations import Reference

_PLACEHOLDER = re.compile(r"dbt_ref_(\d+)", re.IGNORECASE)


def call_by_name(
    tree: exp.Expr, references: Sequence[Reference], names: Mapping[int, str] | None = None
) -> None:
    """Give each placeholder without an alias its table's own name as one, in the tree itself.

    `names` are those of tables that are called otherwise than their reference (an alias, a
    version). A column that is qualified by the placeholder (`{{ ref('customers') }}.id`) is then
    qualified by that name, too. The places of names do not change.
    """
    if not references:
        return
    for node in tree.find_all(exp.Table, exp.Column):
        if isinstance(node, exp.Table):
            name = _own(node.this, references, names)
            if name and not node.args.get("alias"):
                alias = exp.TableAlias(this=_like(node.this, name))
                node.set("alias", alias)
        else:
            name = _own(node.args.get("table"), references, names)
            if name:
                node.set("table", _like(node.args["table"], name))


def _own(
    part: exp.Expr | None, references: Sequence[Reference], names: Mapping[int, str] | None
) -> str | None:
    found = _PLACEHOLDER.fullmatch(part.name) if isinstance(part, exp.Identifier) else None
    if found is None:
        return None
    number = int(found[1])
    if names and number in names:
        return names[number]
    if number >= len(references):
        return None
    reference = references[number]
    version = reference.version
    return f"{reference.name}_v{version.replace('.', '_')}" if version else reference.name


def _like(part: exp.Expr, name: str) -> exp.Identifier:
    """An identifier of that name at the place of another."""
    made = exp.Identifier(this=name, quoted=False)
    made.meta.update(part.meta)
    return made
