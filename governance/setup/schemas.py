"""JSON Schemas of the files that people write, for their editors.

They are made by the Lictor that is installed, so that they know its packs, policies, dialects and
the kinds of source that other distributions add. `lictor init` and `lictor check` lay them into
`.lictor/schemas/`, which git ignores, and the first line of what `init` writes points there: an
editor finds them without a network, they are never older than the program, and no generated file
has to be reviewed. In a clone where Lictor has not run yet an editor says that the schema is not
there, and nothing else happens.

They follow draft 7, which is what editors read (yaml-language-server: "JSON Schema 7 and below").
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from governance import __version__
from governance.setup.writing import OURS, replace

FOLDER = f"{OURS}/schemas"


def modeline(name: str, up: str = "") -> str:
    """The first line of a file, for editors; `up` leads from its folder to the root (`../`)."""
    return f"# yaml-language-server: $schema={up}{FOLDER}/{name}.schema.json"


def schemas() -> dict[str, dict[str, Any]]:
    """Name → schema, for each sort of file."""
    import msgspec

    made = {}
    for name, (title, model) in _models().items():
        _, parts = msgspec.json.schema_components([model], ref_template="#/definitions/{name}")
        made[name] = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            **_plain(parts.pop(model.__name__)),
            "title": title,
            "definitions": {key: _plain(part) for key, part in parts.items()},
        }
        _complete(made[name])
    return made


def texts() -> dict[str, str]:
    """File name → text of every schema."""
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


def publish(root: Path) -> None:
    """Lay the schemas where editors look for them; a folder that cannot be written is left alone.

    It is done once for each version of Lictor, and not in a folder that the repository brings.
    """
    stamp = f"{FOLDER}/.made-by-{__version__}"
    with suppress(OSError):
        if os.path.lexists(root / stamp) or not _ours(root):
            return
        for name, text in texts().items():
            replace(root, f"{FOLDER}/{name}", text)
        replace(root, stamp, "")


def _models() -> dict[str, tuple[str, Any]]:
    """Name → title and model of every file that people write."""
    from governance.policy.document import PolicyDocument
    from governance.settings import SettingsDocument
    from governance.stewardship import StewardshipDocument
    from governance.waivers.document import WaiversFileDocument

    return {
        "lictor": ("lictor.yml", SettingsDocument),
        "stewardship": ("Stewardship", StewardshipDocument),
        "waivers": ("Waivers", WaiversFileDocument),
        "policy": ("Policy", PolicyDocument),
    }


def _ours(root: Path) -> bool:
    """Whether the folder is not there yet or was made by us, and no link leads out of it."""
    folder = root / OURS
    if folder.is_symlink() or (root / FOLDER).is_symlink():
        return False
    return not folder.exists() or (folder / ".gitignore").is_file()


def _plain(part: Any) -> Any:
    """A piece of a schema without what only clutters an editor.

    Titles are names of our classes, and a key that may be null need not be told so: what is left
    out is null. Only where nothing but null can stand, below commented lines, it must be allowed.
    """
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    kept = {key: _plain(value) for key, value in part.items() if key != "title"}
    if "properties" in part:
        kept["properties"] = {name: _plain(value) for name, value in part["properties"].items()}
    choices = kept.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        others = [choice for choice in choices if choice != {"type": "null"}]
        if len(others) == 1 and others[0].get("type") != "array":
            del kept["anyOf"]
            kept = {**others[0], **kept}
    if kept.get("default", "") is None:
        del kept["default"]
    return kept


def _complete(schema: dict[str, Any]) -> None:
    """Say what may stand where the model only says that it is text."""
    from governance import taxonomy
    from governance.extract import sources
    from governance.plugins import Registry
    from governance.policy.load import builtin, packs
    from governance.sql import dialect

    for part in (schema, *schema["definitions"].values()):
        keys = part.get("properties", {})
        if {"kind", "dialect"} <= keys.keys():
            keys["kind"] = {
                **keys["kind"],
                "enum": list(Registry("source kind", sources, "lictor.extractors").names),
            }
            keys["dialect"] = {**keys["dialect"], "enum": sorted(dialect.dialects())}
        if {"packs", "severity"} <= keys.keys():
            keys["packs"]["items"] = {"enum": list(packs())}
            keys["severity"]["properties"] = {
                file.id: {**keys["severity"]["additionalProperties"], "description": _title(file)}
                for pack in packs()
                for file in builtin(pack)
            }
        if {"policy", "until"} <= keys.keys():  # a team's own ids are allowed, and not known here
            keys["policy"]["examples"] = [file.id for pack in packs() for file in builtin(pack)]
        if {"category", "classification"} <= keys.keys():
            known = taxonomy.categories()
            keys["category"] = {
                **keys["category"],
                "enum": list(known),
                "enumDescriptions": [category.about for category in known.values()],
            }


def _title(file: Any) -> str:
    from governance.documents import load

    return f"{load(file.content, file.path).data['title']} ({file.pack})"
