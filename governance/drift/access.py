"""Who may do what: grants that widened or narrowed, and what roles are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import structs

from governance.drift.sides import Sides
from governance.model.catalog import Catalog, Role
from governance.model.drift import Drift, DriftKind, RoleRef
from governance.model.names import TableRef, quote

_Right: TypeAlias = tuple[str, str | None]
"""A privilege, and the column it is limited to; None for all of the table."""
_Holder: TypeAlias = tuple[TableRef, str]
_Rights: TypeAlias = Mapping[_Holder, Mapping[_Right, bool]]
"""Who has which rights on what, each with whether they may be passed on."""


def access(sides: Sides) -> Iterator[Drift]:
    """What is different in grants and roles."""
    yield from _grants(sides)
    yield from _roles(sides)


def _grants(sides: Sides) -> Iterator[Drift]:
    if sides.same_names and sides.before.grants == sides.after.grants:
        return
    owners = _owners(sides)
    before, coming_before = _rights(sides, sides.before, owners)
    after, coming_after = _rights(sides, sides.after, owners)
    moved = {(sides.now(ref), who): rights for (ref, who), rights in before.items()}
    known, staying = _in_schemas(before), _in_schemas(after)
    for holder in sorted({*moved, *after}):
        ref, who = holder
        then, was, now = sides.then(ref), moved.get(holder, {}), after.get(holder, {})
        if was == now:
            continue
        said, says = _words(was), _words(now)
        new = then not in sides.old and ref.table != "*"
        gone = ref not in sides.new and ref.table != "*"
        # what is granted on the tables to come of a schema was to be expected of a new one
        expected = {} if then in sides.old else coming_before.get(_wide(then, who), {})
        remaining = coming_after.get(_wide(ref, who), {}) if gone else {}
        more: DriftKind = "grants_widened"
        less: DriftKind = "grants_narrowed"
        if new and _schema(then, who) in known:
            more = "granted_with_table"
        if gone and _schema(ref, who) in staying:
            less = "gone_with_table"
        kinds: tuple[tuple[bool, DriftKind], ...] = (
            (_more(now, was, expected), more),
            (_more(was, now, remaining), less),
        )
        for differs, kind in kinds:
            if differs:
                yield sides.drift(
                    kind,
                    then if gone else ref,
                    was=then,
                    detail=_name(who),
                    before=said,
                    after=says,
                )


def _owners(sides: Sides) -> Mapping[TableRef, frozenset[str | None]]:
    """The roles that own each table before or after: they have every right on it anyway."""
    found: dict[TableRef, frozenset[str | None]] = {}
    for ref, table in sides.old.items():
        now = sides.now(ref)
        after = sides.new.get(now, table)
        found[ref] = found[now] = frozenset({table.owner_role, after.owner_role})
    for table in sides.added:
        found[table.ref] = frozenset({table.owner_role})
    return found


def _rights(
    sides: Sides, catalog: Catalog, owners: Mapping[TableRef, frozenset[str | None]]
) -> tuple[_Rights, _Rights]:
    """The rights on tables and on all tables of schemas, and of these those on tables to come."""
    found: dict[_Holder, dict[_Right, bool]] = {}
    coming: dict[_Holder, dict[_Right, bool]] = {}
    for grant in catalog.grants:
        subject = grant.subject
        if not sides.asked(subject) or grant.grantee in owners.get(subject, ()):
            continue
        for side in (found, coming) if grant.future else (found,):
            rights = side.setdefault((subject, grant.grantee), {})
            for column in grant.columns or (None,):
                right = grant.privilege, column
                rights[right] = rights.get(right, False) or grant.grantable
    return found, coming


def _schema(ref: TableRef, who: str) -> tuple[str, str, str]:
    return ref.source, ref.schema, who


def _in_schemas(rights: _Rights) -> frozenset[tuple[str, str, str]]:
    """Who has any right in which schema."""
    return frozenset(_schema(ref, who) for ref, who in rights)


def _wide(ref: TableRef, who: str) -> _Holder:
    return structs.replace(ref, table="*"), who


def _more(
    now: Mapping[_Right, bool], was: Mapping[_Right, bool], expected: Mapping[_Right, bool]
) -> bool:
    """Whether there is a right that was not there, nor was to be expected."""
    return any(not _held(right, grantable, (was, expected)) for right, grantable in now.items())


def _held(right: _Right, grantable: bool, standing: Iterable[Mapping[_Right, bool]]) -> bool:
    privilege, _ = right
    return any(
        each in rights and (rights[each] or not grantable)
        for rights in standing
        for each in (right, (privilege, None))
    )


def _words(rights: Mapping[_Right, bool]) -> str | None:
    """`SELECT, UPDATE (email, name)`; None for no rights."""
    columns: dict[tuple[str, bool], list[str]] = {}
    for (privilege, column), grantable in sorted(
        rights.items(), key=lambda right: (right[0][0], right[0][1] or "")
    ):
        listed = columns.setdefault((privilege, grantable), [])
        if column is not None:
            listed.append(column)
    whole = {key for key in columns if (key[0], None) in rights and rights[key[0], None] == key[1]}
    parts = []
    for (privilege, grantable), named in columns.items():
        limited = named and (privilege, grantable) not in whole
        text = f"{privilege} ({', '.join(map(quote, named))})" if limited else privilege
        parts.append(f"{text} with grant option" if grantable else text)
    return ", ".join(parts) or None


def _name(grantee: str) -> str:
    return grantee if grantee == "PUBLIC" else quote(grantee)


def _roles(sides: Sides) -> Iterator[Drift]:
    old = {(r.source, r.name): r for r in sides.before.roles if sides.of_source(r.source)}
    new = {(r.source, r.name): r for r in sides.after.roles if sides.of_source(r.source)}
    if old == new:
        return
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        ref = RoleRef(*key)
        if was is None:
            yield Drift("role_added", ref)
        if now is None:
            yield Drift("role_dropped", ref)
        both = was is not None and now is not None
        powers, powers_now = _powers(was, login=both), _powers(now, login=both)
        said, says = ", ".join(powers) or None, ", ".join(powers_now) or None
        if set(powers_now) - set(powers):
            yield Drift("grants_widened", ref, before=said, after=says)
        if set(powers) - set(powers_now):
            yield Drift("grants_narrowed", ref, before=said, after=says)


def _powers(role: Role | None, *, login: bool) -> list[str]:
    """What a role may do whatever is granted on tables; that it may log in only if asked."""
    if role is None:
        return []
    powers = []
    if role.superuser:
        powers.append("superuser")
    elif role.bypasses_row_security:
        powers.append("bypasses row security")
    powers += [f"member of {quote(name)}" for name in sorted(role.member_of)]
    if login and role.can_login:
        powers.append("may log in")
    return powers
