"""Whatever happens while a scan is stored: the store is as it was before, or as after.

`LICTOR_KILLS` says how many processes are killed at random moments (6 if left out).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from msgspec import structs
from sqlalchemy import event, text

from governance.catalog import checking, runs
from governance.catalog.checking import check
from governance.catalog.history import scans
from governance.catalog.loading import load
from governance.catalog.opening import Store, open_store
from governance.catalog.publishing import publish
from governance.catalog.runs import Kept, fail, keep, progress, start
from governance.errors import CatalogError
from governance.model.catalog import Catalog, Table
from governance.model.names import TableRef

from .conftest import ENGINES, POSTGRES, opened, same, scan, shop
from .publishing_process import state
from .test_store_publish import dump

KILLS = int(os.environ.get("LICTOR_KILLS", "6"))
CUSTOMERS = TableRef("shop", "crm", "customers")


def child(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("publishing_process.py")), url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


@pytest.mark.parametrize("engine", ["sqlite", *POSTGRES[-1:]])
def test_a_killed_scan_leaves_the_store_before_or_after(
    engine: str, url_of: Callable[[str], str]
) -> None:
    url = url_of(engine)
    dice = random.Random(KILLS)
    with opened(url) as store:
        for _ in range(KILLS):
            process = child(url)
            assert process.stdout is not None
            assert process.stdout.readline().startswith("kept")
            time.sleep(dice.uniform(0, 0.8))
            process.kill()
            said, wrong = process.communicate()
            assert process.returncode == -signal.SIGKILL, wrong
            assert check(store) == ()
            told = [line.split() for line in said.splitlines()]
            after = [int(number) for what, number in told if what == "published"]
            begun = [int(number) for what, number in told if what == "publishing"]
            if begun or after:
                loaded = load(store)
                possible = {*after[-1:], *begun[-1:]}
                assert {len(loaded.tables)} & {len(state(n).tables) for n in possible} or not after
                comments = {table.columns[1].comment for table in loaded.tables}
                assert len(comments) <= 1  # never some of the one and some of the other
                if after:
                    assert comments <= {str(number) for number in possible}
                    (comment,) = comments
                    same(loaded, state(int(comment or 0)))
        with open_store(url, Path()) as again:  # the next scan completes
            scan(again, "app", state(1))
            same(load(again), state(1))
            states = [each.state for each in scans(again, "app", last=1000)]
            assert states.count("running") == 0
            assert states.count("lost") <= KILLS


def test_a_scan_that_died_goes_on_where_it_stopped(store: Store) -> None:
    """The one that died is a process that was killed while it kept its results."""
    url = store.url.render_as_string(hide_password=False)
    process = child(url)
    assert process.stdout is not None
    while len(progress(store, "app")) < 3:
        assert process.poll() is None
    process.kill()
    process.communicate()
    kept = progress(store, "app")
    run = start(store, "app", by="ada")
    assert progress(store, "app") == kept
    if not load(store).tables:
        assert [each.state for each in scans(store)] == ["running", "lost"]
    publish(store, run, state(0))
    assert progress(store, "app") == {}
    assert check(store) == ()


def test_two_scans_of_one_source_at_once(store: Store) -> None:
    run = start(store, "shop", by="ada")
    began = time.monotonic()
    with pytest.raises(CatalogError, match=rf'"shop" is being scanned: scan {run.id} by ada'):
        start(store, "shop", by="bob", wait=0.3)
    assert time.monotonic() - began < 5
    other = start(store, "marts", by="bob")  # another source is nobody's business
    publish(store, other, shop())
    fail(store, run, "no permission")
    again = start(store, "shop", by="bob")
    with pytest.raises(CatalogError, match=f"scan {run.id} of source .* is failed"):
        publish(store, run, shop())
    publish(store, again, shop())
    assert [each.state for each in scans(store, "shop")] == ["published", "failed"]
    assert scans(store, "shop")[1].failure == "no permission"
    same(load(store), shop())


def test_a_scan_waits_for_a_short_one(store: Store) -> None:
    run = start(store, "shop", by="ada")
    timer = threading.Timer(0.4, publish, (store, run, shop()))
    timer.start()
    later = start(store, "shop", by="bob", wait=20)
    timer.join()
    assert later.id == run.id + 1
    assert not publish(store, later, shop()).anything


def test_a_silent_scan_on_another_machine_counts_as_dead(
    file_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_machine", lambda: "elsewhere")
    start(file_store, "shop", by="ada")
    monkeypatch.undo()
    with pytest.raises(CatalogError, match="by ada"):
        start(file_store, "shop", by="bob", wait=0)
    with file_store.writing() as connection:
        connection.execute(text("UPDATE scans SET heartbeat = '2026-01-01T00:00:00.000000+00:00'"))
    start(file_store, "shop", by="bob", wait=0)
    assert [each.state for each in scans(file_store)] == ["running", "lost"]


@pytest.mark.parametrize("engine", ENGINES)
def test_writers_of_many_sources_at_once(engine: str, url_of: Callable[[str], str]) -> None:
    url = url_of(engine)
    opened(url).close()
    failed: list[BaseException] = []

    def one(number: int) -> None:
        try:
            with open_store(url, Path()) as store:
                for step in range(4):
                    tables = tuple(
                        Table(TableRef(f"s{number}", "", f"t{n}"), comment=str(step))
                        for n in range(20)
                    )
                    scan(store, f"s{number}", Catalog("live", tables))
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with open_store(url, Path()) as store:
        assert check(store) == ()
        loaded = load(store)
        assert len(loaded.tables) == 80
        assert {table.comment for table in loaded.tables} == {"3"}
        assert [each.state for each in scans(store)] == ["published"] * 16


def test_a_reader_sees_one_state_while_another_writes(store: Store) -> None:
    scan(store, "shop", shop())
    with store.reading() as connection:
        count = text("SELECT (SELECT count(*) FROM tables), (SELECT count(*) FROM columns)")
        before = connection.execute(count).one()
        scan(store, "shop", Catalog("live"))
        assert connection.execute(count).one() == before
    assert load(store, ["shop"]).tables == ()


def test_a_full_disk_changes_nothing(file_store: Store) -> None:
    scan(file_store, "shop", shop())
    before = dump(file_store, "scans")
    with file_store.reading() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))

    @event.listens_for(file_store.engine, "connect")
    def little(connection: object, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")  # type: ignore[attr-defined]

    run = start(file_store, "app")
    with pytest.raises(CatalogError, match="the disk is full"):
        publish(file_store, run, state(0))
    event.remove(file_store.engine, "connect", little)
    assert dump(file_store, "scans") == before
    assert check(file_store) == ()
    publish(file_store, run, state(0))  # once there is room again
    assert check(file_store) == ()


@pytest.mark.skipif(
    not Path("/dev/shm").is_dir() or not os.access("/usr/bin/unshare", os.X_OK),
    reason="no util-linux to make a small file system with",
)
def test_a_really_full_disk_changes_nothing(tmp_path: Path) -> None:
    """A file system of 1 MiB, in a mount namespace of its own."""
    small = tmp_path / "small"
    small.mkdir()
    program = (
        "import sys; from pathlib import Path\n"
        "sys.path[:0] = [sys.argv[2], sys.argv[3]]\n"
        "from publishing_process import state\n"
        "from governance.catalog.opening import open_store\n"
        "from governance.catalog.checking import check\n"
        "from governance.catalog.publishing import publish\n"
        "from governance.catalog.runs import start\n"
        "from governance.catalog.loading import load\n"
        "from governance.errors import CatalogError\n"
        "store = open_store(None, Path(sys.argv[1]))\n"
        "for number in range(99):\n"
        "    try:\n"
        "        publish(store, start(store, 'app'), state(number))\n"
        "    except CatalogError as error:\n"
        "        print(number, error.message)\n"
        "        break\n"
        "Path(sys.argv[1], 'ballast').unlink()\n"
        "comments = {t.columns[1].comment for t in load(store).tables}\n"
        "print(comments == {str(number - 1)}, check(store))\n"
    )
    mount = (
        f"mount -t tmpfs -o size=1536k none {small} && head -c 400000 /dev/zero > {small}/ballast "
        f'&& exec "$@"'
    )
    done = subprocess.run(
        [
            "unshare",
            "--mount",
            "--map-root-user",
            "sh",
            "-c",
            mount,
            "sh",
            sys.executable,
            "-c",
            program,
            str(small),
            str(Path(__file__).parents[2]),
            str(Path(__file__).parent),
        ],
        capture_output=True,
        text=True,
    )
    if (done.returncode and "unshare" in done.stderr) or "mount:" in done.stderr:
        pytest.skip("this machine lets nobody mount a file system")
    assert done.returncode == 0, done.stderr
    first, last = done.stdout.splitlines()
    assert "the disk is full" in first or "the disk failed" in first
    assert last == "True ()"


@pytest.mark.parametrize("engine", POSTGRES)
def test_a_dropped_connection_changes_nothing(engine: str, url_of: Callable[[str], str]) -> None:
    url = url_of(engine)
    with opened(url) as store:
        scan(store, "shop", shop())
        before = dump(store, "scans")
        run = start(store, "app")

        @event.listens_for(store.engine, "before_cursor_execute")
        def drop(connection: object, cursor: object, statement: str, *_: object) -> None:
            if "alter" in statement.lower() or "max(history.id)" in statement:
                with psycopg.connect(url, autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                        "AND state = 'idle in transaction'"
                    )

        with pytest.raises(CatalogError, match=r"the connection was lost|ended the connection"):
            publish(store, run, state(0))
        event.remove(store.engine, "before_cursor_execute", drop)
        assert dump(store, "scans") == before
        assert check(store) == ()
        publish(store, run, state(0))
        assert check(store) == ()


def test_a_lost_hold_is_found_out(url_of: Callable[[str], str]) -> None:
    """The server ends the session that holds a source; another scan takes over."""
    url = url_of(POSTGRES[-1])
    with opened(url) as store:
        run = start(store, "shop", by="ada")
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        later = start(store, "shop", by="bob", wait=5)
        with pytest.raises(CatalogError, match="is lost and keeps nothing"):
            publish(store, run, shop())
        with pytest.raises(CatalogError, match="is lost and keeps nothing"):
            keep(store, run, {CUSTOMERS: Kept("d", "{}")})
        publish(store, later, shop())
        assert CUSTOMERS in {table.ref for table in load(store).tables}


def test_what_a_check_finds(file_store: Store) -> None:
    """Each thing that must hold is missed when it does not."""
    scan(file_store, "shop", shop())
    assert check(file_store) == ()
    parts = (
        checking._database,
        checking._contents,
        checking._history,
        checking._rows,
        checking._scans,
    )
    breaks = {
        "UPDATE columns SET type = 'x' WHERE column_name = 'email'": "the columns of",
        "DELETE FROM grants": "the grants of",
        "UPDATE tables SET comment = 'x' WHERE table_name = 'customers'": "the row of",
        "DELETE FROM tables WHERE table_name = 'orders'": "history and the store differ",
        "UPDATE tables SET access_digest = NULL WHERE table_name = 'customers'": "in the access",
        "INSERT INTO contents VALUES ('0', 'x')": "is not what its digest says",
        "INSERT INTO history SELECT 99, at, changed_by, scan_id, source_name, schema_name, "
        "table_name, aspect, NULL, after FROM history LIMIT 1": "does not begin where",
        "UPDATE scans SET state = 'running'; INSERT INTO scans SELECT 99, source_name, state, "
        "started_by, program, started, heartbeat, ended, machine, process, process_started, "
        "failure, tables, columns, new, changed, dropped, problems FROM scans": "two scans of shop",
    }
    for statements, said in breaks.items():
        with file_store.engine.connect() as connection:  # undone at the end
            for statement in statements.split("; "):
                connection.execute(text(statement))
            faults = [fault for part in parts for fault in part(connection)]
        assert any(said in fault for fault in faults), (statements, faults)
    assert check(file_store) == ()


def test_progress_of_one_source_is_not_anothers(store: Store) -> None:
    run = start(store, "shop")
    other = start(store, "marts")
    keep(store, run, {CUSTOMERS: Kept("d1", '{"a": 1}')})
    leads = structs.replace(CUSTOMERS, source="marts")
    keep(store, other, {leads: Kept("d2", "[]")})
    keep(store, run, {CUSTOMERS: Kept("d3", '{"a": 2}')})
    assert progress(store, "shop") == {CUSTOMERS: Kept("d3", '{"a": 2}')}
    publish(store, run, shop())
    assert progress(store, "shop") == {}
    assert progress(store, "marts") == {leads: Kept("d2", "[]")}
    fail(store, other, "stopped")
    assert progress(store, "marts") == {leads: Kept("d2", "[]")}


def test_no_error_quotes_what_was_written(store: Store) -> None:
    """The drivers' own messages quote keys, rows and statements."""
    canary = "kanarienvogel-4711"
    scan(store, "shop", shop())
    for statement in (
        f"INSERT INTO sources (id, source_name) VALUES (77, '{canary}'), (78, '{canary}')",
        f"INSERT INTO grants (table_id, position, grantee) VALUES (1, 99, '{canary}')",
        f"INSERT INTO statistics (table_id, row_estimate) VALUES (1, '{canary}' + 'x')",
        (
            f"INSERT INTO history (id, at, changed_by, source_name, aspect, before) "
            f"VALUES (99, '2026-01-01', '{canary}', 's', 'roles', '{canary}')"
        ),
        f"SELECT {canary} FROM tables",
    ):
        with pytest.raises(CatalogError) as caught, store.writing() as connection:
            connection.execute(text(statement))
        assert canary not in f"{caught.value} {caught.value!r}"
        assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "change", ["DROP TABLE statistics", "ALTER TABLE statistics DROP COLUMN analysed"]
)
def test_tables_of_a_store_that_are_not_ours(file_store: Store, change: str) -> None:
    with file_store.writing() as connection:
        connection.execute(text(change))
    with pytest.raises(CatalogError, match="its tables are not those that this lictor makes"):
        load(file_store)
