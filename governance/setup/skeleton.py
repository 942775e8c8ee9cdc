"""The text of a first `stewardship.yml`: suggestions, none of which counts yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from governance.model.catalog import Catalog, Table
from governance.model.names import TableRef, printable
from governance.setup.codeowners import CodeOwners, Owners
from governance.setup.scalars import comment, scalar
from governance.setup.schemas import modeline


def skeleton(catalog: Catalog, owners: CodeOwners | None, codeowners: str | None) -> str:
    """`stewardship.yml` for the tables of a catalog; `codeowners` is where `owners` stand."""
    lines = [
        modeline("stewardship"),
        "#",
        *comment(
            "What people say about the data. More specific lines win, then later ones, key by "
            "key. These are suggestions: take the # away from a line once you stand behind it. "
            "Who reviews a file need not be who answers for its tables, and a name is not proof "
            "of what a column holds. Where a guess is wrong, say instead:"
        ),
        '#   - {match: "...", category: none, reason: "why it is nobody\'s"}',
        "version: 1",
        "assets:",
        *_owners(catalog, owners, codeowners),
        *_classes(catalog),
    ]
    return "\n".join(lines) + "\n"


def _owners(catalog: Catalog, owners: CodeOwners | None, codeowners: str | None) -> Iterator[str]:
    yield from comment(
        "Who answers for the tables, and after how many days rows are deleted.", "  "
    )
    schemas: dict[str, list[Table]] = {}
    for table in catalog.tables:
        schemas.setdefault(table.ref.schema, []).append(table)
    for schema, tables in sorted(schemas.items()):
        owned = _owned(tables, owners)
        counted = Counter(owned.values()).most_common(1)
        usual = (
            counted[0][0] if counted and len(owned) == len({t.ref.name for t in tables}) else None
        )
        match = scalar(TableRef("", schema, "x").name.removesuffix("x") + "*")
        if usual is None:
            yield f"  # - {{match: {match}, owner: team-name, retention_days: 730}}"
        else:
            yield _owner(match, usual, codeowners)
            yield f"  # - {{match: {match}, retention_days: 730}}"
        for name, owner in sorted(owned.items()):
            if owner != usual:
                yield _owner(scalar(name), owner, codeowners)


def _owned(tables: list[Table], owners: CodeOwners | None) -> Mapping[str, Owners]:
    """Table → owners, of those whose file has any; a table of two sources has the first's."""
    owned: dict[str, Owners] = {}
    known: dict[str, Owners | None] = {}
    for table in tables:
        if owners is None or table.location is None or table.ref.name in owned:
            continue
        file = table.location.file
        if file not in known:
            known[file] = owners.of(file)
        found = known[file]
        if found is not None:
            owned[table.ref.name] = found
    return owned


def _owner(match: str, owners: Owners, codeowners: str | None) -> str:
    said = f"  # - {{match: {match}, owner: {scalar(owners.first)}}}"
    return f"{said} # inferred from {printable(codeowners or '')}:{owners.line}"


def _classes(catalog: Catalog) -> Iterator[str]:
    table = None
    told = set()
    for ref in sorted(catalog.classifications, key=lambda ref: ref.name):
        found = catalog.classifications[ref]
        # two sources may have a column of the same name, and the line is about both
        if not found.personal or found.level is None or ref.name in told:
            continue
        told.add(ref.name)
        if ref.table_ref.name != table:
            table = ref.table_ref.name
            yield ""
            yield f"  # {printable(table)}"
        facts = f"category: {found.category}, classification: {found.level}"
        yield f"  # - {{match: {scalar(ref.name)}, {facts}}}"
