"""Datasets of DataHub (https://datahub.com) in JSON: what its file sink writes, and its API gives.

Metadata change events (`proposedSnapshot` with aspects), change proposals (`aspectName`, `aspect`)
and entities (`urn` beside their aspects), in an array or one a line. Read are the aspects

- `schemaMetadata` and `editableSchemaMetadata`: the fields' descriptions, tags, glossary terms
- `datasetProperties`, `editableDatasetProperties`: the description, and custom properties under the
  words of `words.yml`
- `globalTags`, `glossaryTerms`, by `labels.yml`, of datasets and of their fields' own entities
- `ownership`: the owners of the first type there is (business, data, steward, technical, others);
  consumers, stakeholders and producers do not answer for the data.

What people edit counts before what was ingested. Of an aspect that comes twice the later one
counts; a dataset that was removed says nothing. Tags, terms and groups with an opaque id go by the
name that the same file gives them. A proposal that patches an aspect is only half of what is said
and is not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from msgspec import Struct, field

from governance.model.names import split
from governance.stewardship import labels, nested, words
from governance.stewardship.base import Candidate, listed, mapping, text
from governance.stewardship.elements import Broken, Element, elements
from governance.stewardship.elements import read as read_text
from governance.stewardship.gathering import Gathering, Stated
from governance.stewardship.nested import Field
from governance.stewardship.written import Place, Written

RANK = 50
LOOKS = "an export of DataHub (JSON of metadata change events or proposals)"

_SIGN = re.compile(r'"urn:li:(?:dataset|schemaField):\(|"proposedSnapshot"|"aspectName"\s*:')
_DATASET = re.compile(r"urn:li:dataset:\((urn:li:dataPlatform:[^,]+),(.*),(\w+)\)", re.DOTALL)
_FIELD = re.compile(r"urn:li:schemaField:\((urn:li:dataset:\(.*?\)),(.*)\)", re.DOTALL)
_VERSIONED = re.compile(r"\[(?:version|type|key)=[^\]]*\]\.?")
_UNIONS = frozenset({"string", "array", "map", "boolean", "int", "long", "double"})

_NAMING = {"tagProperties": "name", "glossaryTermInfo": "name", "corpGroupInfo": "displayName"}
_FIRST = (
    "editableSchemaMetadata",
    "editableDatasetProperties",
    "globalTags",
    "glossaryTerms",
    "ownership",
    "datasetProperties",
    "schemaMetadata",
)
"""The aspects that are read, those that people edit first: what is stated first counts."""

_OWNERS = ("BUSINESS_OWNER", "DATAOWNER", "DATA_STEWARD", "TECHNICAL_OWNER", "DEVELOPER", "")
_NO_OWNERS = frozenset({"CONSUMER", "STAKEHOLDER", "PRODUCER", "DELEGATE"})

Path = tuple[str | int, ...]
Said = dict[str | None, Stated]
"""What one aspect says: of the dataset itself under None, and of its fields."""


class Aspect(Struct, frozen=True):
    """One aspect of an entity, and where in its element it stands.

    `whole` says that the aspect was text in the file, in which nothing has a place of its own.
    """

    urn: str
    name: str
    data: dict[str, Any]
    path: Path
    element: Element
    whole: bool = False

    def place(self, *path: str | int) -> Place:
        """Where a value of it stands."""
        return self.element.place(*self.path, *(() if self.whole else path))


class Dataset(Struct):
    """What is heard of one dataset, aspect by aspect."""

    place: Place
    aspects: dict[tuple[str, str], Said] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    schema: bool = False
    removed: bool = False


def recognise(file: Candidate) -> bool:
    """By the name of a dataset as DataHub writes it, or by the keys of its events."""
    head = file.head
    if head is None or not head.lstrip().startswith(("{", "[")):
        return False
    return _SIGN.search(head) is not None


def read(file: Candidate) -> Written:
    """What the datasets say.

    Raises:
        ConfigError: the file is too large, or no text.
    """
    content = read_text(file, "export of DataHub")
    datasets = _Datasets(_names(content))
    for element in elements(content):
        if isinstance(element, Broken):
            datasets.gathering.fault(element.message, element.place)
        else:
            datasets.hear(element)
    datasets.add()
    return datasets.gathering.written("datahub", RANK)


def _names(content: str) -> dict[str, str]:
    """What tags, terms and groups are called, by their urn, where the file says so."""
    if not any(f'"{aspect}"' in content for aspect in _NAMING) and "TagProperties" not in content:
        return {}
    found = {}
    for element in elements(content):
        if isinstance(element, Element):
            for aspect in _aspects(element):
                name = text(aspect.data.get(_NAMING.get(aspect.name, "")))
                if name:
                    found[aspect.urn] = name
    return found


class _Datasets:
    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._datasets: dict[str, Dataset] = {}
        self.gathering = Gathering()

    def hear(self, element: Element) -> None:
        """Keep what one event says."""
        if str(element.data.get("changeType", "UPSERT")).upper() == "PATCH":
            self.gathering.note(
                "a proposal that patches what is there is not read; export the aspect whole",
                element.place(),
            )
            return
        for aspect in _aspects(element):
            of_field = _FIELD.fullmatch(aspect.urn)
            urn = of_field[1] if of_field else aspect.urn
            if _DATASET.fullmatch(urn) is None:
                continue
            dataset = self._datasets.setdefault(urn, Dataset(element.place()))
            if of_field:
                path = column(unquote(of_field[2]))
                self._hear(dataset, aspect, path)
            else:
                self._hear(dataset, aspect, None)

    def _hear(self, dataset: Dataset, aspect: Aspect, path: str | None) -> None:
        said: Said = {}
        match aspect.name:
            case "status":
                if path is None:
                    dataset.removed = aspect.data.get("removed") is True
            case "schemaMetadata":
                self._fields(aspect, "fields", said)
                dataset.schema = True
            case "editableSchemaMetadata":
                self._fields(aspect, "editableSchemaFieldInfo", said)
            case "globalTags" | "glossaryTerms":
                self._labels(aspect, {aspect.name: aspect.data}, (), self._of(said, path))
            case "ownership":
                self._owners(aspect, self._of(said, path))
            case "datasetProperties" | "editableDatasetProperties":
                self._properties(dataset, aspect, self._of(said, None))
        dataset.aspects[aspect.name, path or ""] = said

    def _of(self, said: Said, path: str | None) -> Stated:
        if path not in said:
            said[path] = Stated(self.gathering)
        return said[path]

    def _fields(self, aspect: Aspect, key: str, said: Said) -> None:
        for number, each in enumerate(listed(aspect.data.get(key))):
            entry, here = mapping(each), (key, number)
            written = entry.get("fieldPath")
            path = column(written) if isinstance(written, str) else ""
            if not path:
                self.gathering.fault("a field has no path", aspect.place(*here))
                continue
            stated = self._of(said, path)
            described = aspect.place(*here, "description")
            stated.text("description", entry.get("description"), described)
            self._labels(aspect, entry, here, stated)

    def _labels(self, aspect: Aspect, entry: dict[Any, Any], here: Path, stated: Stated) -> None:
        for key, inner, each in (("globalTags", "tags", "tag"), ("glossaryTerms", "terms", "urn")):
            at = (*here, key) if here else ()
            for number, one in enumerate(listed(mapping(entry.get(key)).get(inner))):
                urn = text(mapping(one).get(each))
                name = self._names.get(urn) or unquote(urn.split(":", 3)[-1])
                place = aspect.place(*at, inner, number)
                labels.state(labels.parts(name), stated, self.gathering, place)

    def _owners(self, aspect: Aspect, stated: Stated) -> None:
        by_type: dict[str, list[str]] = {}
        for each in listed(aspect.data.get("owners")):
            urn = text(mapping(each).get("owner"))
            kind = text(mapping(each).get("type"))
            name = self._names.get(urn) or unquote(urn.split(":", 3)[-1])
            if name and kind not in _NO_OWNERS:
                by_type.setdefault(kind if kind in _OWNERS else "", []).append(name)
        first = next((by_type[kind] for kind in _OWNERS if kind in by_type), [])
        if first:
            stated.text("owner", list(dict.fromkeys(first)), aspect.place("owners"))

    def _properties(self, dataset: Dataset, aspect: Aspect, stated: Stated) -> None:
        described = aspect.place("description")
        stated.text("description", aspect.data.get("description"), described)
        for key, value in mapping(aspect.data.get("customProperties")).items():
            fact = words.key(key)
            if fact is not None and fact not in ("description", "type"):
                stated.state(fact, value, aspect.place("customProperties", key))
        try:
            dataset.parts = split(text(aspect.data.get("qualifiedName")))[1] or dataset.parts
        except ValueError:
            return

    def add(self) -> None:
        """Add all that was heard to the gathering, dataset by dataset."""
        for urn, dataset in self._datasets.items():
            found = _DATASET.fullmatch(urn)
            if found is None or dataset.removed:
                continue
            parts = _parts(unquote(found[2]), dataset.parts)
            if not parts:
                self.gathering.fault("a dataset has no name", dataset.place)
                continue
            *above, table = parts
            schemas = (".".join(above),) if above else ()
            stated = self._together(dataset)
            whole = stated.pop(None, None)
            if whole is not None:
                self.gathering.add(whole, dataset.place, table, schemas=schemas)
            nested.add(_tree(stated, dataset, self.gathering), self.gathering, table, schemas)

    def _together(self, dataset: Dataset) -> Said:
        """What all aspects say of each field, what counts first stated first."""
        together: Said = {}
        ordered = sorted(
            (each for each in dataset.aspects if each[0] in _FIRST),
            key=lambda each: _FIRST.index(each[0]),
        )
        for aspect in ordered:
            for path, stated in dataset.aspects[aspect].items():
                if path in together:
                    together[path].also(stated)
                else:
                    together[path] = stated
        return together


def _aspects(element: Element) -> Iterator[Aspect]:
    """The aspects of an event, of a proposal or of an entity."""
    data = element.data
    snapshot = mapping(data.get("proposedSnapshot"))
    for kind, inner in snapshot.items():
        urn = text(mapping(inner).get("urn"))
        for number, each in enumerate(listed(mapping(inner).get("aspects"))):
            for name, value in mapping(each).items():
                path: Path = ("proposedSnapshot", kind, "aspects", number, name)
                yield Aspect(urn, _short(name), _plain(mapping(value)), path, element)
    if snapshot:
        return
    if "aspectName" in data:
        aspect = mapping(data.get("aspect"))
        urn, name = text(data.get("entityUrn")), text(data.get("aspectName"))
        if isinstance(aspect.get("json"), dict):
            yield Aspect(urn, name, aspect["json"], ("aspect", "json"), element)
        elif isinstance(aspect.get("value"), str):
            inside = _decoded(aspect["value"])
            yield Aspect(urn, name, inside, ("aspect", "value"), element, whole=True)
        return
    urn = text(data.get("urn"))
    within: Path = ("aspects",) if isinstance(data.get("aspects"), dict) else ()
    for name, value in mapping(data.get("aspects") if within else data).items():
        if isinstance(value, dict):
            wrapped = isinstance(value.get("value"), dict)
            path = (*within, name, "value") if wrapped else (*within, name)
            yield Aspect(urn, name, value["value"] if wrapped else value, path, element)


def _short(name: str) -> str:
    """`com.linkedin.pegasus2avro.schema.SchemaMetadata` → `schemaMetadata`."""
    last = name.rpartition(".")[2]
    return last[:1].lower() + last[1:]


def _decoded(value: str) -> dict[str, Any]:
    try:
        return mapping(json.loads(value, strict=False))
    except (ValueError, RecursionError):
        return {}


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """An aspect without Avro's unions (`{"string": "…"}`); one level of them stands in fields."""
    return {key: _without_union(each) for key, each in value.items()}


