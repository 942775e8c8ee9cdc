"""Fields inside of fields: what they say of themselves, and of the column that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from governance.model.classification import Level
from governance.stewardship import words
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.written import Place, Said


class Field(Struct):
    """A field with what is stated of it, and the fields in it."""

    name: str
    place: Place
    stated: Stated
    inside: list[Field] = field(default_factory=list)


def add(
    fields: Iterable[Field], gathering: Gathering, table: str, schemas: tuple[str, ...]
) -> None:
    """Add the columns of a table, and the fields in them.

    A column that holds fields holds what they hold: it takes their heaviest category and highest
    level, unless it says so itself, because in many catalogs the fields are no columns.
    """
    for column in fields:
        inner = list(_inner(column, column.name))
        for _, each in inner:
            for key in ("category", "classification"):
                if key in each.stated.said and key not in column.stated.said:
                    _roll_up(column, [one for _, one in inner])
                    break
        gathering.add(column.stated, column.place, table, column.name, schemas=schemas)
        for path, each in inner:
            gathering.add(each.stated, each.place, table, path, schemas=schemas, inner=True)


def _inner(of: Field, path: str) -> Iterator[tuple[str, Field]]:
    waiting = [(f"{path}.{each.name}", each) for each in reversed(of.inside)]
    while waiting:
        name, found = waiting.pop()
        yield name, found
        waiting += [(f"{name}.{each.name}", each) for each in reversed(found.inside)]


def _roll_up(column: Field, inner: list[Field]) -> None:
    said = column.stated.said
    categories = [each.stated.said["category"] for each in inner if "category" in each.stated.said]
    heaviest = words.heaviest([str(each.value) for each in categories])
    if heaviest is not None and "category" not in said:
        first = next((each for each in categories if each.value == heaviest), categories[0])
        said["category"] = Said("category", heaviest, first.place)
    levels = [
        each.stated.said["classification"] for each in inner if "classification" in each.stated.said
    ]
    if levels and "classification" not in said:
        highest = max(levels, key=lambda each: Level(str(each.value)).rank)
        said["classification"] = highest
