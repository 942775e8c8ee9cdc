"""Which engines are read through SQLAlchemy, and a session on one that cannot quote a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from governance.errors import ExtractError, MissingExtra
from governance.extract.live.password import password
from governance.model.names import printable
from governance.settings import Source

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

CONNECT_SECONDS = 10
QUERY_SECONDS = 60
LOCK_SECONDS = 5

Arguments = Mapping[str, Any]
NO_ARGUMENTS: Arguments = MappingProxyType({})


def is_local(url: URL) -> bool:
    """Whether a server is this machine, where nobody listens on the way."""
    return url.host in (None, "", "localhost", "127.0.0.1", "::1")


class Opening(Struct, frozen=True):
    """How a driver is called: the url, its arguments, and what a reader should know of it."""

    url: URL
    arguments: Arguments = NO_ARGUMENTS
    notices: tuple[str, ...] = ()


class Unusable(Exception):  # noqa: N818 - reads as what it is
    """A url cannot be opened as it stands; the sentence says why, without a part of it."""


def _plain(url: URL) -> Opening:
    return Opening(url)


class Engine(Struct, frozen=True):
    """What there is to know of one kind of database before it is read.

    `name` is what people call it, `dialect` ours of its SQL ("" when there is none). `driver` is
    SQLAlchemy's name of dialect and driver, taken where the url names no driver. `schemes` are the
    words that a url may begin with, any when there are none. `extra` is the extra of this
    distribution that brings the driver, `beside` what the driver needs that pip does not bring.
    `own` are globs of schemas that the engine keeps for itself, lower case. `opening` gives a
    driver's arguments, `statements` are run first: to read only, and not for ever. `one_database`
    says that a url's database is all that it means: a schema is a database there, and the server
    has others.
    """

    name: str
    dialect: str
    driver: str
    schemes: tuple[str, ...]
    extra: str
    own: tuple[str, ...] = ()
    opening: Callable[[URL], Opening] = field(default=_plain)
    statements: tuple[str, ...] = ()
    one_database: bool = False
    beside: str = ""


class Session(Struct, frozen=True):
    """An open connection, the database that its url names ("" when none), and what to tell."""

    connection: Connection
    database: str
    notices: tuple[str, ...] = ()


@contextmanager
def session(engine: Engine, source: Source) -> Iterator[Session]:
    """A connection on which only reading is meant, rolled back at the end.

    A message of a driver may quote the url, a statement or a value, so none is passed on.

    Raises:
        ExtractError: the url is of another kind, the server cannot be reached or read.
        MissingExtra: the driver is not installed; says what installs it.
        ConfigError: there is no url, a variable or the password cannot be had.
    """
    import sqlalchemy
    from sqlalchemy.pool import NullPool

    from governance.extract.live.failure import FAILURES, reason, refusal

    _quiet()
    url = _url(engine, source)
    try:
        opening = engine.opening(url)
    except Unusable as error:
        raise _wrong(source, str(error)) from None
    try:
        made = sqlalchemy.create_engine(
            opening.url,
            poolclass=NullPool,
            connect_args=dict(opening.arguments),
            hide_parameters=True,
        )
    except (ImportError, sqlalchemy.exc.NoSuchModuleError):
        raise missing(engine, source) from None
    except FAILURES as error:
        raise _wrong(source, refusal(error)) from None
    try:
        connection = made.connect()
    except ImportError:  # some dialects import their driver only now
        raise missing(engine, source) from None
    except FAILURES as error:
        raise _wrong(source, refusal(error)) from None
    try:
        with connection:
            for statement in engine.statements:
                connection.exec_driver_sql(statement)
            yield Session(
                connection,
                url.database or "",
                tuple(f'source "{source.name}": {said}' for said in opening.notices),
            )
    except ExtractError:
        raise
    except FAILURES as error:
        raise _wrong(source, reason(error)) from None
    finally:
        made.dispose()


def missing(engine: Engine, source: Source) -> MissingExtra:
    """That the driver of a source is not there, and what brings it."""
    remedy = (
        f"pip install 'lictor[{engine.extra}]'"
        if engine.extra
        else "install the dialect of SQLAlchemy that its url names, and its driver"
    )
    if engine.beside:
        remedy += f", and {engine.beside}"
    return MissingExtra(
        f'source "{source.name}" needs the driver of {engine.name}, which is not installed: '
        f"{remedy}",
        location=source.location,
    )


def _url(engine: Engine, source: Source) -> URL:
    """The url with its password, and with the driver that is ours where it names none."""
    import sqlalchemy

    try:
        url = sqlalchemy.make_url(source.resolved_url())
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise _wrong(source, "its url is no connection string") from None
    scheme, _, driver = url.drivername.partition("+")
    if engine.schemes and scheme not in engine.schemes:
        raise _wrong(
            source,
            f"its url begins with {printable(scheme)}:// and not with "
            f"{' or '.join(f'{known}://' for known in engine.schemes)}",
        )
    word = password(source)
    if word is not None:
        if url.password:
            raise _wrong(source, "its url has a password, and password_file or _command another")
        url = url.set(password=word)
    return url if driver or not engine.driver else url.set(drivername=engine.driver)


def _wrong(source: Source, why: str) -> ExtractError:
    return ExtractError(f'source "{source.name}" cannot be read: {why}', location=source.location)


def _quiet() -> None:
    """SQLAlchemy warns of types it does not know, and quotes what it read; we say so ourselves."""
    import warnings

    from sqlalchemy.exc import SAWarning

    warnings.filterwarnings("ignore", category=SAWarning)
