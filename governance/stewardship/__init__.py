"""What people declare about tables and columns, in files of the repository.

A `match` is `[source:]schema.table` for tables and `[source:]schema.table.column` for columns, with
as many parts as the names have (`project.dataset.table` on engines with three levels, `table` on
those without schemas). Each part is a name or a glob (`*`, `?`, `[abc]`); case counts; a part in
double quotes is taken literally. Several declarations may fit one table or column: key by key the
most specific wins, that is the one with more parts that are exact names, then the one with more
literal characters, then the later one.
"""

from __future__ import annotations

from governance.stewardship.document import StewardshipDocument, declarations, read
from governance.stewardship.resolution import Resolved, resolve

__all__ = ["Resolved", "StewardshipDocument", "declarations", "read", "resolve"]
