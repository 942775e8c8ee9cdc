"""What people declare about tables and columns, in files of the repository.

The files may be Lictor's own, or what a team has already: data contracts, Fides datasets,
dictionaries, spreadsheets (`formats/`, one file each; the content tells which it is). A source may
say something of itself, too: dbt's meta.

In a file of Lictor's a `match` is `[source:]schema.table` for tables and
`[source:]schema.table.column` for columns, with as many parts as the names have
(`project.dataset.table` on engines with three levels, `table` on those without schemas). Each part
is a name or a glob (`*`, `?`, `[abc]`); case counts; a part in double quotes is taken literally.
Other tools name one thing at a time, with as much as they know; `Names.meant` says what such a name
means in a catalog.

Which declaration counts, key by key:

1. The most specific: the one with more parts that are exact names, then the one with more literal
   characters. A name of another tool is as specific as its full name here.
2. Of equally specific ones the one of the higher rank: Lictor's own files (100), contracts (80),
   Fides datasets (60), exports of other catalogs (50), dictionaries and spreadsheets (40), what a
   source says of itself (0). Nearer to this check comes first: a line that was written for Lictor
   can correct what was written for another tool, a contract is agreed between teams, a dictionary
   mostly describes.
3. The later one: sources first, then files in the order that `stewardship:` in lictor.yml names.

That a column is personal, of whatever sort, never replaces the sort itself.

Where two of the same thing's exact names say different things, in two files, or in two rows of a
dictionary, that is a `Dispute`: the one that counts is used, and a policy (GOV-009) tells of both.
Values are compared by what they mean ("Confidential" is confidential); descriptions and purposes
are prose and not compared. A reason beside the one that counts settles it.
"""

from __future__ import annotations

from governance.stewardship.by_table import ByTable
from governance.stewardship.formats.lictor import StewardshipDocument
from governance.stewardship.reading import Stewardship, read
from governance.stewardship.resolution import Resolved, resolve

__all__ = ["ByTable", "Resolved", "Stewardship", "StewardshipDocument", "read", "resolve"]
