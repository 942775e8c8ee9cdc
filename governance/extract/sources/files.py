"""`kind: files`: Parquet, CSV and JSON files in a folder, Delta and Iceberg tables, as tables.

Data is not committed, and is as large as it likes: this reads what lies there now, when live
sources are read, and never for a commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote, urlsplit

from governance.cache import Cache
from governance.errors import ExtractError, MissingExtra
from governance.extract.base import Extraction
from governance.extract.files.layout import MAX_FILES, File, Group, Walk, format_of, groups, shown
from governance.extract.files.reading import read
from governance.extract.files.sample import FilesReader
from governance.extract.sampling import Reader
from governance.model.catalog import Statistics, Table
from governance.model.judgement import Coverage, Problem
from governance.model.names import TableRef, printable
from governance.settings import Source
from governance.tree import Tree

LIVE = True


def extract(source: Source, tree: Tree, cache: Cache) -> Extraction:
    """Read the heads and the ends of the files; no more of a file than tells its columns.

    A table's schema is the folder it lies in, from the source's folder on, with dots between.
    Symbolic links are not followed. `cache` is not used.

    Raises:
        ExtractError: there is no such file or folder, or it is outside the repository.
        MissingExtra: a file needs pyarrow, which is not installed.
    """
    root, inside, glob = _place(source, tree)
    base = inside.parts
    if inside.is_absolute():
        base = base[1:]
    walk, found = _found(source, root, glob)
    tables: list[Table] = []
    statistics: dict[TableRef, Statistics] = {}
    problems = list(_problems(source, walk, found))
    notices: list[str] = []
    for group in found:
        try:
            said = read(root if walk else root.parent, group, source.header)
        except ImportError:
            raise MissingExtra(
                f'source "{source.name}" needs pyarrow to read {group.format} files: '
                "pip install 'lictor[files]'",
                location=source.location,
            ) from None
        ref = _ref(source, base, group)
        tables.append(Table(ref, columns=said.columns, comment=said.comment, open=said.open))
        if said.statistics != Statistics():
            statistics[ref] = said.statistics
        problems += (
            Problem(str(ref), message, f"files:{ref}:{mark}", location=source.location)
            for message, mark in said.faults
        )
        notices += (f"{ref}: {notice}" for notice in said.notices)
    return Extraction(
        tables=tuple(tables),
        statistics=statistics,
        problems=tuple(problems),
        notices=tuple(notices),
        coverage=Coverage(
            files=len(walk.files) if walk else 1,
            tables=len(tables),
            columns=sum(len(table.columns) for table in tables),
        ),
    )


@contextmanager
def sampler(source: Source, tree: Tree) -> Iterator[Reader]:
    """What lies in the folder now, to take rows from.

    Raises:
        ExtractError: there is no such file or folder, or it is outside the repository.
    """
    root, inside, glob = _place(source, tree)
    base = inside.parts[1:] if inside.is_absolute() else inside.parts
    walk, found = _found(source, root, glob)
    yield FilesReader(
        root if walk else root.parent,
        {_ref(source, base, group): group for group in found},
        source.header,
    )


def _place(source: Source, tree: Tree) -> tuple[Path, Path, str | None]:
    """The folder or file to read, how the source names it, and a glob below it."""
    if source.path is None:
        url = urlsplit(source.resolved_url())
        if url.scheme != "file" or url.netloc not in ("", "localhost") or not url.path:
            raise ExtractError(
                f'source "{source.name}" needs path: with a file or folder of the repository, '
                "or url: file:///FOLDER",
                location=source.location,
            )
        path = Path(unquote(url.path))
        return path, path, None
    fixed, glob = source.path, None
    if any(character in fixed for character in "*?["):
        parts = fixed.split("/")
        number = next(n for n, part in enumerate(parts) if any(c in part for c in "*?["))
        fixed, glob = "/".join(parts[:number]), "/".join(parts[number:])
    inside = Path(fixed or ".")
    above = tree.root
    for part in inside.parts:
        above /= part
        if above.is_symlink():
            raise ExtractError(
                f"{printable(fixed)} is a symbolic link, which is not followed; name where it "
                "leads with url: file:///…",
                location=source.location,
            )
    return tree.root / inside, inside, glob


def _found(source: Source, root: Path, glob: str | None) -> tuple[Walk | None, tuple[Group, ...]]:
    if root.is_file():
        kind = format_of(root.name)
        if kind is None:
            raise ExtractError(
                f"{printable(root.name)} is no Parquet, CSV or JSON file", location=source.location
            )
        return None, groups([File((root.name,), kind, root.stat().st_size)])
    if not root.is_dir():
        where = printable(source.path or str(root))
        raise ExtractError(f"there is no file or folder {where}", location=source.location)
    walk = Walk(root)
    files, lakes = walk.files, walk.tables
    if glob is not None:
        files = [file for file in files if fnmatchcase("/".join(file.parts), glob)]
        lakes = [t for t in lakes if fnmatchcase("/".join((*t.folders, t.name)), glob)]
    return walk, tuple(sorted((*groups(files), *lakes), key=lambda g: (g.folders, g.name)))


def _ref(source: Source, base: tuple[str, ...], group: Group) -> TableRef:
    """A table's name; its schema is the last folder of the source's path, and those below."""
    if group.format not in ("delta", "iceberg") and not base and not group.folders:
        return TableRef(source.name, source.name, group.name or source.name)
    is_file = bool(group.files) and base[-1:] == group.files[0].parts
    above = base[:-1] if is_file else base
    whole = (*above, *group.folders)
    name = group.name
    if not name:  # the source's folder is the table itself
        whole, name = whole[:-1], whole[-1] if whole else source.name
    schema = whole[max(len(above) - 1, 0) :] or whole[-1:]
    return TableRef(source.name, ".".join(schema) or source.name, name)


def _problems(source: Source, walk: Walk | None, found: tuple[Group, ...]) -> Iterator[Problem]:
    def problem(message: str, mark: str) -> Problem:
        return Problem(
            source.name, message, f"files:{source.name}:{mark}", location=source.location
        )

    if walk is not None:
        if walk.too_many:
            yield problem(
                f"there are more than {MAX_FILES:,} data files; only so many were looked at. "
                "Name fewer folders",
                "too many",
            )
        if walk.links:
            count = f"{walk.links:,} symbolic link" + ("s are" if walk.links > 1 else " is")
            yield problem(f"{count} not followed", "links")
        for folder in walk.unreadable:
            where = printable(shown((*folder, ""))) or "."
            yield problem(f"the folder {where} cannot be read", f"folder {where}")
        for ending, number in sorted(walk.not_read.items()):
            files = "file is" if number == 1 else "files are"
            yield problem(f"{number:,} {ending} {files} not read", f"ending {ending}")
    if not found:
        yield problem("there are no data files in it; is this the right folder?", "empty")
