"""GitHub's REST API, as far as a job needs it: few calls, each bounded in time and number."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from governance import __version__
from governance.errors import LictorError

TRIES = 4
"""Calls of one request; between them one, two and four seconds."""
_SECONDS = 20
_MOST_BYTES = 16 * 1024 * 1024


class ApiError(LictorError):
    """GitHub's answer was no; `status` is its HTTP status, 0 when there was none."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class _NoRedirects(HTTPRedirectHandler):
    """A token goes to the host it is for, and nowhere else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Api:
    """The API at `url` (GITHUB_API_URL), with a job's token."""

    url: str
    token: str
    pause: Callable[[float], None] = field(default=time.sleep)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON; None when it is empty.

        Raises:
            ApiError: the answer was no, or there was none.
        """
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url.rstrip("/") + path, data=data, method=method)  # noqa: S310
        if request.type not in ("https", "http"):
            raise ApiError("GITHUB_API_URL is no address of the web", 0)
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        request.add_header("User-Agent", f"lictor/{__version__}")
        # unredirected: also a proxy that answers with another place does not see it
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with build_opener(_NoRedirects()).open(request, timeout=_SECONDS) as answer:
                content = answer.read(_MOST_BYTES)
        except HTTPError as error:
            error.close()
            raise ApiError(f"GitHub answered {error.code} to {method}", error.code) from None
        except (URLError, HTTPException, OSError):
            raise ApiError(f"GitHub did not answer to {method}", 0) from None
        try:
            return json.loads(content) if content else None
        except ValueError:
            raise ApiError(f"GitHub's answer to {method} is not JSON", 0) from None

    def trying(self, work: Callable[[], Any]) -> Any:
        """What `work` returns, which is done again while GitHub's fault is a passing one.

        Raises:
            ApiError: it did not pass, or is another.
        """
        for number in range(TRIES):
            try:
                return work()
            except ApiError as error:
                passing = error.status in (0, 429) or error.status >= 500
                if not passing or number == TRIES - 1:
                    raise
                self.pause(2.0**number)
        raise AssertionError
