"""How the dialects quote and comment: what a splitter and a tokenizer must know of them."""

from __future__ import annotations

from functools import cache

from msgspec import Struct


class Syntax(Struct, frozen=True, eq=False):
    r"""One dialect's lexical rules.

    `backslash`: a backslash escapes in ordinary strings (`'it\'s'`). `double_strings`: "..." is a
    string, not a name. `batches`: a line `GO` ends a batch, and statements need no semicolon.
    `blocks`: routine bodies are BEGIN ... END with semicolons inside, not dollar-quoted text.
    `declares`: DECLARE begins such a block too, and is no statement of its own.
    """

    backslash: bool = False
    double_strings: bool = False
    dollar: bool = False
    backticks: bool = False
    brackets: bool = False
    hash_comments: bool = False
    nested_comments: bool = False
    triple_quotes: bool = False
    psql: bool = False
    delimiter: bool = False
    batches: bool = False
    blocks: bool = True
    declares: bool = True
    slash: bool = False

    def strings(self) -> tuple[str, ...]:
        """Patterns of string literals, the more specific first."""
        found = []
        if self.triple_quotes:
            found += [r"'''(?:[^'\\]++|\\.|'(?!''))*+'''", r'"""(?:[^"\\]++|\\.|"(?!""))*+"""']
        if self.backslash:
            found.append(r"'(?:[^'\\]++|\\.|'')*+'")
            if self.double_strings:
                found.append(r'"(?:[^"\\]++|\\.|"")*+"')
        else:
            # The letter of E'...' has been passed already when its quote is met.
            found.append(r"(?<=[eE])(?<![\w$][eE])'(?:[^'\\]++|\\.|'')*+'")
            found.append(r"'(?:[^']++|'')*+'")
        return tuple(found)

    def names(self) -> tuple[str, ...]:
        """Patterns of quoted names."""
        found = [] if self.double_strings else [r'"(?:[^"]++|"")*+"']
        if self.backticks:
            found.append(r"`(?:[^`]++|``)*+`")
        if self.brackets:
            # Bounded (T-SQL allows 128), or a text of opening brackets would take quadratic time.
            found.append(r"\[(?=[^\]]{0,256}\])(?:[^\]]{1,256}+|\]\]){0,32}+\]")
        return tuple(found)

    def line_comments(self) -> tuple[str, ...]:
        """Patterns of comments up to the end of a line."""
        return (r"--[^\n]*+", r"\#[^\n]*+") if self.hash_comments else (r"--[^\n]*+",)

    def block_comment(self) -> str:
        """The pattern of a comment that holds no other; where they nest, those are counted."""
        if self.nested_comments:
            return r"/\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/"
        return r"/\*(?:[^*]++|\*(?!/))*+\*/"


_POSTGRES = Syntax(dollar=True, nested_comments=True, psql=True, blocks=False)
_SPARK = Syntax(backslash=True, double_strings=True, backticks=True, declares=False)

_SYNTAXES = {
    "postgres": _POSTGRES,
    "redshift": _POSTGRES,
    "duckdb": Syntax(dollar=True, nested_comments=True, blocks=False),
    "snowflake": Syntax(backslash=True, dollar=True),
    "bigquery": Syntax(
        backslash=True,
        double_strings=True,
        backticks=True,
        hash_comments=True,
        triple_quotes=True,
        declares=False,
    ),
    "databricks": _SPARK,
    "spark": _SPARK,
    "mysql": Syntax(
        backslash=True, double_strings=True, backticks=True, hash_comments=True, delimiter=True
    ),
    "oracle": Syntax(slash=True),
    "tsql": Syntax(brackets=True, nested_comments=True, batches=True),
    "sqlite": Syntax(backticks=True, brackets=True),
    "clickhouse": Syntax(backslash=True, backticks=True, nested_comments=True, blocks=False),
}


@cache
def syntax(dialect: str) -> Syntax:
    """The lexical rules of a dialect, the SQL standard's when nothing else is known."""
    return _SYNTAXES.get(dialect, Syntax())
