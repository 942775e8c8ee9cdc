"""The session is read-only, bounded, and never says what it must not."""

from __future__ import annotations

import traceback

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from governance.errors import ConfigError, ExtractError
from governance.extract.live import postgres
from governance.extract.live.postgres import session

from .conftest import Server, read_postgres

CANARY = "hunter2zanzibar"


def test_nothing_can_be_written(server: Server) -> None:
    url = server.database("readonly", "CREATE TABLE t (a int)")
    with (
        pytest.raises(ExtractError, match="SQLSTATE 25006"),
        session(conninfo_to_dict(url), "app") as connection,
    ):
        connection.execute("INSERT INTO public.t VALUES (1)")


def test_nothing_can_be_written_in_a_later_transaction_either(server: Server) -> None:
    url = server.database("readonly_later", "CREATE TABLE t (a int)")
    with session(conninfo_to_dict(url), "app") as connection:
        connection.commit()
        connection.read_only = None
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("INSERT INTO public.t VALUES (1)")


def test_the_session_is_bounded_and_says_who_it_is(server: Server) -> None:
    with session(conninfo_to_dict(server.url), "app") as connection:
        settings = {
            name: connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
            for name in (
                "application_name",
                "lock_timeout",
                "search_path",
                "statement_timeout",
                "transaction_isolation",
                "transaction_read_only",
            )
        }
    assert settings == {
        "application_name": ("lictor",),
        "lock_timeout": ("5s",),
        "search_path": ("pg_catalog",),
        "statement_timeout": ("1min",),
        "transaction_isolation": ("repeatable read",),
        "transaction_read_only": ("on",),
    }


def test_a_lock_is_not_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres._SESSION, "lock_timeout", "50ms")
    url = server.database("locked", "CREATE TABLE t (a int)")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        with (
            pytest.raises(ExtractError, match="a lock was not free"),
            session(conninfo_to_dict(url), "app") as mine,
        ):
            mine.execute("SELECT * FROM public.t")


def test_a_database_whose_functions_shadow_the_built_in_ones_is_read_all_the_same(
    server: Server,
) -> None:
    url = server.database(
        "shadowed",
        """
        CREATE TABLE t (a int);
        CREATE FUNCTION public.format_type(oid, integer) RETURNS text
            LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE FUNCTION public.obj_description(oid, name) RETURNS text
            LANGUAGE sql AS $$ SELECT 'x' $$;
        ALTER DATABASE shadowed SET search_path = public, pg_catalog;
        """,
    )
    (table,) = read_postgres(url).tables
    assert table.comment is None
    assert table.columns[0].type == "integer"


UNUSABLE = [
    f"postgresql://user:{CANARY}@127.0.0.1:1/db",
    f"postgresql://user:{CANARY}@no-such-host.invalid/db",
    f"postgresql://user:{CANARY}@host/db?bogus={CANARY}",
    f"user:{CANARY}@host",
    f"postgresql://user:{CANARY}@ho st/db",
    f"postgresql://user:{CANARY}@host:port/db",
    f"postgresql://user:{CANARY}@host/db?connect_timeout={CANARY}",
    f"postgresql://user:{CANARY}@127.0.0.1:1,127.0.0.1:2/db",
    f"postgresql://user:{CANARY}%00@127.0.0.1:1/db",
    f"postgresql://user:{CANARY}@127.0.0.1:1/db?sslmode={CANARY}",
    f"host=127.0.0.1 port=1 password='{CANARY}",
    f"service={CANARY}",
    f"postgresql://[{CANARY}",
    CANARY,
    "\x00",
]


@pytest.mark.parametrize("url", UNUSABLE)
def test_what_is_wrong_with_a_url_is_said_without_it(url: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read_postgres(url)
    said = "".join(traceback.format_exception(caught.value))
    assert CANARY not in str(caught.value)
    assert 'source "app" cannot be read: ' in said
    assert CANARY not in said.replace(repr(url), "")


def test_a_refused_login_does_not_name_user_or_database(server: Server) -> None:
    with pytest.raises(ExtractError, match="no such database or user") as caught:
        read_postgres(make_conninfo(server.url, dbname=CANARY, password=CANARY))
    assert CANARY not in str(caught.value)


def test_an_old_server_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OLDEST", 990000)
    with pytest.raises(ExtractError, match="older than"):
        read_postgres(server.url)


def test_the_url_comes_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)
    with pytest.raises(ConfigError, match="WAREHOUSE_URL"):
        read_postgres("${WAREHOUSE_URL}")
    monkeypatch.setenv("WAREHOUSE_URL", server.database("named", "CREATE TABLE t (a int)"))
    assert len(read_postgres("${WAREHOUSE_URL}").tables) == 1
