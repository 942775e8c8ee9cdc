"""Say what the columns of a data dictionary hold, without storing anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import click


@click.command("classify")
@click.argument("file")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    help="text for people; csv or json (one object a line) for machines.",
)
@click.option("--output", metavar="FILE", help="Where the answer goes; default: standard output.")
def command(file: str, form: str, output: str | None) -> None:
    """Say what the columns of a data dictionary hold, without storing anything.

    FILE is CSV or JSON lines with the fields table, column and, if known, schema, type, comment.
    Names, types and comments are judged; sample values are not looked at. The words and categories
    that `detection:` of a lictor.yml in this folder adds count, too.
    """
    import sys
    from pathlib import Path

    from governance.classify.dictionary import judge, read
    from governance.errors import ConfigError
    from governance.in_force import put_in_force
    from governance.model.detection import Detection
    from governance.model.names import printable
    from governance.settings import read as settings_in
    from governance.tree import Folder

    settings = settings_in(Folder(Path.cwd()))
    put_in_force(settings.detection if settings is not None else Detection())
    dictionary = read(Path(file))
    write = {"text": _text, "csv": _csv, "json": _json}[form]
    answers = judge(dictionary)
    if output in (None, "-"):
        write(answers, sys.stdout)
    else:
        try:
            with Path(str(output)).open("w", encoding="utf-8", newline="") as stream:
                write(answers, stream)
        except OSError as error:
            raise ConfigError(
                f"{printable(str(output))} cannot be written: {error.strerror}"
            ) from None
    if dictionary.samples:
        click.echo("Sample values were not looked at, only names, types and comments.", err=True)


def _json(answers: Iterable[dict[str, Any]], stream: TextIO) -> None:
    import json

    for answer in answers:
        stream.write(json.dumps(answer, ensure_ascii=False) + "\n")


_KEYS = ("table", "column", "pii", "category", "kind", "level", "special", "quasi")


def _csv(answers: Iterable[dict[str, Any]], stream: TextIO) -> None:
    import csv

    keys = (*_KEYS, "confidence", "evidence")
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(keys)
    for answer in answers:
        words = {True: "true", False: "false", None: ""}
        flat = answer | {"evidence": "; ".join(answer["evidence"])}
        flat |= {key: words[answer[key]] for key in ("pii", "special", "quasi")}
        rows.writerow(["" if flat[key] is None else flat[key] for key in keys])


def _text(answers: Iterable[dict[str, Any]], stream: TextIO) -> None:
    from governance.model.names import quote
    from governance.taxonomy import category

    columns = personal = 0
    for answer in answers:
        columns += 1
        if not answer["pii"]:
            continue
        personal += 1
        whole = category(answer["category"])
        noun = (whole.kind(answer["kind"]) or whole).noun
        name = ".".join(quote(part) for part in (*answer["table"].split("."), answer["column"]))
        mark = ", special category" if answer["special"] else ""
        stream.write(
            f"{name}: {noun} ({answer['level']}{mark}; "
            f"{answer['confidence']:.0%}, {answer['evidence'][0]})\n"
        )
    stream.write(f"{personal:,} of {columns:,} columns hold personal data, by their names.\n")
