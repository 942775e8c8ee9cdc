"""How the places where dbt lets people configure a node unite into one configuration.

`dbt_project.yml`, folder by folder, then the YAML beside the model, then the model's own
`config()`; a later one wins, except that tags add up and `meta`, `grants` and a few more merge
(https://docs.getdbt.com/reference/define-configs). What the root project says of an installed
package's models stands above even their own `config()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from governance.model.catalog import Access

if TYPE_CHECKING:
    from governance.extract.dbt.project import Node, Relation

_ADDING = frozenset({"tags", "packages", "pre-hook", "post-hook", "pre_hook", "post_hook"})
_MERGING = frozenset({"meta", "quoting", "column_types", "persist_docs", "docs", "vars", "labels"})

_MATERIALIZED = {"model": "view", "seed": "seed", "snapshot": "snapshot", "source": "source"}
_SAME = {"identifier": "alias", "target_schema": "schema", "target_database": "database"}
_ACCESS: dict[Any, Access] = {"private": "private", "protected": "protected", "public": "public"}


class Settled(Struct, frozen=True):
    """The configuration of a node as dbt would use it.

    `schema` and `database` are what people asked for, None for the target's own: a model's goes
    through `generate_schema_name`, a source's and `target_schema` of a snapshot are final.
    `alias` is the name in the database. `contract` says whether it is enforced. `freshness` says
    whether one is declared, None where nobody said anything. `everything` is the whole
    configuration, for `config.get`. `unsettled` names keys whose values still hold Jinja.
    """

    materialized: str
    alias: str
    enabled: bool = True
    schema: str | None = None
    database: str | None = None
    target_schema: str | None = None
    target_database: str | None = None
    tags: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    group: str | None = None
    access: Access | None = None
    contract: bool = False
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    persist_docs: Mapping[str, bool] = field(default_factory=dict)
    freshness: bool | None = None
    everything: Mapping[str, Any] = field(default_factory=dict)
    unsettled: tuple[str, ...] = ()


def settled(
    node: Node, written: Mapping[str, Any], value: Callable[[str], Any] | None = None
) -> Settled:
    """A node's configuration, `written` being what its own `config()` says.

    `value` evaluates text with Jinja in it (`"{{ var('x') }}"`); without it, or where it gives text
    with Jinja back, that part of the key counts as not said and the key is named in `unsettled`. A
    node whose `enabled` is not settled is enabled.
    """
    config = united(united(node.config, written), node.overrides)
    known = config
    unsettled: tuple[str, ...] = ()
    if templated(config):
        if value is not None:
            config = {key: evaluated(entry, value) for key, entry in config.items()}
        unsettled = tuple(key for key, entry in config.items() if templated(entry))
        known = {
            key: without_jinja(entry) if key in unsettled else entry
            for key, entry in config.items()
        }
    contract = known.get("contract")
    return Settled(
        materialized=_text(known, "materialized") or _MATERIALIZED[node.kind],
        alias=_text(known, "identifier" if node.kind == "source" else "alias") or alias(node),
        enabled=_yes(known.get("enabled"), unsaid=True),
        schema=_text(known, "schema", "dataset"),
        database=_text(known, "database", "project", "catalog"),
        target_schema=_text(known, "target_schema"),
        target_database=_text(known, "target_database"),
        tags=tuple(dict.fromkeys(texts(known.get("tags")))),
        meta=_mapping(known.get("meta")),
        group=_text(known, "group"),
        access=_ACCESS.get(known.get("access")) if _text(known, "access") else None,
        contract=_yes(_mapping(contract).get("enforced", contract is True), unsaid=False),
        grants={
            str(privilege): tuple(dict.fromkeys(texts(grantees)))
            for privilege, grantees in _mapping(known.get("grants")).items()
        },
        persist_docs={
            str(key): _yes(entry, unsaid=False)
            for key, entry in _mapping(known.get("persist_docs")).items()
        },
        freshness=_freshness(known),
        everything=config,
        unsettled=unsettled,
    )


def relation(node: Node, config: Settled) -> Relation | None:
    """Where a manifest says the node is built, as long as the node still asks for what it did then.

    What the node asks for in Jinja that could not be evaluated is taken for unchanged.
    """
    found = node.relation
    if found is None:
        return None
    schema, database, name = found.asked
    now = {
        "schema": (config.target_schema or config.schema, schema),
        "database": (config.target_database or config.database, database),
        "alias": (config.alias, name),
    }
    if node.kind == "source" and config.database is None:
        del now["database"]  # the manifest has the target's there
    unsettled = {_SAME.get(key, key) for key in config.unsettled}
    same = all(asked == then for key, (asked, then) in now.items() if key not in unsettled)
    return found if same else None


def united(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two configurations as one; `above` wins where they do not add up."""
    config = dict(below)
    for key, entry in above.items():
        if key in _ADDING:
            config[key] = [*_listed(config.get(key)), *_listed(entry)]
        elif key in _MERGING and isinstance(entry, Mapping):
            config[key] = {**_mapping(config.get(key)), **entry}
        elif key == "grants" and isinstance(entry, Mapping):
            config[key] = _grants(_mapping(config.get(key)), entry)
        else:
            config[key] = entry
    return config


