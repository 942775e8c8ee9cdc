"""`lictor.yml`, read and checked, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from governance.credentials import from_environment, password_command, refuse_password
from governance.detection import DetectionDocument, detection
from governance.documents import Document, Text, load
from governance.errors import ConfigError
from governance.faults import MUST_BE
from governance.model.detection import Detection
from governance.model.functions import FUNCTION_EFFECTS, FunctionEffect, Told
from governance.model.judgement import Severity
from governance.model.location import Location
from governance.model.names import printable
from governance.scan_settings import ScanDocument, ScanSettings, scan_settings
from governance.suggest import did_you_mean
from governance.tree import Tree

FILE = "lictor.yml"

SeverityChoice = Literal["block", "warn", "info", "off"]
Parameter = int | float | str


class Written(Struct, frozen=True):
    """A part of a document, for the places of what stands in it."""

    _document: Document
    _path: tuple[str | int, ...]

    def at(self, *path: str | int) -> Location:
        """Where the value at `path` below this part stands, or the nearest thing that does."""
        return self._document.location(*self._path, *path)


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of `sources:`.

    `kind` names the extractor. `path` is a file, folder or glob from the repository's root; `url`
    a connection string, its `${VARIABLE}`s not yet replaced (see `resolved_url`), never printed.
    `schemas` are globs; empty means all but the engine's own. `dialect` is None where nobody said
    which it is. `schema` is where dbt puts the models that say nothing of it. `functions` are those
    that `lineage:` tells about. `namespaces` are OpenLineage's names of systems, each with the
    source that reads the same system. `password_command` (a program and its arguments) or
    `password_file` gives the password that is not in the `url`. `header` says whether the first
    line of CSV files names their columns; None: to be told from each.
    """

    name: str
    kind: str
    path: str | None = None
    dialect: str | None = None
    url: str | None = field(default=None, repr=False)
    schemas: tuple[str, ...] = ()
    schema: str | None = None
    functions: tuple[Told, ...] = ()
    namespaces: tuple[tuple[str, str], ...] = ()
    location: Location | None = None
    written: Written | None = field(default=None, repr=False, compare=False)
    password_command: tuple[str, ...] = field(default=(), repr=False)
    password_file: str | None = field(default=None, repr=False)
    header: bool | None = None

    def at(self, key: str) -> Location | None:
        """Where a key of it stands in lictor.yml, None for a source that nobody wrote down."""
        return self.written.at(key) if self.written else self.location

    def resolved_url(self) -> str:
        """The connection string with its variables replaced from the environment.

        Raises:
            ConfigError: there is no url, or a variable is not set; names the variable only.
        """
        if not self.url:
            raise ConfigError(f'source "{self.name}" needs a url:', location=self.location)
        return self.replaced(self.url, "url")

    def replaced(self, text: str, key: str) -> str:
        """What stands at a key, with the variables in it replaced from the environment.

        Raises:
            ConfigError: a variable is not set; names the variable only.
        """

        def missing(variable: str) -> str:
            return f'source "{self.name}" needs the environment variable {variable}; set it'

        return from_environment(text, missing, self.at(key))


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Which policies judge, and how severely.

    `severity` and `parameters` are by policy id; "off" switches a policy off. `location` is where
    `policies:` stands in lictor.yml.
    """

    packs: tuple[str, ...] = ("core",)
    paths: tuple[str, ...] = ()
    severity: Mapping[str, Severity | Literal["off"]] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Parameter]] = field(default_factory=dict)
    location: Location | None = None
    written: Written | None = field(default=None, repr=False, compare=False)

    def at(self, *path: str | int) -> Location | None:
        """Where something below `policies:` stands, None where nobody wrote it down."""
        return self.written.at(*path) if self.written else self.location


class WaiverSettings(Struct, frozen=True):
    """Where waivers stand, and which count.

    `files` is None where nobody named any: then it is waivers.yml if that is there. A waiver may
    run for `max_days` from the day of the check. `from_pull_request` lets those count that a
    change itself adds. `location` is where `waivers:` stands in lictor.yml.
    """

    files: tuple[str, ...] | None = None
    from_pull_request: bool = False
    max_days: int = 366
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything lictor.yml says.

    `environments` maps an environment to the globs of its schemas; the first that matches counts.
    `baseline` is a file, None where nobody named one: then it is lictor.baseline if that is there.
    `catalog` is the store's url, its `${VARIABLE}`s not yet replaced (see `governance.stores`).
    `file` is None when there is no lictor.yml; `assumptions` then say what was taken for granted.
    `functions` are those that `lineage:` tells about; every source has them, too.
    """

    sources: tuple[Source, ...] = ()
    environments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stewardship: tuple[str, ...] = ()
    policies: PolicySettings = field(default_factory=PolicySettings)
    waivers: WaiverSettings = field(default_factory=WaiverSettings)
    baseline: str | None = None
    catalog: str | None = field(default=None, repr=False)
    file: str | None = None
    assumptions: tuple[str, ...] = ()
    functions: tuple[Told, ...] = ()
    scan: ScanSettings = field(default_factory=ScanSettings)
    detection: Detection = field(default_factory=Detection)


class SourceDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where data is described: migrations, a database."""

    name: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$",
            extra={MUST_BE: "letters, digits, _ and -, with a letter or _ first"},
            description="A short name; it stands in front of names that two sources share.",
        ),
    ]
    kind: Annotated[
        Text,
        Meta(
            description="What it is: ddl (SQL files), dbt (a project), openlineage (events), files "
            "(Parquet, CSV, JSON, lakes); or a database: postgres, mariadb, sqlite, duckdb, "
            "snowflake, …"
        ),
    ]
    path: Annotated[
        Text | None, Meta(description="File, folder or glob from the repository's root.")
    ] = None
    dialect: Annotated[
        Text | None,
        Meta(description="The SQL dialect of the files: postgres, snowflake, bigquery, …"),
    ] = None
    url: Annotated[
        Text | None,
        Meta(description="Connection string; write secrets as ${VARIABLE}, never in the clear."),
    ] = None
    password_command: Annotated[
        # not `Text`: msgspec 0.22 can crash where a pattern stands in a union with a list
        str | tuple[str, ...] | None,
        Meta(
            description="A program and its arguments that prints the password, run without a "
            "shell and only where databases are read."
        ),
    ] = None
    password_file: Annotated[
        Text | None,
        Meta(description="Full path of a file whose first line is the password."),
    ] = None
    schemas: Annotated[
        tuple[Text, ...], Meta(description="Globs of the schemas to read; all if empty.")
    ] = ()
    schema: Annotated[
        Text | None,
        Meta(description="The schema of dbt models that name none: production's target schema."),
    ] = None
    namespaces: Annotated[
        Mapping[str, Text],
        Meta(
            description="OpenLineage namespace (postgres://db:5432) to the source that reads the "
            "same system."
        ),
    ] = {}
    header: Annotated[
        bool | None,
        Meta(description="Whether the first line of CSV files names the columns."),
    ] = None


class PoliciesDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which policies judge, and how severely."""

    packs: Annotated[tuple[Text, ...], Meta(description="Packs that come with Lictor.")] = ("core",)
    paths: Annotated[tuple[Text, ...], Meta(description="Files or folders of your policies.")] = ()
    severity: Annotated[
        Mapping[str, SeverityChoice], Meta(description="Policy id to severity.")
    ] = {}
    parameters: Annotated[
        Mapping[str, Mapping[str, Parameter]],
        Meta(description="Policy id to the parameters to change."),
    ] = {}


class WaiversDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where waivers stand, and which count."""

    files: Annotated[
        tuple[Text, ...] | None, Meta(description="Files of waivers; waivers.yml if left out.")
    ] = None
    from_pull_request: Annotated[
        bool,
        Meta(
            description="Whether waivers count that a pull request itself adds. Only with "
            "CODEOWNERS that guard them."
        ),
    ] = False
    max_days: Annotated[
        Annotated[int, Meta(gt=0, le=36_500, extra={MUST_BE: "a number of days from 1 to 36500"})],
        Meta(description="How many days from now a waiver may run; 366 if left out."),
    ] = 366


FunctionName = Annotated[
    str,
    Meta(
        pattern=r"^(?=.*[^\W\d])[\w$#@*]+(?:\.[\w$#@*]+)*$",
        extra={MUST_BE: 'the name of a function as SQL writes it: hash_pii, vault.mask, "vault.*"'},
    ),
]


class FunctionsDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What functions that only you know do to a value; `*` stands for any characters."""

    identity: Annotated[
        tuple[FunctionName, ...], Meta(description="The value itself comes out.")
    ] = ()
    derived: Annotated[
        tuple[FunctionName, ...], Meta(description="Changed, and still telling who it is.")
    ] = ()
    generalised: Annotated[
        tuple[FunctionName, ...], Meta(description="A part or a range comes out.")
    ] = ()
    hashed: Annotated[
        tuple[FunctionName, ...],
        Meta(description="A hash without a key: whoever can guess the value can find it."),
    ] = ()
    keyed: Annotated[
        tuple[FunctionName, ...],
        Meta(description="Hidden under a key: HMAC, encryption, a token."),
    ] = ()
    restored: Annotated[
        tuple[FunctionName, ...],
        Meta(description="Gives back what was hidden: decryption, detokenisation."),
    ] = ()
    aggregated: Annotated[
        tuple[FunctionName, ...], Meta(description="A number over many rows comes out.")
    ] = ()
    predicate: Annotated[
        tuple[FunctionName, ...], Meta(description="Only yes or no comes out.")
    ] = ()
    none: Annotated[
        tuple[FunctionName, ...],
        Meta(description="Nothing of the value comes out: a constant, an invented value."),
    ] = ()


class LineageDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How SQL is followed."""

    functions: Annotated[
        FunctionsDocument,
        Meta(description="What functions of your own do to a value, by effect."),
    ] = FunctionsDocument()


class SettingsDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lictor.yml`: what Lictor reads and how it judges."""

    version: Annotated[Literal[1], Meta(description="The version of this format: 1.")]
    catalog: Annotated[Text | None, Meta(description="URL of the catalog's store.")] = None
    sources: Annotated[
        tuple[SourceDocument, ...], Meta(description="Where data is described.")
    ] = ()
    environments: Annotated[
        Mapping[str, tuple[Text, ...]],
        Meta(description="Environment to the globs of its schemas; the first match counts."),
    ] = {}
    stewardship: Annotated[
        tuple[Text, ...],
        Meta(
            description="Files, folders and globs in which people declare facts: Lictor's own "
            "YAML, data contracts, Fides datasets, dictionaries and spreadsheets."
        ),
    ] = ()
    lineage: LineageDocument = LineageDocument()
    policies: PoliciesDocument = PoliciesDocument()
    waivers: Annotated[
        tuple[Text, ...] | WaiversDocument,
        Meta(description="Files of waivers, or more about them; waivers.yml if left out."),
    ] = WaiversDocument()
    baseline: Annotated[
        Text | None,
        Meta(description="The file of the faults that were there; lictor.baseline if left out."),
    ] = None
    scan: ScanDocument = ScanDocument()
    detection: DetectionDocument = DetectionDocument()


def read(tree: Tree, file: str = FILE) -> Settings | None:
    """The settings in `file` of a tree, None when the tree has no such file.

    Raises:
        ConfigError: the file cannot be used; says the line and what was meant.
    """
    content = tree.read([file]).get(file)
    if content is None:
        return None
    document = load(content, file)
    _off_is_a_word(document.data)
    return _settings(document, document.read_as(SettingsDocument))


def _off_is_a_word(data: object) -> None:
    """YAML reads `off` as false."""
    match data:
        case {"policies": {"severity": dict(severity)}}:
            severity.update({key: "off" for key, value in severity.items() if value is False})


