"""`kind: mysql`: the databases of a MySQL server, asked as MariaDB is."""

from __future__ import annotations

from governance.extract.sources.mariadb import LIVE, extract, sampler

__all__ = ["LIVE", "extract", "sampler"]
