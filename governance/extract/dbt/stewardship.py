"""What people declare in a dbt project: meta, tags, policy tags, groups, as facts with places.

The words that are understood stand in `meta_keys.yml`. A word that is not known where one is
expected (`classification: blue`) is a notice with its place; the word itself is not repeated,
because people write anything there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from governance.extract.dbt.config import Settled, evaluated, templated, texts, without_jinja
from governance.extract.dbt.meta_keys import INNER, plain, words
from governance.extract.dbt.periods import days
from governance.extract.dbt.project import Group, Node, NodeColumn
from governance.kept import Kept
from governance.model.catalog import Grant
from governance.model.classification import Level
from governance.model.location import Location
from governance.model.names import TableRef
from governance.model.stewardship import Declaration, Fact, FactKey, Named
from governance.taxonomy import NONE, PERSONAL

_TEXTS: tuple[FactKey, ...] = ("purpose", "environment", "description")
_METHODS: Mapping[FactKey, str] = {"masking": "masked", "encryption": "encrypted"}
_JUDGED = frozenset({"personal", "category", "classification"})
_ONLY_SECRET = frozenset({"sensitive", "sensitive_data"})
"""Words that say of a tag that it is about people, and of a level only that it is high."""
_PREFIXES = ("pii", "phi", "pi")


class Stated(Kept, frozen=True, tag=False):
    """What a node's meta and tags declare.

    `notices` are sentences with places, about words that are not known. `marked` says that the
    table is marked as personal and no column of it is, with the place of the mark.
    """

    declarations: tuple[Declaration, ...] = ()
    notices: tuple[str, ...] = ()
    marked: Location | None = None


NOTHING = Stated()


def declared(
    node: Node,
    config: Settled,
    ref: TableRef,
    groups: Mapping[str, Group] = {},
    value: Callable[[str], Any] | None = None,
    name: Callable[[NodeColumn], str] = lambda column: column.name,
) -> Stated:
    """The declarations about a node's table and its columns.

    `ref` is the table's name in the catalog, `name` gives a column's. `value` evaluates text with
    Jinja in it. An owner in meta counts before the owner of the node's group.
    """
    here = node.location or Location(node.file or "")
    table = _Said(_places(node, config, here), here, value)
    table.read(config.meta, config.tags)
    personal = table.facts.pop("category", None)
    group = groups.get(config.group or "")
    if group is not None and group.owner:
        table.facts.setdefault("owner", Fact(group.owner, group.location or here))
    for key in _METHODS:  # a column's own, see governance.stewardship
        table.facts.pop(key, None)

    declarations = []
    if table.facts:
        declarations.append(_declaration(ref, None, table.facts, here))
    notices = list(table.notices)
    any_personal = False
    for column in node.columns:
        if not column.meta and not column.tags:
            continue
        said = _Said(column.meta_places, column.location or here, value)
        said.read(column.meta, column.tags)
        notices += said.notices
        category = said.facts.get("category")
        any_personal = any_personal or (category is not None and category.value != NONE)
        if said.facts:
            place = column.location or here
            declarations.append(_declaration(ref, name(column), said.facts, place))
    marked = None
    if personal is not None and personal.value != NONE and not any_personal:
        marked = personal.location
    return Stated(tuple(declarations), tuple(notices), marked)


def grants(node: Node, config: Settled, ref: TableRef) -> tuple[Grant, ...]:
    """Dbt's `grants:`, a grant for each privilege and grantee."""
    place = node.location or (Location(node.file) if node.file else None)
    return tuple(
        Grant(
            ref,
            "PUBLIC" if grantee.strip().lower() == "public" else grantee.strip(),
            " ".join(privilege.upper().removesuffix(" PRIVILEGES").split()),
            location=place,
        )
        for privilege, grantees in config.grants.items()
        for grantee in grantees
        if grantee.strip() and not templated(grantee)
    )


