"""Find where something is kept."""

from __future__ import annotations

import click

from governance.cli.options import in_catalog


@click.command("search")
@click.argument("words", nargs=-1)
@click.option(
    "--category", metavar="CATEGORY", help="Only columns that hold this: email, passport."
)
@click.option("--level", metavar="LEVEL", help="Only columns of this level or a higher one.")
@click.option("--schema", metavar="GLOB", help="Only of these schemas.")
@click.option("--owner", metavar="GLOB", help="Only of these owners; none for what has none.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="So many at most."
)
@in_catalog
@click.option("--format", "form", metavar="FORMAT", default="text", help="text (default) or json.")
@click.option("--output", metavar="FILE", default="-", help="Where it goes; - is standard output.")
@click.option("--config", metavar="FILE", help="Another file than lictor.yml, from the root.")
def command(
    words: tuple[str, ...],
    category: str | None,
    level: str | None,
    schema: str | None,
    owner: str | None,
    limit: int,
    catalog: str | None,
    form: str,
    output: str,
    config: str | None,
) -> None:
    """Find where something is kept: by words, and by what they mean.

    WORDS may be a question: lictor catalog search where is a passport number kept. Names,
    descriptions and comments are looked through, and what columns hold; the best come first.
    """
    from governance.cli.catalogs import chosen, named, tell_problems
    from governance.cli.writing import render
    from governance.knowledge.scope import Scope
    from governance.knowledge.search import Asked, search
    from governance.report.search import formats
    from governance.report.search.report import Report
    from governance.taxonomy import level as level_of
    from governance.taxonomy import sort_of

    text = " ".join(words)
    if not text.strip() and not any((category, level, schema, owner)):
        raise click.UsageError("say what to look for, or give --category, --level, --owner")
    writing = render("search format", formats, "lictor.search_formats", form, output)
    question = Asked(
        text,
        sort_of(category) if category else None,
        level_of(level) if level else None,
        Scope(schema, owner),
    )
    catalog = chosen(catalog, config)
    found = named(catalog, config)
    writing(Report(text, catalog, search(found.catalog, question, limit)))
    tell_problems(found)
