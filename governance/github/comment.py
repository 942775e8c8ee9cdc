"""One comment on a pull request, written once and kept up to date."""

from __future__ import annotations

from typing import Any

from governance.errors import LictorError
from governance.github.api import Api, ApiError

MOST = 65_536
"""Characters of a comment that GitHub takes."""
_PAGE, _PAGES = 100, 30


def keep(api: Api, repository: str, number: int, body: str, *, wanted: bool) -> str:
    """Create the comment, or update the one that is there; says what was done.

    The first line of `body` is the marker by which it is found again. Without `wanted` there is
    nothing to tell: a comment that is there is updated, and none is begun.

    Raises:
        ApiError: GitHub refuses.
    """
    body = fitted(body)
    marker = body.partition("\n")[0]
    comments = f"/repos/{repository}/issues/{number}/comments"
    mine = api.trying(lambda: _viewer(api))

    def write() -> str:
        # found anew on each try: a call that failed may have done its work all the same
        found = _find(api, comments, marker, mine)
        if found is None:
            if not wanted:
                return "nothing to comment on"
            api.call("POST", comments, {"body": body})
            return "commented"
        if (found.get("body") or "").replace("\r\n", "\n").strip("\n") == body:
            return "the comment says so already"
        api.call("PATCH", f"/repos/{repository}/issues/comments/{int(found['id'])}", {"body": body})
        return "updated the comment"

    done: str = api.trying(write)
    return done


def fitted(body: str) -> str:
    """`body`, or its marker and headline when it is longer than GitHub takes."""
    body = body.strip("\n")
    if len(body) <= MOST:
        return body
    lines = body.split("\n")[:2]
    short = "\n".join(
        [*lines, "", "The report is longer than a comment may be. The job's log has all of it."]
    )
    if len(short) > MOST:
        raise LictorError("the report's headline is longer than a comment may be")
    return short


def _find(api: Api, comments: str, marker: str, mine: str) -> dict[str, Any] | None:
    """Our comment. Anybody may write the marker, so that its author has to be us."""
    for page in range(1, _PAGES + 1):
        found = api.call("GET", f"{comments}?per_page={_PAGE}&page={page}")
        for comment in found if isinstance(found, list) else []:
            author = comment.get("user") or {}
            ours = author.get("login") == mine if mine else author.get("type") == "Bot"
            text = comment.get("body") or ""
            if ours and text.replace("\r\n", "\n").partition("\n")[0] == marker:
                kept: dict[str, Any] = comment
                return kept
        if not isinstance(found, list) or len(found) < _PAGE:
            return None
    return None


def _viewer(api: Api) -> str:
    """Whose token this is; "" for that of a job or an app, which may not ask."""
    try:
        user = api.call("GET", "/user")
    except ApiError as error:
        if error.status in (401, 403, 404):
            return ""
        raise
    return user.get("login", "") if isinstance(user, dict) else ""