def _without_union(value: Any) -> Any:
    if isinstance(value, dict):
        if len(value) == 1 and (key := next(iter(value))) in _UNIONS:
            return value[key]
        return {key: _without_union(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_union(each) for each in value]
    return value


def _parts(name: str, qualified: Sequence[str]) -> tuple[str, ...]:
    """The parts of a dataset's name; a part may hold a dot where the qualified name says so."""
    if qualified and ".".join(qualified) == name:
        return tuple(qualified)
    return tuple(part for part in name.split(".") if part)


def column(path: str) -> str:
    """The field that a path means, without the types that newer paths carry.

    https://docs.datahub.com/docs/advanced/field-path-spec-v2
    """
    return _VERSIONED.sub("", path) if path.startswith("[version=") else path


def _tree(stated: Said, dataset: Dataset, gathering: Gathering) -> list[Field]:
    """The fields of a dataset, each in the one that holds it.

    A dot stands between a field and what it is in, or in a column's own name: that is told by the
    schema, which lists what holds fields, too; where a file has none, every dot is the former.
    """
    every = {path: said for path, said in stated.items() if path is not None}
    if not dataset.schema:
        for path in list(every):
            while path := path.rpartition(".")[0]:
                every.setdefault(path, Stated(gathering))
    fields = {path: Field(path, _first(said, dataset.place), said) for path, said in every.items()}
    top = []
    for path, each in fields.items():
        above = path.rpartition(".")[0]
        while above and above not in fields:
            above = above.rpartition(".")[0]
        if above:
            each.name = path.removeprefix(f"{above}.")
            fields[above].inside.append(each)
        else:
            top.append(each)
    return top


def _first(stated: Stated, otherwise: Place) -> Place:
    return next((said.place for said in stated.said.values()), otherwise)
