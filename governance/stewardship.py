"""What people declare about tables and columns, in files of the repository.

A `match` is `[source:]schema.table` for tables and `[source:]schema.table.column` for columns, with
as many parts as the names have (`project.dataset.table` on engines with three levels, `table` on
those without schemas). Each part is a name or a glob (`*`, `?`, `[abc]`); case counts; a part in
double quotes is taken literally. Several declarations may fit one table or column: key by key the
most specific wins, that is the one with more parts that are exact names, then the one with more
literal characters, then the later one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase, translate
from functools import lru_cache
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic import model_validator as check

from governance import taxonomy
from governance.documents import Document, load
from governance.errors import ConfigError
from governance.model.catalog import Table
from governance.model.classification import Level
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, printable, split
from governance.model.stewardship import Declaration, Fact, FactKey, Facts
from governance.suggest import did_you_mean
from governance.tree import Tree, find

_KEYS: tuple[FactKey, ...] = get_args(FactKey)
_OF_COLUMNS = frozenset({"category", "masking", "encryption"})
"""What only a column can have."""


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("there is no text here; write some, or leave the key out")
    return text.strip()


_Text = Annotated[str, AfterValidator(_not_empty)]


class AssetDocument(BaseModel):
    """Facts about everything that one name or glob matches."""

    model_config = ConfigDict(extra="forbid", strict=True)

    match: _Text = Field(
        description="[source:]schema.table for tables, [source:]schema.table.column for columns; "
        "each part a name or a glob."
    )
    owner: _Text | None = Field(None, description="The team or person who answers for the data.")
    classification: _Text | None = Field(
        None,
        description="How sensitive it is: public, internal, confidential, restricted.",
        json_schema_extra={"enum": [str(each) for each in Level]},
    )
    category: _Text | None = Field(
        None, description='What a column holds about people, such as email; "none" for nothing.'
    )
    retention_days: Annotated[int, Field(gt=0)] | None = Field(
        None, description="After how many days rows are deleted."
    )
    masking: _Text | None = Field(
        None, description="How the column's values are masked where they are stored or read."
    )
    encryption: _Text | None = Field(None, description="How the column's values are encrypted.")
    environment: _Text | None = Field(
        None, description="Where the table lives: production, staging, development, test."
    )
    purpose: _Text | None = Field(None, description="What the data is processed for.")
    description: _Text | None = Field(None, description="What the table or column holds.")
    reason: _Text | None = Field(
        None, description="Why this is declared; it settles a contradiction with what was found."
    )

    @field_validator("match")
    @classmethod
    def _readable(cls, text: str) -> str:
        pattern(text)
        return text

    @field_validator("category")
    @classmethod
    def _known_category(cls, key: str | None) -> str | None:
        return key and _checked(key, taxonomy.category)

    @field_validator("classification")
    @classmethod
    def _known_level(cls, key: str | None) -> str | None:
        return key and _checked(key, taxonomy.level)

    @check(mode="after")
    def _says_something(self) -> AssetDocument:
        if all(getattr(self, key) is None for key in _KEYS):
            raise ValueError(f"{self.match} declares nothing; write one of {', '.join(_KEYS)}")
        return self


class StewardshipDocument(BaseModel):
    """A stewardship file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Annotated[int, Field(ge=1, le=1)] = Field(1, description="Of this format: 1.")
    assets: list[AssetDocument] = Field(default_factory=list, description="The declarations.")

    @field_validator("assets", mode="before")
    @classmethod
    def _all_commented_out(cls, assets: object) -> object:
        return [] if assets is None else assets


def _checked(key: str, lookup: Callable[[str], object]) -> str:
    try:
        lookup(key)
    except ConfigError as error:
        raise ValueError(error.message) from None
    return key


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a match: a literal name, or a glob when `glob` is set."""

    text: str
    glob: bool

    def fits(self, name: str) -> bool:
        """Whether the part matches a name; case counts."""
        return fnmatchcase(name, self.text) if self.glob else name == self.text

    @property
    def literal(self) -> int:
        """How many characters stand for themselves."""
        return len(re.sub(r"\[[^]]*\]|[*?]", "", self.text)) if self.glob else len(self.text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A match, taken apart; `source` is None when it is not given."""

    source: Part | None
    parts: tuple[Part, ...]

    @property
    def exact(self) -> bool:
        """Whether it names one thing."""
        return not any(part.glob for part in self.parts)

    @property
    def specificity(self) -> tuple[int, int]:
        """Exact parts, then literal characters; more is more specific."""
        parts = [*self.parts, *([self.source] if self.source else [])]
        return sum(1 for part in parts if not part.glob), sum(part.literal for part in parts)