def _declaration(
    ref: TableRef, column: str | None, facts: Mapping[FactKey, Fact], here: Location
) -> Declaration:
    """As a name and not as a pattern: another source may make the table that dbt describes."""
    named = Named(ref.table, column, (ref.schema,) if ref.schema else ())
    match = str(ref if column is None else ref.column(column))
    return Declaration(match, dict(facts), here, named=named)


def _places(node: Node, config: Settled, here: Location) -> Mapping[str, Location]:
    """Where each key of meta stands: what the model's own `config()` says stands in its file."""
    written = {**_meta(node.config), **_meta(node.overrides)}
    model = Location(node.file) if node.file else here
    return {
        key: node.meta_places.get(key, here) if written.get(key) == said else model
        for key, said in config.meta.items()
    }


def _meta(config: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = config.get("meta")
    return meta if isinstance(meta, Mapping) else {}


class _Said(Struct):
    """What the meta and the tags of one table or column say."""

    places: Mapping[str, Location]
    here: Location
    value: Callable[[str], Any] | None
    facts: dict[FactKey, Fact] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def read(self, meta: Mapping[str, Any], tags: Sequence[str]) -> None:
        known = words()
        entries = []
        for key, said in meta.items():
            name = plain(key.rpartition(".")[2] if plain(key) not in known.keys else key)
            if name in known.keys:
                entries.append((known.order[name], name, said, self.places.get(key, self.here)))
        for _, name, said, place in sorted(entries, key=lambda entry: entry[0]):
            done = self._evaluated(said)
            if done is not None:
                self._key(known.keys[name], name, done, place)
        for tag in tags:
            self._tag(tag, self.here)

    def _evaluated(self, said: Any) -> Any:
        if self.value is not None:
            said = evaluated(said, self.value)
        return without_jinja(said)

    def _key(self, fact: str, name: str, said: Any, place: Location) -> None:
        if isinstance(said, Mapping) and fact in _JUDGED:
            self._inside(fact, name, said, place)
        elif fact == "personal":
            self._personal(said, place, name)
        elif fact == "category":
            self._category(said, place, name)
        elif fact == "classification":
            self._classification(said, place, name)
        elif fact == "retention_days":
            self._retention(said, place, name)
        elif fact == "policy_tags":
            for tag in texts(said):
                self._tag(tag.rpartition("/")[2], place, policy=True)
        elif fact == "owner":
            owner = _owner(said)
            if owner:
                self.facts.setdefault("owner", Fact(owner, place))
        elif fact in _METHODS:
            self._method("masking" if fact == "masking" else "encryption", said, place)
        else:
            for key in _TEXTS:
                text = ", ".join(texts(said)).strip()
                if key == fact and text:
                    self.facts.setdefault(key, Fact(text, place))

    def _inside(self, fact: str, name: str, said: Mapping[Any, Any], place: Location) -> None:
        """A mapping where a word is expected: `classification: {level: restricted}`."""
        known = words()
        for key, entry in said.items():
            inner = plain(key)
            if isinstance(entry, Mapping):
                continue
            if inner in known.keys:
                self._key(known.keys[inner], inner, entry, place)
            elif inner in INNER:
                self._key(fact, name, entry, place)

    def _personal(self, said: Any, place: Location, name: str) -> None:
        """`pii: true`, and what people write instead of true: a category, a level."""
        known = words()
        for word in _words(said):
            if word in known.denying:
                self._holds(NONE, place)
            elif word in known.affirming:
                self._holds(PERSONAL, place)
            elif word in known.categories:
                self._holds(known.categories[word], place)
            else:
                self._holds(PERSONAL, place)
                if word in known.levels:
                    self._level(known.levels[word], place)
                else:
                    self._unknown(place, f"{name} is no word known here", "it counts as yes")

    def _category(self, said: Any, place: Location, name: str) -> None:
        known = words()
        for word in _words(said):
            short = word.removeprefix("pii_").removeprefix("pii.")
            found = known.categories.get(word) or known.categories.get(short)
            if found:
                self._holds(found, place)
            elif name.startswith(("pii", "personal", "sensitive")):
                self._holds(PERSONAL, place)
                self._unknown(place, f"{name} is no category known here", "it counts as personal")
            else:
                self._unknown(place, f"{name} is no category known here")

    def _classification(self, said: Any, place: Location, name: str) -> None:
        known = words()
        for word in _words(said):
            if word in known.levels:
                self._level(known.levels[word], place)
            elif word not in known.personal_tags:
                self._unknown(place, f"{name} is none of {', '.join(Level)}")
            if word in known.personal_tags and word not in _ONLY_SECRET:
                self._holds(PERSONAL, place)

    def _retention(self, said: Any, place: Location, name: str) -> None:
        unit = {"retention_years": "year", "retention_months": "month"}.get(name, "day")
        found = days(said, unit)
        if found is not None:
            self.facts.setdefault("retention_days", Fact(found, place))
        elif said is not None:
            self._unknown(place, f'{name} is no period such as "90 days" or "2 years"')

    def _method(self, key: FactKey, said: Any, place: Location) -> None:
        known = words()
        listed = list(_words(said))
        if not listed or listed[0] in known.denying or listed[0] == "null":
            return
        method = _METHODS[key] if listed[0] in known.affirming else ", ".join(texts(said))
        self.facts.setdefault(key, Fact(method.strip() or _METHODS[key], place))

    def _tag(self, tag: str, place: Location, *, policy: bool = False) -> None:
        """`pii`, `pii_email`, `owner:team-crm`, `classification=secret`; any other says nothing."""
        known = words()
        word = plain(tag)
        for sign in (":", "="):
            key, found, said = tag.partition(sign)
            fact = known.keys.get(plain(key)) if found else None
            if fact and said.strip():
                self._key(fact, plain(key), said.strip(), place)
                return
        parts = word.replace(".", "_").replace(":", "_").split("_")
        if word in known.personal_tags:
            self._holds(PERSONAL, place)
        elif word in known.other_tags:
            self._holds(NONE, place)
        elif word in known.level_tags or (policy and word in known.levels):
            self._level(known.levels[word], place)
        elif parts[0] in _PREFIXES and len(parts) > 1:
            self._holds(known.categories.get("_".join(parts[1:]), PERSONAL), place)
        elif policy and word in known.categories:
            self._holds(known.categories[word], place)
        elif policy:
            self._unknown(place, "this policy tag does not say by its name what it protects")

    def _holds(self, category: str, place: Location) -> None:
        """A category; what says more counts, and "there is something" before "there is not"."""
        current = self.facts.get("category")
        rank = {NONE: 0, PERSONAL: 1}
        if current is None or rank.get(str(current.value), 2) < rank.get(category, 2):
            self.facts["category"] = Fact(category, place)

    def _level(self, level: str, place: Location) -> None:
        current = self.facts.get("classification")
        if current is None or Level(str(current.value)).rank < Level(level).rank:
            self.facts["classification"] = Fact(level, place)

    def _unknown(self, place: Location, what: str, then: str = "it is left out") -> None:
        self.notices.append(f"{place}: {what}; {then}")


def _words(said: Any) -> Iterator[str]:
    """The words of a value; true and false are words too."""
    for entry in said if isinstance(said, list | tuple) else [said]:
        if isinstance(entry, bool):
            yield str(entry).lower()
        elif isinstance(entry, str | int | float) and str(entry).strip():
            yield plain(entry)


def _owner(said: Any) -> str | None:
    """A name, an address, a mapping of both, or several of these."""
    if isinstance(said, Mapping):
        found = {str(key).lower(): entry for key, entry in said.items()}
        for key in ("name", "team", "email", "id", "username", "slack"):
            owner = _owner(found.get(key))
            if owner:
                return owner
        return None
    if isinstance(said, list | tuple):
        owners = [owner for entry in said if (owner := _owner(entry))]
        return ", ".join(dict.fromkeys(owners)) or None
    if isinstance(said, str) and said.strip():
        return said.strip()
    return None
