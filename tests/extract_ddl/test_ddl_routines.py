"""Every case of routines.yml: bodies of functions, procedures, triggers, blocks, and their edges.

Each case stands beside `crm.customers (id, email, phone, born)` and `staging.t (a, b)`. Edges are
listed without influences, unless the case says `influence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from governance.extract.ddl.operations import Reading
from governance.extract.ddl.reading import read_text
from governance.extract.ddl.script import script
from governance.kept import decode, encode
from governance.sql.dialect import dialect
from governance.sql.parse import deeply

_TABLES = """
CREATE TABLE crm.customers (id int, email varchar(80), phone varchar(80), born date);
CREATE TABLE staging.t (a varchar(80), b varchar(80));
"""


def _cases() -> Iterator[Any]:
    file = Path(__file__).with_name("routines.yml")
    for case in yaml.safe_load(file.read_text("utf-8")):
        yield pytest.param(case, id=f"{case.get('dialect', 'postgres')}: {case['name']}")


@pytest.mark.parametrize("case", list(_cases()))
def test_routine(case: dict[str, Any], read: Any) -> None:
    written = case["files"] if "files" in case else {"1.sql": case["sql"]}
    found = read({"0.sql": _TABLES} | written, case.get("dialect", "postgres"))
    edges = sorted(
        f"{edge.upstream.name} -> {edge.downstream.name} {edge.effect.value}".lower()
        for edge in found.edges
        if edge.kind.value == "value" or case.get("influence")
    )
    assert edges == sorted(case.get("edges", []))
    assert [problem.message for problem in found.problems] == case.get("problems", [])
    assert len(found.notices) == len(case.get("notices", []))
    for notice, part in zip(found.notices, case.get("notices", []), strict=True):
        assert part in notice
    assert found.coverage.routines == case.get("not followed", 0)
    for place, line in case.get("places", {}).items():
        lines = {edge.location.line for edge in found.edges if edge.downstream.name == place}
        assert lines == {line}


def test_no_literal_of_a_body_is_kept() -> None:
    file = Path(__file__).with_name("routines.yml")
    canary = "zq7canary"
    for case in yaml.safe_load(file.read_text("utf-8")):
        spoken = dialect(case.get("dialect", "postgres"))
        for text in case.get("files", {"1.sql": case.get("sql")}).values():
            marked = re.sub(r"'x'", f"'{canary}'", text)
            kept = encode(deeply(lambda text=marked, spoken=spoken: read_text(text, spoken)))
            assert canary not in kept


def test_a_body_comes_back_from_the_cache_as_it_was_read() -> None:
    text = (
        "CREATE FUNCTION f(e text) RETURNS TABLE (h text) LANGUAGE plpgsql AS $$\n"
        "DECLARE r record; BEGIN FOR r IN SELECT * FROM t LOOP h := g(r.a, lower(e));\n"
        "RETURN NEXT; END LOOP; EXECUTE 'a' || 'b'; END $$;"
    )
    reading = deeply(lambda: read_text(text, dialect("postgres")))
    assert decode(encode(reading), Reading) == reading


def test_what_is_not_followed_has_its_place_for_who_asks_about_the_file() -> None:
    text = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n  EXECUTE s; END $$;"
    (problem,) = script(text, "postgres", "f.sql").problems
    assert problem.message == "dynamic SQL is not analysed"
    assert problem.location is not None
    assert (problem.location.line, problem.location.column) == (2, 3)
