"""A folder, a commit and the index look the same; what cannot be read is told, not lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from governance.errors import TreeError
from governance.tree import Folder, Index, Repository, Tree, find

HOSTILE = ["a b.sql", "quo'te\".sql", "new\nline.sql", "emoji 😀.sql", "\u202ertl.sql", "-rf.sql"]


def repository(repo: Any) -> Repository:
    found = Repository.around(repo.root)
    assert found is not None
    return found


def trees(repo: Any) -> list[Tree]:
    around = repository(repo)
    return [Folder(repo.root), Index(around), around.commit("HEAD")]


def test_the_three_trees_agree(repo: Any) -> None:
    files: dict[str, str | bytes] = {f"m/{name}": name for name in HOSTILE}
    repo.commit(files | {"other/x.sql": b"\xff\x00", "m2.sql": "no"})
    for tree in trees(repo):
        assert tree.paths("m") == tuple(sorted(files))
        assert tree.read(tree.paths("m")) == {p: str(c).encode() for p, c in files.items()}
        assert tree.paths("./other/") == ("other/x.sql",)
        assert tree.read(["other/x.sql", "gone.sql"]) == {"other/x.sql": b"\xff\x00"}
        assert tree.paths("m2.sql") == ("m2.sql",)
        assert tree.paths("nowhere") == ()


def test_an_id_tells_one_content_from_another(repo: Any) -> None:
    repo.commit({"a.sql": "same", "b.sql": "same", "c.sql": "other"})
    for tree in trees(repo):
        ids = tree.ids(["a.sql", "b.sql", "c.sql", "gone.sql"])
        assert set(ids) == {"a.sql", "b.sql", "c.sql"}
        assert ids["a.sql"] == ids["b.sql"] != ids["c.sql"]


def test_a_link_is_told_and_never_followed(repo: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.sql").write_text("secret")
    repo.write({"m/a.sql": "a"})
    (repo.root / "m/loop").symlink_to("../m")
    (repo.root / "m/out.sql").symlink_to(tmp_path / "secret.sql")
    (repo.root / "linked").symlink_to(tmp_path)
    repo.commit()
    for tree in trees(repo):
        assert tree.paths("m") == ("m/a.sql",)
        assert tree.links("m") == ("m/loop", "m/out.sql")
        assert tree.read(["m/out.sql", "linked/secret.sql", "m/loop/a.sql"]) == {}


def test_a_folder_reads_nothing_outside_itself(folder_with: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.sql").write_text("secret")
    assert Folder(folder_with({"a.sql": "a"})).read(["../secret.sql", "a.sql\0"[:-1]]) == {
        "a.sql": b"a"
    }


def test_a_pipe_in_the_tree_is_no_file(folder_with: Any) -> None:
    root = folder_with({"m/a.sql": "a"})
    os.mkfifo(root / "m/pipe.sql")
    tree = Folder(root)
    assert tree.paths("m") == ("m/a.sql",)
    assert tree.read(["m/pipe.sql"]) == {}


def test_globs_find_files(folder_with: Any) -> None:
    tree = Folder(folder_with({"db/a.sql": "", "db/sub/b.sql": "", "db/c.txt": "", "x.sql": ""}))
    assert find(tree, "db/*.sql") == ("db/a.sql", "db/sub/b.sql")
    assert find(tree, "db") == ("db/a.sql", "db/c.txt", "db/sub/b.sql")
    assert find(tree, "*.sql") == ("db/a.sql", "db/sub/b.sql", "x.sql")


def test_the_index_is_what_is_staged(repo: Any) -> None:
    repo.commit({"a.sql": "old"})
    repo.write({"a.sql": "staged", "b.sql": "new"})
    repo.git("add", "a.sql")
    repo.write({"a.sql": "later"})
    index = Index(repository(repo))
    assert index.paths() == ("a.sql",)
    assert index.read(["a.sql"]) == {"a.sql": b"staged"}


def test_no_repository_is_none(tmp_path: Path) -> None:
    assert Repository.around(tmp_path) is None


def test_an_empty_repository_has_no_head(repo: Any) -> None:
    around = repository(repo)
    assert around.head is None
    with pytest.raises(TreeError, match="no commits yet"):
        around.merge_base("main")


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "", "main\nmain", "HEAD~99", "-h"])
def test_a_base_that_is_not_there_is_told(repo: Any, ref: str) -> None:
    repo.commit({"a": "a"})
    with pytest.raises(TreeError, match="there is no commit named"):
        repository(repo).merge_base(ref)


def test_a_shallow_clone_says_what_to_do(repo: Any, tmp_path: Path) -> None:
    repo.commit({"a": "a"})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"b": "b"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.root}", str(clone))
    around = Repository.around(clone)
    assert around is not None
    with pytest.raises(TreeError, match="fetch-depth: 0"):
        around.merge_base("origin/main")


def test_unrelated_histories_have_no_common_commit(repo: Any) -> None:
    repo.commit({"a": "a"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({"b": "b"})
    with pytest.raises(TreeError, match="no common commit"):
        repository(repo).merge_base("main")


def test_a_merge_conflict_in_the_index_is_told(repo: Any) -> None:
    repo.commit({"a.sql": "0"})
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"a.sql": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.sql": "2"})
    with pytest.raises(Exception, match="merge"):
        repo.git("merge", "topic")
    with pytest.raises(TreeError, match="merge conflict"):
        Index(repository(repo)).paths()


def test_clean_tells_committed_from_not(repo: Any) -> None:
    repo.commit({"a": "a"})
    assert repository(repo).clean
    repo.write({"b": "b"})
    assert not repository(repo).clean
