"""Which product's SQL files hold: by what stands beside them, by their names, by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import MappingProxyType

from msgspec import Struct

from governance.detect.texts import sql_heads
from governance.sql.products import PRODUCTS, products
from governance.tree import Tree

UNKNOWN = "postgres"
"""What is read where nothing tells."""

_LOCK = re.compile(r'provider\s*=\s*"(\w+)"')

_MARKS = MappingProxyType(
    {
        "postgres": (
            r"\b(?:big|small)serial\b|\bserial (?:primary|not)\b",
            r"\bjsonb\b|\bbytea\b|\btsvector\b",
            r"\bcreate extension\b|\bas enum\b",
            r"\btimestamptz\b|\btimestamp with(?:out)? time zone\b",
        ),
        "mysql": (
            r"\bengine ?= ?\w|/\*!",
            r"\bauto_increment\b",
            r"`\w+`",
            r"\b(?:tiny|medium|long)(?:text|blob|int)\b",
        ),
        "tsql": (
            r"^[ \t]*go[ \t]*\r?$",
            r"\[\w+\]\.\[\w+\]|\bdbo\.",
            r"\bnvarchar\b|\buniqueidentifier\b|\bdatetime2\b",
            r"\bidentity ?\(\d|\bnonclustered\b",
        ),
        "sqlite": (r"\bautoincrement\b", r"^[ \t]*pragma \w", r"\bwithout rowid\b|\bsqlite_\w"),
        "snowflake": (
            r"\bvariant\b|\btimestamp_(?:ntz|ltz|tz)\b|\bnumber ?\(38\b",
            r"\b(?:transient table|file format|use warehouse|use role)\b",
            r"\bcreate (?:or replace )?(?:warehouse|stage|stream|pipe|task)\b",
        ),
        "bigquery": (r"\bint64\b|\bfloat64\b", r"\b(?:struct|array) ?<", r"`[\w-]+\.\w+\.\w+`"),
        "redshift": (r"\bdistkey\b|\bdiststyle\b", r"\bsortkey\b", r"\bencode (?:zstd|lzo|az64)\b"),
        "databricks": (r"\busing delta\b", r"\btblproperties\b", r"\bzorder by\b"),
        "duckdb": (r"\bhugeint\b", r"\bread_(?:csv|parquet|json)(?:_auto)? ?\("),
        "oracle": (r"\bvarchar2\b|\bnvarchar2\b", r"\bnumber ?\(\d", r"^/[ \t]*\r?$"),
        "clickhouse": (r"\bmergetree\b", r"\blowcardinality ?\(|\bdatetime64\b"),
    }
)
"""What only one product's SQL has; each counts once a file. The first wins where none leads."""

_LOOKED_AT = 40
"""Files, from both ends, that are looked at for a dialect."""


class Spoken(Struct, frozen=True):
    """A dialect and why it is taken for that; `why` is None where nothing tells."""

    dialect: str
    why: str | None


def spoken(tree: Tree, path: str, files: Sequence[str], hint: str | None) -> Spoken:
    """The dialect of the files under a path.

    `hint` is what the rest of the repository speaks for, used where the files say nothing.
    """
    lock = f"{path}/migration_lock.toml"
    locked = _LOCK.search(tree.read([lock]).get(lock, b"").decode(errors="replace"))
    if locked and locked[1] in PRODUCTS:
        return Spoken(PRODUCTS[locked[1]], f"as {lock} says")
    parts = path.lower().removesuffix(".sql").split("/")
    folder = next((p for p in reversed(parts) if p in PRODUCTS), None)
    if folder:
        return Spoken(PRODUCTS[folder], f'as it is called "{folder}"')
    named = product_of(path) if path.lower().endswith(".sql") else next(iter(products(files)), None)
    if named:
        return Spoken(PRODUCTS[named], f'as files are called "{named}"')
    scores = _scores(tree, files)
    best = max(scores, key=lambda name: scores[name])
    if scores[best]:
        return Spoken(best, "by its words")
    return Spoken(hint, "as the rest of the repository") if hint else Spoken(UNKNOWN, None)


def product_of(path: str) -> str | None:
    """The product that a schema file is named after: `oracle` of `oracle_schema.sql`."""
    words = re.split(r"[^a-z0-9]+", path.rpartition("/")[2].lower())
    return next((name for name in PRODUCTS if name in words), None)


def _scores(tree: Tree, files: Sequence[str]) -> dict[str, int]:
    half = _LOOKED_AT // 2
    looked_at = files if len(files) <= _LOOKED_AT else [*files[:half], *files[-half:]]
    scores = dict.fromkeys(_MARKS, 0)
    marks = {name: [re.compile(m, re.MULTILINE) for m in _MARKS[name]] for name in _MARKS}
    for _, text in sql_heads(tree, looked_at):
        for name, patterns in marks.items():
            scores[name] += sum(bool(pattern.search(text)) for pattern in patterns)
    return scores
