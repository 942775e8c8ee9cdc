"""What files of other tools declare, and what of them is not read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from governance.stewardship import Stewardship, read
from governance.tree import Folder

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "formats.yml").read_text(encoding="utf-8"))


def stewardship(folder: Path, file: str, text: str | bytes) -> Stewardship:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(Folder(folder), [file])


@pytest.mark.parametrize("name", list(CASES))
def test_a_file_of_another_tool(name, tmp_path):
    case = CASES[name]
    found = stewardship(tmp_path, case["file"], case["text"])
    declared: dict[str, dict[str, str | int]] = {}
    for declaration in found.declarations:
        facts = {key: fact.value for key, fact in declaration.facts.items()}
        declared.setdefault(declaration.match, {}).update(facts)
    assert declared == case["declares"]
    lines = {
        (declaration.match, key): fact.location.line
        for declaration in found.declarations
        for key, fact in declaration.facts.items()
    }
    for match, places in case.get("at", {}).items():
        assert {key: lines[match, key] for key in places} == places
    for schemas in [case["schemas"]] if "schemas" in case else []:
        assert {d.named.schemas for d in found.declarations} == {tuple(schemas)}

    problems = [f"{p.location.line}: {p.message}" for p in found.problems]
    notices = [notice.removeprefix(case["file"] + ":") for notice in found.notices]
    for said, expected in (
        (problems, case.get("problems", [])),
        (notices, case.get("notices", [])),
    ):
        assert len(said) == len(expected), said
        for sentence, beginning in zip(said, expected, strict=True):
            line, _, rest = sentence.partition(" ")
            assert f"{line.split(':')[0] or 0}: {rest}".startswith(beginning)
    everything = f"{found.problems}{found.notices}{found.declarations}"
    assert "zenobia@" not in everything  # examples and samples are not read


def test_every_word_of_a_list_means_something_and_one_thing():
    lists = yaml.safe_load((HERE / "../../governance/stewardship/words.yml").read_text())
    from governance.model.classification import Level
    from governance.stewardship.words import plain
    from governance.taxonomy import categories

    assert set(lists["categories"]) <= set(categories())
    assert set(lists["levels"]) == set(Level)
    for name in ("keys", "levels", "categories", "days"):
        every = [str(word) for words in lists[name].values() for word in words]
        assert len(every) == len(set(every)), name
        assert [word for word in every if plain(word) != word] == [], name
    assert not set(lists["affirming"]) & set(lists["denying"])
    assert set(lists["personal_levels"]) <= {w for ws in lists["levels"].values() for w in ws}
    fides = yaml.safe_load((HERE / "../../governance/stewardship/fideslang.yml").read_text())
    assert set(fides.values()) <= set(categories())


def test_a_distribution_may_offer_a_format(tmp_path, monkeypatch):
    from governance import plugins
    from governance.stewardship import reading

    info = tmp_path / "site/acme_lists-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-lists\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[lictor.stewardship]\nlists = acme_lists_format\n")
    (tmp_path / "site/acme_lists_format.py").write_text(
        "from governance.stewardship.written import Entry, Said, Written\n"
        "RANK, LOOKS = 50, 'a list of owners'\n"
        "def recognise(file):\n"
        "    return (file.head or '').startswith('owners')\n"
        "def read(file):\n"
        "    said = Said('owner', file.text.split()[2], (2, 1))\n"
        "    return Written('lists', RANK, (Entry((2, 1), (said,), table=file.text.split()[1]),))\n"
    )
    monkeypatch.syspath_prepend(tmp_path / "site")
    caches = (plugins._installed, plugins._entry_points, reading._formats)
    for cache in caches:
        cache.cache_clear()
    try:
        (said,) = stewardship(tmp_path / "repo", "own.txt", "owners\norders team-shop").declarations
    finally:
        for cache in caches:
            cache.cache_clear()
    assert (said.match, said.facts["owner"].value, said.rank) == ("orders", "team-shop", 50)
