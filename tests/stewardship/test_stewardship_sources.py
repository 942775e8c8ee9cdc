"""Several sources: whom their names mean, which counts, and where they contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from governance.cache import FileCache
from governance.errors import ConfigError
from governance.model.catalog import Column, Table
from governance.model.location import Location
from governance.model.names import ColumnRef, TableRef
from governance.model.stewardship import Declaration, Fact, Named
from governance.stewardship import read, resolve
from governance.stewardship.disputes import places
from governance.tree import Folder

HERE = Path(__file__).parent
NAMES = yaml.safe_load((HERE / "names.yml").read_text(encoding="utf-8"))
DISPUTES = yaml.safe_load((HERE / "disputes.yml").read_text(encoding="utf-8"))


def table(source: str, schema: str, name: str, *columns: str) -> Table:
    return Table(TableRef(source, schema, name), columns=tuple(Column(c) for c in columns))


TABLES = (
    table("app", "crm", "customers", "id", "Email", "address.street"),
    table("app", "crm", "orders", "id"),
    table("app", "staging", "orders", "id"),
    table("wh", "db.crm", "visits", "id"),
    table("wh", "crm", "customers", "id"),
    table("app", "public", "visitors", "id"),
    table("app", "backup", "visitors", "id"),
    table("app", "", "files", "id"),
)


@pytest.mark.parametrize("name", list(NAMES))
def test_what_a_name_means(name):
    case = NAMES[name]
    schemas, called, column = case["name"]
    named = Named(called, column, tuple(schemas), case.get("inner", False))
    match = ".".join(
        [*(schemas if len(schemas) == 1 else ()), called, *([column] if column else [])]
    )
    declaration = Declaration(
        match, {"owner": Fact("a", Location("c", 1))}, Location("c", 1), 80, named
    )
    found = resolve([declaration], TABLES, {})
    assert sorted(str(ref) for ref in found.facts) == case.get("means", [])
    if "says" in case:
        (notice,) = found.notices
        assert notice.startswith(f"c:1: {case['says']}")
    else:
        assert found.notices == ()


def test_a_name_is_as_specific_as_its_full_name():
    fact = {"owner": Fact("named", Location("c", 1))}
    named = Declaration("orders", fact, Location("c", 1), 80, Named("orders", None, ("crm",)))
    for match, owner in (("crm.ord*", "named"), ("crm.orders", "ours"), ("app:crm.orders", "ours")):
        ours = Declaration(match, {"owner": Fact("ours", Location("o", 1))}, Location("o", 1), 100)
        facts = resolve([ours, named], TABLES, {}).facts
        assert facts[TableRef("app", "crm", "orders")]["owner"].value == owner


def test_many_names_that_are_not_there_are_counted():
    declared = [
        Declaration(
            f"t{n}", {"owner": Fact("a", Location("c", n))}, Location("c", n), 80, Named(f"t{n}")
        )
        for n in range(1, 50)
    ]
    notices = resolve(declared, TABLES, {}).notices
    assert len(notices) == 4
    assert notices[-1] == "c: 46 more names of this file are not there"


@pytest.mark.parametrize("name", list(DISPUTES))
def test_what_two_sources_say(name, tmp_path):
    case = DISPUTES[name]
    for file, text in case["files"].items():
        (tmp_path / file).write_text(text)
    stewardship = read(Folder(tmp_path), case["files"])
    assert stewardship.problems == stewardship.notices == ()
    found = resolve(stewardship.declarations, TABLES[:1], {})
    said: dict[str, list[str]] = {}
    for dispute in found.disputes:
        said.setdefault(dispute.subject.name, []).append(f"{dispute.key} {places(dispute)}")
        assert dispute.settled is case.get("settled", False)
        assert dispute.sides[0] == found.facts[dispute.subject][dispute.key]
    assert {subject: "; ".join(each) for subject, each in said.items()} == case.get("says", {})
    for key, ref in (
        ("counts", TableRef("app", "crm", "customers")),
        ("counts_of_column", ColumnRef("app", "crm", "customers", "Email")),
    ):
        facts = found.facts.get(ref, {})
        assert {k: facts[k].value for k in case.get(key, {})} == case.get(key, {})


def test_what_a_source_says_of_itself_counts_least():
    fact = {"owner": Fact("meta", Location("models/a.yml", 3))}
    meta = Declaration("crm.orders", fact, Location("models/a.yml", 3))
    named = Named("orders", None, ("crm",))
    other = Declaration(
        "orders", {"owner": Fact("words", Location("w", 1))}, Location("w", 1), 40, named
    )
    found = resolve([other, meta], TABLES, {})
    assert found.facts[TableRef("app", "crm", "orders")]["owner"].value == "words"
    assert [places(dispute) for dispute in found.disputes] == [
        "words at w:1 and meta at models/a.yml:3"
    ]


FOLDER = {
    "gov/contract.yaml": "apiVersion: v3.1.0\nkind: DataContract\n"
    "schema: [{name: a, tags: ['owner:x']}]\n",
    "gov/chart/values.yaml": "replicas: 3\nimage: {{ .Values.image }}\n",
    "gov/chart/deep.yml": "apiVersion: apps/v1\nkind: Deployment\n",
    "gov/seed.csv": "id,name\n1,Zenobia\n",
    "gov/notes.md": "table: nothing\n",
    "gov/bytes.csv": b"\x00\x01\x02",
    "gov/~$words.xlsx": b"lock",
    "gov/ours.yml": "version: 1\nassets:\n  - {match: a, owner: x}\n",
    "gov/empty.yml": "# nothing yet\n",
}


def write(folder: Path, files: dict[str, str | bytes]) -> Folder:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Folder(folder)


def test_a_folder_may_hold_other_files(tmp_path):
    found = read(write(tmp_path, FOLDER), ["gov"])
    assert [declaration.match for declaration in found.declarations] == ["a", "a"]
    assert found.problems == ()
    left_out = "gov/bytes.csv, gov/chart/deep.yml, gov/chart/values.yaml and 1 more"
    assert found.notices == (f"not stewardship, and left out: {left_out}",)


def test_a_link_is_told_and_not_followed(tmp_path):
    tree = write(tmp_path, {"gov/a.yml": "assets: [{match: a, owner: x}]"})
    (tmp_path / "gov/b.csv").symlink_to("/etc/passwd")
    found = read(tree, ["gov"])
    assert found.notices == ("gov/b.csv is a symbolic link, which is not followed; it is not read",)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        (
            "a.yml",
            "replicas: 3\n",
            "this is no stewardship that Lictor knows. It reads Lictor's own",
        ),
        ("a.yml", "models: []\n", "A dbt project is a source of kind dbt"),
        ("a.yml", "a: [\n", "not valid YAML"),
        ("a.yml", "", None),
        ("a.csv", "id;name\n1;x\n", "a dictionary (CSV with a header, or JSON lines"),
        ("a.csv", "table^column^owner\n", "a spreadsheet of one (.xlsx)"),
        ("a.bin", b"\x7fELF\x00\x01", "a Fides dataset (YAML"),
        ("a.xlsx", b"PK\x03\x04 and no workbook", "a data contract (Open Data Contract Standard 3"),
        ("a.json", "[1, 2]", "no stewardship"),
        ("a.json", "{" * 50_000, "no stewardship"),
        ("asets.yml", "version: 1\nasets: []\n", 'unknown key "asets", did you mean "assets"'),
    ],
)
def test_a_file_that_is_named_must_be_one_of_the_formats(file, content, says, tmp_path):
    tree = write(tmp_path, {file: content})
    if says is None:
        assert read(tree, [file]).declarations == ()
        return
    with pytest.raises(ConfigError) as caught:
        read(tree, [file])
    assert says in caught.value.message
    assert caught.value.location.file == file


def test_a_dictionary_too_large_is_a_problem(tmp_path, monkeypatch):
    from governance.stewardship.formats import dictionary

    monkeypatch.setattr(dictionary, "MAX_BYTES", 1000)
    tree = write(
        tmp_path, {"a.csv": "table,owner\n" + "t,a\n" * 500, "b.csv": "table,owner\nt,a\n"}
    )
    found = read(tree, ["a.csv", "b.csv"])
    assert len(found.declarations) == 1
    assert [(p.message, str(p.location)) for p in found.problems] == [
        ("the dictionary has 2,012 bytes; split it, 1,000 are the most", "a.csv")
    ]


def test_unknown_words_are_told_once_each(tmp_path, monkeypatch):
    from governance.stewardship import gathering

    monkeypatch.setattr(gathering, "MOST_UNKNOWN", 2)
    said = ["tier x", "Tier X", "tier y", "tier z", "q" * 99, "tier x"]
    text = "table,column,classification\n" + "".join(f"t,c{n},{w}\n" for n, w in enumerate(said))
    notices = read(write(tmp_path, {"a.csv": text}), ["a.csv"]).notices
    assert [notice.partition(" is ")[0] for notice in notices] == [
        "a.csv:5: more words that no list knows; nothing",  # the note comes first
        'a.csv:2: "tier x"',
        'a.csv:4: "tier y"',
    ]
    assert notices[1].endswith("(3 times, here first)")
    assert "qqq" not in str(notices)


def test_rows_are_bounded_and_what_is_left_is_told(tmp_path, monkeypatch):
    from governance.stewardship import tabular

    monkeypatch.setattr(tabular, "MAX_ROWS", 2)
    text = "table,column,pii\n" + "".join(f"t,c{n},no\n" for n in range(5))
    found = read(write(tmp_path, {"a.csv": text}), ["a.csv"])
    assert [declaration.match for declaration in found.declarations] == ["t.c0", "t.c1"]
    assert [f"{p.location}: {p.message}" for p in found.problems] == [
        "a.csv:4: there are more than 2 rows; split the file, the rows below are not read"
    ]


def test_a_problem_is_the_same_one_wherever_it_moves(tmp_path):
    def fingerprints(text):
        return [p.fingerprint for p in read(write(tmp_path, {"d.csv": text}), ["d.csv"]).problems]

    before = fingerprints("table,column,owner\n,a,x\nt,b,x\n")
    assert before
    assert fingerprints("table,column,owner\nt,b,x\nt,c,x\n,a,x\n,d,x\n") == before


class Watched(Folder):
    """A folder that notes what is opened."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.opened: list[str] = []

    def ids(self, paths):
        return {path: f"v1:{path}" for path in paths}

    def read(self, paths):
        paths = list(paths)
        self.opened += paths
        return super().read(paths)


def test_what_was_read_is_not_opened_again(tmp_path):
    write(tmp_path, FOLDER)
    cache = FileCache(tmp_path / "cache.db")
    first, second = Watched(tmp_path), Watched(tmp_path)
    before = read(first, ["gov"], cache)
    assert len(first.opened) == 7
    assert read(second, ["gov"], cache) == before
    assert second.opened == []


def test_a_spoilt_cache_is_not_believed(tmp_path):
    class Spoilt:
        def get(self, keys):
            return dict.fromkeys(keys, '{"is": "Written", "format": 3}')

        def put(self, entries):
            self.kept = entries

    tree, cache = write(tmp_path, FOLDER), Spoilt()
    assert read(tree, ["gov"], cache) == read(tree, ["gov"])
    assert "Zenobia" not in str(cache.kept)
