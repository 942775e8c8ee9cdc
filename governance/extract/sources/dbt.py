"""A dbt project: its models rendered without dbt and followed, and what its YAML says of them."""

from __future__ import annotations

from collections.abc import Sequence

from governance.cache import Cache
from governance.errors import ExtractError
from governance.extract.base import Extraction
from governance.extract.dbt.assembled import assembled
from governance.extract.dbt.naming import spoken
from governance.extract.dbt.read import read_project
from governance.model.catalog import Table
from governance.model.names import printable
from governance.settings import Source
from governance.sql.parse import not_collecting
from governance.tree import Folder, Tree
from governance.tree.base import normal

LIVE = False
BUILDS_ON_OTHERS = True
