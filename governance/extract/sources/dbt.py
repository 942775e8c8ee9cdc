"""A dbt project: its models rendered without dbt and followed, and what its YAML says of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import structs

from governance.cache import Cache, key
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.dbt.extraction import Cataloguing
from governance.extract.dbt.models import Models
from governance.extract.dbt.naming import ASSUMED, Naming, spoken
from governance.extract.dbt.project import Project
from governance.extract.dbt.read import read_project
from governance.extract.dbt.templates import Templates
from governance.extract.stored import NOTHING_STORED, Stored
from governance.lineage.schema import Relation
from governance.model.names import printable
from governance.settings import Source
from governance.sql.parse import not_collecting
from governance.tree import Folder, Tree
from governance.tree.base import normal

LIVE = False
BUILDS_ON_OTHERS = True
ASKS_THE_STORE = True


def extract(
    source: Source,
    tree: Tree,
    cache: Cache,
    others: Sequence[Relation],
    stored: Stored = NOTHING_STORED,
) -> Extraction:
    """Read the project under the source's path, over `others`, the tables that other sources make.

    Of tables that nobody makes, `stored` is asked.

    Raises:
        ConfigError: there is no such dialect.
        ExtractError: the source has no path, or there is no project and no manifest.
        TreeError: a file is there and cannot be read.
    """
    if not source.path:
        raise ExtractError(
            f"the source {printable(source.name)!r} reads a dbt project and needs a path:",
            location=source.location,
        )
    with not_collecting():
        project = read_project(tree, normal(source.path), Folder(tree.root), cache)
        if source.schema:
            project = structs.replace(project, schema=source.schema)
        dialect = spoken(source, project)
        if source.dialect is None and project.adapter is None:
            said = f"{printable(source.name)}: nothing says which engine its dbt project is for; "
            said += f"{ASSUMED} is assumed (dialect: in lictor.yml)"
            project = structs.replace(project, notices=(*project.notices, said))
        templates = Templates(project, dialect, cache)
        models = Models(tree, project, dialect, templates, cache)
        naming = Naming(
            source.name, dialect, templates.schema_of, templates.database_of, project.database
        )
        cataloguing = Cataloguing(project, models, naming, others, templates, cache, stored)
        extraction = cataloguing.extraction()
        templates.keep()
        return structs.replace(extraction, beside=_beside(project, tree.root))


def _beside(project: Project, root: Path) -> str:
    """What the artifacts and the installed packages were when they were read."""
    seen = [f"{macro.package}\0{macro.path}\0{macro.key or macro.text}" for macro in project.macros]
    seen += [f"{node.id}\0{node.text}" for node in project.nodes.values() if node.text is not None]
    for path in project.artifacts:
        with suppress(OSError):
            status = (root / path).stat()
            seen.append(f"{path}\0{status.st_mtime_ns}\0{status.st_size}\0{status.st_ino}")
    return key(*seen)
