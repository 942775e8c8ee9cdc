"""The type of a column, as it is written."""

from __future__ import annotations

from governance.sql.reader import Reader

# Types of more than one word (PostgreSQL manual 8.1, MySQL 11.1, T-SQL and Oracle synonyms).
_SECOND = {
    "DOUBLE": ("PRECISION",),
    "CHARACTER": ("VARYING", "LARGE"),
    "CHAR": ("VARYING", "LARGE", "BYTE"),
    "NCHAR": ("VARYING", "LARGE"),
    "BINARY": ("VARYING", "LARGE"),
    "BIT": ("VARYING",),
    "NATIONAL": ("CHARACTER", "CHAR", "VARCHAR"),
    "LONG": ("VARCHAR", "RAW", "VARBINARY", "TEXT", "CHAR"),
    "VARYING": (),
    "LARGE": ("OBJECT",),
}
_INTERVAL = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO")
_NUMBER_SUFFIX = ("UNSIGNED", "SIGNED", "ZEROFILL")
_LONGER = frozenset((*_SECOND, "TIME", "TIMESTAMP", "INTERVAL"))
_GOES_ON = frozenset(("(", "[", "<", ".", "-", "ARRAY", *_NUMBER_SUFFIX))


def column_type(reader: Reader) -> str:
    """Past a type: lower case, single spaces, quoted names as they stand.

    A list of values (MySQL's ENUM, ClickHouse's Enum8) is left out: values are data.

    Raises:
        Unread: no type comes next.
    """
    start = reader.at
    first = reader.word()
    if first not in _LONGER and reader.word(1) not in _GOES_ON:
        reader.identifier()
        return _text(reader, start, start + 1)
    reader.name()
    if first and reader.at == start + 1:
        _more_words(reader, first)
    pieces = [_text(reader, start, reader.at)]
    while True:
        word = reader.word()
        if word == "(":
            group = reader.at
            reader.skip_group()
            pieces.append(_arguments(reader, group))
        elif word == "[":
            group = reader.at
            reader.skip_group()
            pieces.append(_text(reader, group, reader.at).replace(" ", ""))
        elif word == "<":
            pieces.append(_angles(reader))
        elif word == "ARRAY":
            reader.at += 1
            pieces.append(" array")
        elif first in ("TIME", "TIMESTAMP") and word in ("WITH", "WITHOUT"):
            if reader.word(1) == "LOCAL":
                reader.at += 1
            if reader.word(1) != "TIME" or reader.word(2) != "ZONE":
                break
            reader.at += 3
            pieces.append(f" {word.lower()} time zone")
        elif (first == "INTERVAL" and word in _INTERVAL) or word in _NUMBER_SUFFIX:
            reader.at += 1
            pieces.append(f" {word.lower()}")
        else:
            return "".join(pieces)
    return "".join(pieces)


def _more_words(reader: Reader, first: str) -> None:
    word = first
    while (following := reader.word()) and following in _SECOND.get(word, ()):
        reader.at += 1
        word = following
        if word in ("CHARACTER", "CHAR") and reader.word() == "VARYING":
            reader.at += 1


def _arguments(reader: Reader, start: int) -> str:
    inside = reader.tokens[start : reader.at]
    if any(token.kind == "string" for token in inside):
        return ""
    return _text(reader, start, reader.at)


def _angles(reader: Reader) -> str:
    """`<...>`: the fields of a struct, array or map."""
    start = reader.at
    reader.skip_angles()
    inside = reader.tokens[start : reader.at]
    if any(token.kind == "string" for token in inside):  # a comment or option of a field
        return "<>"
    return _text(reader, start, reader.at)


def _text(reader: Reader, start: int, stop: int) -> str:
    """The tokens in lower case, a space only between two words."""
    text = ""
    before = ""
    for token in reader.tokens[start:stop]:
        piece = reader.text[token.start : token.end]
        piece = piece if token.kind == "name" else piece.lower()
        if token.kind == "name" and piece[0] == "[":
            piece = piece[1:-1].lower()
        if before in ("word", "number", "name") and token.kind in ("word", "number", "name"):
            text += " "
        text += piece
        if piece == ",":
            text += " " if "<" in text else ""
        before = token.kind
    return text