def _settings(document: Document, read: SettingsDocument) -> Settings:
    refuse_password(read.catalog, document.location("catalog"))
    functions = _functions(document, read.lineage.functions)
    names: dict[str, int] = {}
    sources = []
    for number, source in enumerate(read.sources):
        location = document.location("sources", number)
        if source.name in names:
            raise ConfigError(
                f'two sources are named "{source.name}" (line {names[source.name]}); rename one',
                location=document.location("sources", number, "name"),
            )
        names[source.name] = location.line
        refuse_password(source.url, document.location("sources", number, "url"))
        path = source.path and _tidy(source.path, document.location("sources", number, "path"))
        sources.append(
            Source(
                source.name,
                source.kind,
                path,
                source.dialect,
                source.url,
                source.schemas,
                source.schema,
                functions,
                tuple(source.namespaces.items()),
                location,
                Written(document, ("sources", number)),
                password_command(document, number, source.password_command, source.password_file),
                source.password_file,
                source.header,
            )
        )
    _known_sources(document, read, names)
    policies = read.policies
    baseline = read.baseline and _tidy(read.baseline, document.location("baseline"))
    return Settings(
        sources=tuple(sources),
        environments=MappingProxyType(dict(read.environments)),
        stewardship=_relative(document, read.stewardship, "stewardship"),
        policies=PolicySettings(
            packs=policies.packs,
            paths=_relative(document, policies.paths, "policies", "paths"),
            severity=MappingProxyType(
                {k: v if v == "off" else Severity(v) for k, v in policies.severity.items()}
            ),
            parameters=MappingProxyType(
                {k: MappingProxyType(dict(v)) for k, v in policies.parameters.items()}
            ),
            location=document.location("policies"),
            written=Written(document, ("policies",)),
        ),
        waivers=_waivers(document, read.waivers),
        baseline=baseline,
        catalog=read.catalog,
        file=document.file,
        functions=functions,
        scan=scan_settings(document, read.scan),
        detection=detection(document, read.detection),
    )


def _functions(document: Document, read: FunctionsDocument) -> tuple[Told, ...]:
    """What the lists say, one entry a name."""
    told: dict[str, FunctionEffect] = {}
    for effect in FUNCTION_EFFECTS:
        for number, written in enumerate(getattr(read, effect)):
            name = written.lower()
            if told.setdefault(name, effect) != effect:
                raise ConfigError(
                    f'the function "{printable(written)}" is {told[name]} and {effect}; '
                    "keep it in one list",
                    location=document.location("lineage", "functions", effect, number),
                )
    return tuple(Told(name, effect) for name, effect in sorted(told.items()))


def _known_sources(document: Document, read: SettingsDocument, names: Iterable[str]) -> None:
    """What namespaces stand for must be there: a name that is wrong would join nothing."""
    for number, source in enumerate(read.sources):
        for namespace, name in source.namespaces.items():
            if name not in names:
                raise ConfigError(
                    f'there is no source "{printable(name)}"{did_you_mean(name, names)}',
                    location=document.location("sources", number, "namespaces", namespace),
                )


def _waivers(document: Document, read: tuple[str, ...] | WaiversDocument) -> WaiverSettings:
    if isinstance(read, tuple):
        where: tuple[str, ...] = ("waivers",)
        read = WaiversDocument(files=read)
    else:
        where = ("waivers", "files")
    return WaiverSettings(
        files=None if read.files is None else _relative(document, read.files, *where),
        from_pull_request=read.from_pull_request,
        max_days=read.max_days,
        location=document.location("waivers"),
    )


def _relative(document: Document, paths: Iterable[str], *where: str | int) -> tuple[str, ...]:
    """The paths, each checked and tidied, of the list that stands at `where`."""
    return tuple(
        _tidy(path, document.location(*where, number)) for number, path in enumerate(paths)
    )


def _tidy(path: str, location: Location) -> str:
    if path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ConfigError(
            f'the path "{printable(path)}" must be relative to the repository, with / and no ..',
            location=location,
        )
    return path.removeprefix("./").rstrip("/") or "."