_PART = re.compile(r'(?:[Uu]&)?"(?:[^"]|"")*"|[^\s".:]+')


@lru_cache(maxsize=65536)
def pattern(text: str) -> Pattern:
    """A match, taken apart.

    Raises:
        ValueError: `text` is none; says where it stops being one.
    """
    source: Part | None = None
    parts: list[Part] = []
    position = 0
    while True:
        found = _PART.match(text, position)
        if found is None:
            raise ValueError(
                f"the match {printable(text)!r} has a fault at character {position + 1}: "
                "write [source:]schema.table[.column], each part a name or a glob"
            )
        parts.append(_part(found[0]))
        position = found.end()
        if position == len(text):
            return Pattern(source, tuple(parts))
        if text[position] == ":" and source is None and len(parts) == 1:
            source = parts.pop()
        elif text[position] != ".":
            raise ValueError(
                f"the match {printable(text)!r} has a fault at character {position + 1}: "
                "parts are separated by dots; other characters need double quotes"
            )
        position += 1


def _part(text: str) -> Part:
    if text.endswith('"'):
        return Part(split(text)[1][0], glob=False)
    return Part(text, glob=any(char in text for char in "*?["))


def read(tree: Tree, paths: Iterable[str]) -> tuple[Declaration, ...]:
    """Every declaration of the files, in order.

    `paths` are files, folders (every YAML file in them) or globs, from the repository's root.

    Raises:
        ConfigError: a file is not there or cannot be used; says the line and what was meant.
    """
    files: list[str] = []
    for path in paths:
        matched = [p for p in find(tree, path) if p == path or p.endswith((".yml", ".yaml"))]
        if not matched and not any(char in path for char in "*?["):
            raise ConfigError(
                f"there is no stewardship file {printable(path)}: write it, or leave it out of "
                "stewardship: in lictor.yml"
            )
        files += [p for p in matched if p not in files]
    contents = tree.read(files)
    return tuple(
        declaration
        for path in files
        if path in contents
        for declaration in declarations(load(contents[path], path))
    )


