"""The comment on a pull request: begun once, kept up to date, and never in the gate's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from governance.errors import LictorError
from governance.github import comment
from governance.github.api import TRIES, Api, ApiError

MARKER = "<!-- lictor: check -->"
BODY = f"{MARKER}\n### Lictor: 1 new violation blocks\n\nSay who owns it.\n"


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def keep(github: Any, pauses: list[float]) -> Callable[..., str]:
    def run(body: str = BODY, wanted: bool = True) -> str:
        api = Api(github.url, "not-a-token", pauses.append)
        return comment.keep(api, "acme/shop", 7, body, wanted=wanted)

    return run


def other(text: str, number: int, login: str = "zenobia", kind: str = "User") -> dict[str, Any]:
    return {"id": number, "body": text, "user": {"login": login, "type": kind}}


def test_is_begun_once_and_then_updated(github: Any, keep: Callable[..., str]) -> None:
    assert keep() == "commented"
    assert keep() == "the comment says so already"
    assert keep(BODY.replace("1 new", "2 new")) == "updated the comment"
    assert [c["body"] for c in github.comments] == [BODY.replace("1 new", "2 new").strip()]
    assert github.tokens == {"Bearer not-a-token"}


def test_a_clean_change_begins_none_but_corrects_the_one_there_is(
    github: Any, keep: Callable[..., str]
) -> None:
    assert keep(wanted=False) == "nothing to comment on"
    assert github.comments == []
    keep()
    clean = f"{MARKER}\n### Lictor: No new violation"
    assert keep(clean, wanted=False) == "updated the comment"
    assert github.comments[0]["body"] == clean


def test_is_found_among_many_and_whatever_line_breaks_it_came_back_with(
    github: Any, keep: Callable[..., str]
) -> None:
    github.comments = [other("well", n) for n in range(1, 151)]
    keep()
    github.comments[-1]["body"] = github.comments[-1]["body"].replace("\n", "\r\n")
    assert keep() == "the comment says so already"
    assert len(github.comments) == 151


def test_a_comment_of_somebody_else_with_our_marker_is_theirs(
    github: Any, keep: Callable[..., str]
) -> None:
    github.comments = [other(BODY, 1), other(f"quote:\n{MARKER}\n", 2, "quoting[bot]", "Bot")]
    assert keep() == "commented"
    assert github.comments[0]["body"] == BODY
    assert github.comments[1]["body"].startswith("quote:")


def test_another_run_in_the_same_repository_has_its_own(
    github: Any, keep: Callable[..., str]
) -> None:
    keep()
    assert keep(BODY.replace("lictor: check", "lictor: marts")) == "commented"
    assert len(github.comments) == 2


def test_one_that_is_too_long_is_its_headline(github: Any, keep: Callable[..., str]) -> None:
    keep(BODY + "x" * comment.MOST)
    [made] = github.comments
    assert len(made["body"]) <= comment.MOST
    assert made["body"].startswith(f"{MARKER}\n### Lictor: 1 new violation blocks\n")
    assert "The job's log has all of it." in made["body"]


@pytest.mark.parametrize("length", [comment.MOST, comment.MOST - 1])
def test_one_that_just_fits_is_whole(length: int) -> None:
    body = (BODY + "ü" * comment.MOST)[:length]
    assert comment.fitted(body) == body


def test_a_headline_that_is_too_long_is_refused() -> None:
    with pytest.raises(LictorError, match="headline"):
        comment.fitted(f"{MARKER}\n{'x' * comment.MOST}")


@pytest.mark.parametrize("fault", [500, 502, 503, 429])
def test_a_passing_fault_is_tried_again(
    github: Any, keep: Callable[..., str], pauses: list[float], fault: int
) -> None:
    github.faults = [0, fault, fault]
    assert keep() == "commented"
    assert pauses == [1, 2]


def test_a_fault_that_stays_is_told_after_a_few_tries(
    github: Any, keep: Callable[..., str], pauses: list[float]
) -> None:
    github.faults = [0, *[503] * 50]
    with pytest.raises(ApiError, match="503"):
        keep()
    assert len(github.calls) == 1 + TRIES
    assert pauses == [1, 2, 4]


def test_a_call_that_failed_after_its_work_was_done_does_not_comment_twice(
    github: Any, keep: Callable[..., str]
) -> None:
    answer = github.answer

    def half(method: str, path: str, body: Any) -> tuple[int, Any]:
        done = answer(method, path, body)
        return (502, {}) if method == "POST" else done

    github.answer = half
    assert keep() == "the comment says so already"
    assert len(github.comments) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_no_is_a_no(
    github: Any, keep: Callable[..., str], pauses: list[float], status: int
) -> None:
    github.faults = [0, status]
    with pytest.raises(ApiError) as told:
        keep()
    assert told.value.status == status
    assert pauses == []


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_token_does_not_follow_to_another_place(
    github: Any, keep: Callable[..., str], status: int
) -> None:
    github.faults = [0, status]
    with pytest.raises(ApiError):
        keep()
    assert "/elsewhere" not in [path for _, path in github.calls]


def test_nobody_there_is_told_and_not_waited_for(pauses: list[float]) -> None:
    with pytest.raises(ApiError, match="did not answer"):
        comment.keep(Api("http://127.0.0.1:9", "t", pauses.append), "a/b", 1, BODY, wanted=True)
    assert pauses == [1, 2, 4]


@pytest.mark.parametrize("url", ["file:///etc", "ftp://example.org"])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(ApiError, match="no address of the web"):
        Api(url, "t").call("GET", "/passwd")


def test_a_person_with_a_token_of_their_own_has_their_own_comment(
    github: Any, keep: Callable[..., str]
) -> None:
    answer = github.answer
    github.author = {"login": "zenobia", "type": "User"}
    github.answer = lambda method, path, body: (
        (200, {"login": "zenobia"}) if path == "/user" else answer(method, path, body)
    )
    assert [keep(), keep()] == ["commented", "the comment says so already"]