def _grants(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Privilege by privilege; `+select` adds to what stands below instead of replacing it."""
    grants = dict(below)
    for privilege, grantees in above.items():
        name = str(privilege)
        if name.startswith("+"):
            grants[name[1:]] = [*_listed(grants.get(name[1:])), *_listed(grantees)]
        else:
            grants[name] = grantees
    return grants


def alias(node: Node) -> str:
    """The name dbt gives a relation that nobody named (`generate_alias_name`)."""
    if node.version is None:
        return node.name
    return f"{node.name}_v{node.version.replace('.', '_')}"


def templated(value: Any) -> bool:
    """Whether Jinja stands anywhere in a value."""
    if isinstance(value, str):
        return "{{" in value or "{%" in value
    if isinstance(value, Mapping):
        return any(templated(key) or templated(entry) for key, entry in value.items())
    return isinstance(value, list | tuple) and any(map(templated, value))


def texts(value: Any) -> Iterator[str]:
    """A list of words as people write it: a list, or one word."""
    for entry in _listed(value):
        if isinstance(entry, str | int | float) and not isinstance(entry, bool):
            yield str(entry)


def evaluated(entry: Any, value: Callable[[str], Any]) -> Any:
    """A value with the Jinja in it evaluated."""
    if isinstance(entry, str):
        return value(entry) if templated(entry) else entry
    if isinstance(entry, Mapping):
        return {key: evaluated(inner, value) for key, inner in entry.items()}
    if isinstance(entry, list | tuple):
        return [evaluated(inner, value) for inner in entry]
    return entry


def without_jinja(entry: Any) -> Any:
    """What is left of a value when all text with Jinja in it is taken out; None for nothing."""
    if isinstance(entry, str):
        return None if templated(entry) else entry
    if isinstance(entry, Mapping):
        left = {key: without_jinja(inner) for key, inner in entry.items() if not templated(key)}
        return {key: inner for key, inner in left.items() if inner is not None}
    if isinstance(entry, list | tuple):
        return [inner for each in entry if (inner := without_jinja(each)) is not None]
    return entry


def _yes(value: Any, *, unsaid: bool) -> bool:
    if isinstance(value, str):  # Jinja in YAML gives text
        return value.strip().lower() not in ("false", "no", "off", "0", "none", "")
    return unsaid if value is None else bool(value)


def _freshness(config: Mapping[str, Any]) -> bool | None:
    """A `freshness: null` switches off what stands above it."""
    if "freshness" not in config:
        return None
    said = config["freshness"]
    if not isinstance(said, Mapping):
        return False
    return any(said.get(key) for key in ("warn_after", "error_after", "build_after"))


def _text(config: Mapping[str, Any], *keys: str) -> str | None:
    for key in keys:
        value = config.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value):
            return str(value)
    return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
