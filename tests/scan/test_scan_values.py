"""`lictor scan --sample`: what values say is stored, the values are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from governance import scanning
from governance.catalog import runs
from governance.catalog.loading import load
from governance.catalog.opening import Store
from governance.model.names import ColumnRef

from ..conftest import Repo
from .conftest import SETTINGS, Said

Change = Callable[..., None]
Scan = Callable[..., Said]
REF2 = ColumnRef("shop", "main", "odd", "ref2")
CANARIES = [f"Zaphod.{n}@example.org" for n in range(40)]


@pytest.fixture
def odd(shop: Change) -> Change:
    """A table whose names say nothing, and whose values do."""
    rows = ",".join(f"('{canary}', {n}, NULL)" for n, canary in enumerate(CANARIES))
    shop(f"CREATE TABLE odd (ref2 text, k1 int, k2 text); INSERT INTO odd VALUES {rows};")
    return shop


def test_values_tell_what_names_do_not(odd: Change, scan: Scan, store: Callable[[], Store]) -> None:
    scan()
    assert REF2 not in load(store()).classifications
    said = scan("--sample", "100")
    assert said.code == 1
    assert "main.odd.ref2 (email, confidential)" in said.out
    assert "had no value to look at: what they hold is unknown" in said.err
    found = load(store()).classifications[REF2]
    assert found.category == "email"
    assert "40 of 40 values" in found.evidence[0].detail


def test_a_scan_that_looks_at_names_keeps_what_values_said(
    odd: Change, scan: Scan, store: Callable[[], Store]
) -> None:
    scan("--sample", "100")
    said = scan()
    assert "Nothing is different" in said.out
    odd("ALTER TABLE odd ADD COLUMN k3 int;")
    assert "No longer personal" in scan().out
    assert REF2 not in load(store()).classifications


def test_what_is_to_say_of_several_sources_is_said_once(
    odd: Change, scan: Scan, repo: Repo
) -> None:
    entry = "  - {name: copy, kind: sqlite, path: shop.db}\nenvironments"
    repo.write({"lictor.yml": SETTINGS.replace("environments", entry)})
    said = " ".join(scan("--sample", "100").err.split())
    assert said.count("had no value to look at") == 1
    assert "shop, copy: " in said


def test_a_stopped_look_at_names_is_no_look_at_values(
    odd: Change, scan: Scan, store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(scanning, "KEEP_SECONDS", 0.0)
        patch.setattr(scanning, "catalogued", stopped)
        assert scan().code == 130
    assert REF2.table_ref in runs.progress(store(), "shop")
    scan("--sample", "100")
    assert load(store()).classifications[REF2].category == "email"


def test_how_many_rows_may_stand_in_the_settings(
    odd: Change, scan: Scan, store: Callable[[], Store], repo: Repo
) -> None:
    repo.write({"lictor.yml": SETTINGS.replace("scan: {", "scan: {sample: 50, ")})
    scan()
    assert load(store()).classifications[REF2].category == "email"
    repo.write({"lictor.yml": SETTINGS.replace("scan: {", "scan: {sample: -1, ")})
    assert "lictor.yml:" in scan().err


def test_no_value_that_was_looked_at_is_stored_or_printed(
    odd: Change, scan: Scan, repo: Repo
) -> None:
    outputs = [scan("--sample", "100", "--format", form) for form in ("text", "json", "markdown")]
    for said in outputs:
        assert "Zaphod" not in said.out + said.err
    for file in (repo.root / ".lictor").iterdir():
        if file.is_file():
            assert b"Zaphod" not in file.read_bytes(), file


def test_a_pattern_of_the_team_is_looked_for(
    shop: Change, scan: Scan, store: Callable[[], Store], repo: Repo
) -> None:
    rows = ",".join(f"('ZX-{n:05}')" for n in range(40))
    shop(f"CREATE TABLE odd (ref2 text); INSERT INTO odd VALUES {rows};")
    own = """\
detection:
  patterns:
    - name: badge
      category: person_id
      pattern: '\\bZX-[0-9]{5}\\b'
      alone: 0.9
      examples: [ZX-00001, "at ZX-12345"]
      counterexamples: [ZX-1, AX-00001]
"""
    repo.write({"lictor.yml": SETTINGS + own})
    said = scan("--sample", "100")
    assert said.code == 0, said.err
    assert load(store()).classifications[REF2].category == "person_id"
