"""What is written and read again with our own readers says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import jinja2
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.cache import NoCache
from governance.cli.exporting import FORMATS
from governance.extract.sources import dbt
from governance.model.catalog import Catalog, Column, Table
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef, table_of
from governance.model.stewardship import Declaration, Fact, FactKey, Facts
from governance.report.exchange.base import Context, Left, Piece, System
from governance.report.exchange.formats.dbt import literal
from governance.settings import Source
from governance.stewardship import resolve, words
from governance.stewardship.base import Candidate
from governance.stewardship.formats import datahub, odcs, openmetadata
from governance.stewardship.written import declarations
from governance.taxonomy import categories
from governance.tree import Folder

PLACE = Location("stewardship.yml", 1, 1)

NASTY = yaml.safe_load((Path(__file__).parent / "nasty.yml").read_text(encoding="utf-8"))
"""What breaks files that are put together by hand."""

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0")

NAMES = st.sampled_from([each for each in NASTY if each.strip()]) | st.text(
    LETTERS, min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))


def _says_something(text: str) -> bool:
    return bool(text) and not words.blank(text) and words.yes(text) is None


texts = (
    (st.sampled_from(NASTY) | st.text(LETTERS, min_size=1, max_size=40))
    .map(str.strip)
    .filter(_says_something)
)

_VALUES: Mapping[FactKey, st.SearchStrategy[str | int]] = {
    "owner": texts,
    "classification": st.sampled_from(["public", "internal", "confidential", "restricted"]),
    "category": st.sampled_from(sorted(categories())),
    "retention_days": st.integers(1, words.MOST_DAYS),
    "masking": texts,
    "encryption": texts,
    "environment": texts,
    "purpose": texts,
    "description": texts,
}
_OF_COLUMNS = ("category", "masking", "encryption")


def _like_jinja(text: str) -> bool:
    return any(mark in text for mark in ("{{", "{%", "{#"))


@st.composite
def _facts(draw: st.DrawFn, keys: tuple[FactKey, ...], jinja: bool) -> Facts:
    chosen = draw(st.sets(st.sampled_from(keys), max_size=4))
    values = {
        key: draw(_VALUES[key].filter(lambda value: jinja or not _like_jinja(str(value))))
        for key in keys
        if key in chosen
    }
    return {key: Fact(value, PLACE) for key, value in values.items()}


@st.composite
def catalogs(draw: st.DrawFn, any_: bool = True) -> Catalog:
    """A few tables of one source in one or two schemas, with declared facts.

    Without `any_` it is one that dbt can say in a way that our reader takes for the same: dbt
    wants a schema, and what its Jinja makes is not rendered once more.
    """
    names = NAMES if any_ else NAMES.filter(lambda name: not _like_jinja(name))
    schemas = draw(st.lists(names.filter(lambda name: "." not in name), min_size=1, max_size=2))
    more = [[f"shop.{each}" for each in schemas], *([[""]] if any_ else [])]
    schemas = draw(st.sampled_from([schemas, *more]))
    tables: dict[TableRef, Table] = {}
    facts: dict[TableRef | ColumnRef, Facts] = {}
    every: tuple[FactKey, ...] = tuple(_VALUES)
    of_tables = tuple(key for key in every if key not in _OF_COLUMNS)
    for table in draw(st.lists(names, min_size=1, max_size=3, unique_by=str.casefold)):
        ref = TableRef("app", draw(st.sampled_from(schemas)), table)
        listed = draw(st.lists(names, min_size=1, max_size=3, unique_by=str.casefold))
        tables[ref] = Table(ref, columns=tuple(Column(name, "text") for name in listed))
        facts[ref] = draw(_facts(of_tables, any_))
        for name in listed:
            facts[ref.column(name)] = draw(_facts(every, any_))
    return Catalog(
        "files", tuple(tables.values()), facts={ref: said for ref, said in facts.items() if said}
    )


CONTEXT = Context(systems={"app": System("ddl", "postgres")})

Said = dict[TableRef | ColumnRef, dict[str, str | int]]

NO_PLACE = {
    "openmetadata": (
        {"purpose", "environment"},
        {"owner", "retention_days", "purpose", "environment"},
    )
}
"""What a format has no room for, of tables and of columns; it says so."""


def written(catalog: Catalog, form: str) -> tuple[dict[str, str], list[Left]]:
    files: dict[str, str] = {}
    left: list[Left] = []
    for each in FORMATS[form].pieces(catalog, CONTEXT):
        if isinstance(each, Piece):
            files[each.file] = files.get(each.file, "") + each.text
        else:
            left.append(each)
    return files, left


def said(catalog: Catalog, form: str = "") -> Said:
    of_tables, of_columns = NO_PLACE.get(form, (set(), set()))
    found: Said = {}
    for ref, facts in catalog.facts.items():
        lost = of_columns if isinstance(ref, ColumnRef) else of_tables
        kept = {key: fact.value for key, fact in facts.items() if key not in lost}
        if kept:
            found[ref] = kept
    return found


def resolved(declared: list[Declaration], catalog: Catalog) -> Said:
    facts = resolve(declared, catalog.tables, {}, "lictor.yml").facts
    return {ref: {key: fact.value for key, fact in said.items()} for ref, said in facts.items()}


def read(reader: object, files: dict[str, str]) -> Iterator[Declaration]:
    for file, text in files.items():
        candidate = Candidate(file, text.encode())
        if reader.recognise(candidate):  # type: ignore[attr-defined]
            heard = reader.read(candidate)  # type: ignore[attr-defined]
            assert not heard.faults
            assert not heard.unknown
            yield from declarations(heard, file)


@pytest.mark.parametrize(
    ("form", "reader"), [("odcs", odcs), ("datahub", datahub), ("openmetadata", openmetadata)]
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogs())
def test_facts_come_back(form: str, reader: object, catalog: Catalog) -> None:
    files, left = written(catalog, form)
    # names that the other catalog does not take are told, one by one; what they hold is left out
    unnamed = {each.subject for each in left if "such a name" in each.what}
    unlabelled = {each.subject for each in left if "no label" in each.what}
    unowned = {(each.subject, "owner") for each in left if "owner is left out" in each.what}
    expected = {
        ref: {key: value for key, value in facts.items() if (ref.name, key) not in unowned}
        for ref, facts in said(catalog, form).items()
        if ref.name not in unnamed | unlabelled and table_of(ref).name not in unnamed
    }
    found = resolved(list(read(reader, files)), catalog)
    found = {ref: facts for ref, facts in found.items() if ref.name not in unlabelled}
    assert found == {ref: facts for ref, facts in expected.items() if facts}


@given(st.sampled_from(NASTY) | st.text(LETTERS))
def test_dbt_renders_text_that_looks_like_jinja_as_it_is(text: str) -> None:
    environment = jinja2.Environment(keep_trailing_newline=True, newline_sequence="\n")
    rendered = environment.from_string(literal(text)).render()
    assert rendered == re.sub(r"\r\n?", "\n", text)  # Jinja knows one sort of line break


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogs(any_=False))
def test_facts_come_back_from_a_dbt_project(catalog: Catalog) -> None:
    files, left = written(catalog, "dbt")
    assert not left
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "models").mkdir()
        (folder / "dbt_project.yml").write_text("name: shop\nmodel-paths: [models]\n")
        for file, text in files.items():
            (folder / "models" / file).write_text(text, encoding="utf-8")
        source = Source("app", "dbt", path=".", dialect="postgres")
        found = dbt.extract(source, Folder(folder), NoCache(), ())
    assert not found.problems
    assert not found.notices
    described = {
        ref: {"description": comment}
        for table in found.described
        for ref, comment in _comments(table)
        if comment
    }
    heard = resolved(list(found.declarations), catalog)
    together = {
        ref: described.get(ref, {}) | heard.get(ref, {}) for ref in described.keys() | heard
    }
    assert together == said(catalog)


def _comments(table: Table) -> Iterator[tuple[TableRef | ColumnRef, str | None]]:
    yield table.ref, table.comment
    for column in table.columns:
        yield table.ref.column(column.name), column.comment
