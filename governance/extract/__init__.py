"""From sources to tables: one file per kind of source in `sources/`, found automatically."""