def declarations(document: Document) -> Iterator[Declaration]:
    """The declarations of one file.

    Raises:
        ConfigError: it is no stewardship file; says the line and what was meant.
    """
    assets = document.read_as(StewardshipDocument).assets
    for number, asset in enumerate(assets):
        facts: dict[FactKey, Fact] = {}
        for key in _KEYS:
            value = getattr(asset, key)
            if value is not None:
                where = document.location("assets", number, key)
                facts[key] = Fact(value, where, asset.reason)
        yield Declaration(asset.match, facts, document.location("assets", number))


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the declarations say of each table and column.

    `unused` are the declarations that name one thing and match nothing: mostly slips of the pen.
    `notices` says so in sentences.
    """

    facts: Mapping[TableRef | ColumnRef, Facts]
    unused: tuple[Declaration, ...] = ()
    notices: tuple[str, ...] = ()


def resolve(
    declared: Sequence[Declaration],
    tables: Sequence[Table],
    environments: Mapping[str, Sequence[str]],
) -> Resolved:
    """Give every table and column the facts declared for it.

    `environments` are schema globs of lictor.yml, upper and lower case alike; the first that
    matches names the environment of a table, unless a declaration does.
    """
    names = _Names(tables)
    facts: dict[TableRef | ColumnRef, dict[FactKey, Fact]] = {}
    for ref, fact in _environments(tables, environments):
        facts[ref] = {"environment": fact}
    unused, notices = [], []
    patterns = [pattern(declaration.match) for declaration in declared]
    ordered = sorted(range(len(declared)), key=lambda number: patterns[number].specificity)
    matched = set()
    for number in ordered:
        said = declared[number].facts
        of_table = {key: fact for key, fact in said.items() if key not in _OF_COLUMNS}
        for table in names.tables(patterns[number]):
            if of_table:
                matched.add(number)
                facts.setdefault(table, {}).update(of_table)
        for column in names.columns(patterns[number]):
            matched.add(number)
            facts.setdefault(column, {}).update(said)
    for number, declaration in enumerate(declared):
        if number in matched or not patterns[number].exact:
            continue
        unused.append(declaration)
        notices.append(f"{declaration.location}: {names.explain(patterns[number], declaration)}")
    return Resolved(facts, tuple(unused), tuple(notices))


def _environments(
    tables: Sequence[Table], environments: Mapping[str, Sequence[str]]
) -> Iterator[tuple[TableRef, Fact]]:
    location = Location("lictor.yml")
    compiled = [
        (name, re.compile("|".join(translate(glob) for glob in globs), re.IGNORECASE))
        for name, globs in environments.items()
        if globs
    ]
    known: dict[str, Fact | None] = {}
    for table in tables:
        schema = table.ref.schema
        if schema not in known:
            # the database in front of a schema is part of its name, and seldom of a glob
            last = schema.rpartition(".")[2]
            name = next((n for n, r in compiled if r.match(schema) or r.match(last)), None)
            known[schema] = Fact(name, location) if name else None
        fact = known[schema]
        if fact is not None:
            yield table.ref, fact


class _Names:
    """The names there are, so that an exact match costs a look-up and a glob its own schemas."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._schemas: dict[tuple[str, ...], dict[str, list[Table]]] = {}
        for table in tables:
            schema = tuple(table.ref.schema.split(".")) if table.ref.schema else ()
            self._schemas.setdefault(schema, {}).setdefault(table.ref.table, []).append(table)
        self._found: dict[tuple[Part, ...], list[Table]] = {}
        self._having: dict[str, list[Table]] | None = None
        self._tables = tables

    def tables(self, wanted: Pattern) -> Iterator[TableRef]:
        """The tables that a pattern matches."""
        for table in self._matching(wanted.parts):
            if wanted.source is None or wanted.source.fits(table.ref.source):
                yield table.ref

    def columns(self, wanted: Pattern) -> Iterator[ColumnRef]:
        """The columns that a pattern matches."""
        *above, last = wanted.parts
        if not above:
            return
        tables: Iterable[Table] = self._matching(tuple(above))
        if not last.glob and any(part.glob for part in above):
            having = {id(table) for table in self._with(last.text)}
            tables = [table for table in tables if id(table) in having]
        fits = re.compile(translate(last.text)).match if last.glob else None
        for table in tables:
            if wanted.source is not None and not wanted.source.fits(table.ref.source):
                continue
            names = [column.name for column in table.columns]
            if fits is not None:
                yield from (table.ref.column(name) for name in names if fits(name))
            elif last.text in names:
                yield table.ref.column(last.text)

    def _with(self, column: str) -> Sequence[Table]:
        if self._having is None:
            self._having = {}
            for table in self._tables:
                for each in table.columns:
                    self._having.setdefault(each.name, []).append(table)
        return self._having.get(column, ())

    def _matching(self, parts: tuple[Part, ...]) -> Sequence[Table]:
        """The tables of that name in all sources."""
        if parts not in self._found:
            *above, last = parts
            self._found[parts] = [
                table
                for schema in self._schemas_like(tuple(above))
                for table in _fitting(self._schemas[schema], last)
            ]
        return self._found[parts]

    def _schemas_like(self, parts: tuple[Part, ...]) -> Iterable[tuple[str, ...]]:
        if not any(part.glob for part in parts):
            exact = tuple(part.text for part in parts)
            return (exact,) if exact in self._schemas else ()
        return [
            schema
            for schema in self._schemas
            if len(schema) == len(parts)
            and all(part.fits(name) for part, name in zip(parts, schema, strict=True))
        ]

    def explain(self, wanted: Pattern, declaration: Declaration) -> str:
        """Why a declaration that names one thing matches nothing."""
        shown = printable(declaration.match)
        table = next(iter(self._matching(wanted.parts)), None)
        if table is not None and set(declaration.facts) <= _OF_COLUMNS:
            keys = " and ".join(declaration.facts)
            return f"{keys} can only be declared for columns: write {shown}.<column>"
        *above, last = wanted.parts
        table = next(iter(self._matching(tuple(above))), None) if above else None
        if table is not None:
            near = did_you_mean(last.text, [column.name for column in table.columns])
            return f"{table.ref.name} has no column {printable(last.text)!r}{near}"
        # a slip in the table's name of a table or of a column's table
        near = ""
        for depth in (1, 2):
            *schema, name = wanted.parts[: len(wanted.parts) + 1 - depth] or (last,)
            tables = self._schemas.get(tuple(part.text for part in schema), {})
            near = near or did_you_mean(name.text, tables)
        return f"nothing is named {shown}{near}"


def _fitting(tables: Mapping[str, list[Table]], part: Part) -> Iterator[Table]:
    if not part.glob:
        yield from tables.get(part.text, ())
        return
    fits = re.compile(translate(part.text)).match
    for name, same in tables.items():
        if part.text == "*" or fits(name):
            yield from same
