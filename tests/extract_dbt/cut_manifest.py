"""Cut a manifest down to a project's own entries, for the fixtures beside this file.

Run after `dbt compile` in a copy of `bookshop`, whose profile names a database file:
`python cut_manifest.py target/manifest.json bookshop.manifest.json bookshop ledger`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

METADATA = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")
LEFT_OUT = frozenset(
    {
        # times, places on the machine, and what says the same again
        *("created_at", "root_path", "build_path", "compiled_path", "patch_path", "docs"),
        *("unrendered_config", "unrendered_database", "unrendered_schema", "doc_blocks"),
        *("deprecation_date", "time_spine", "metrics", "functions", "defer_relation"),
    }
)
PARTS = ("nodes", "sources", "macros", "exposures", "groups")


def cut(manifest: dict[str, Any], packages: set[str]) -> dict[str, Any]:
    """The entries of the packages, without what nobody reads."""

    def slim(entry: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in entry.items() if key not in LEFT_OUT}

    return {
        "metadata": {key: manifest["metadata"].get(key) for key in METADATA},
        **{
            part: {
                id_: slim(entry)
                for id_, entry in manifest[part].items()
                if entry["package_name"] in packages
            }
            for part in PARTS
        },
        "disabled": {
            id_: [slim(entry) for entry in entries]
            for id_, entries in (manifest["disabled"] or {}).items()
        },
    }


if __name__ == "__main__":
    source, target, *names = sys.argv[1:]
    whole = json.loads(Path(source).read_text())
    Path(target).write_text(json.dumps(cut(whole, set(names)), indent=1) + "\n")
