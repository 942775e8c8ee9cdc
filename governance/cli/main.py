"""The `lictor` script: runs one command, and turns every end into an exit code.

=====  ================================================================
0      clean or done
1      blocked: a violation, a leak, drift beyond what was allowed
2      could not do it: usage, configuration, input, or a fault of ours
130    stopped with Ctrl-C
141    whoever read the output closed it (`lictor … | head`)
=====  ================================================================
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from governance import __version__
from governance.cli import commands
from governance.cli.folder import Folder
from governance.errors import LictorError
from governance.model.text import printable

if TYPE_CHECKING:
    from types import TracebackType

COULD_NOT, STOPPED, CLOSED = 2, 130, 141


@click.command(
    cls=Folder,
    modules=commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 clean or done, 1 blocked, 2 could not do it.",
)
@click.version_option(__version__, prog_name="lictor", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks (any command).")
def cli() -> None:
    """Governance and security policy as code for data platforms.

    Lictor follows personal data through SQL and blocks the change that would expose it.
    Begin with `lictor demo`, then `lictor init` in a repository of yours.
    """


def main() -> None:
    """What the installed script `lictor` calls."""
    for stream in (sys.stdout, sys.stderr):
        # What machines read is UTF-8 whatever the locale; a name can hold what UTF-8 cannot.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A command is short, and nearly all that it makes lives to its end: nothing to look through.
    gc.disable()
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line, its faults reported on stderr, and return the exit code.

    `--debug` may stand anywhere in front of a `--`.
    """
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    debug = "--debug" in arguments[:cut]
    kept = [a for a in arguments[:cut] if a != "--debug"] + list(arguments[cut:])
    try:
        # Not `cli.main`, which ends the process with 1, our "blocked", when a pipe is closed.
        with cli.make_context("lictor", kept) as context:
            returned = cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except BrokenPipeError:
        return _output_closed()
    except (click.Abort, KeyboardInterrupt):
        _say("stopped")
        return STOPPED
    except SystemExit as asked:
        return asked.code if isinstance(asked.code, int) else int(asked.code is not None)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message(), err=True)
        return COULD_NOT
    except click.ClickException as error:
        _say(_usage(error))
        return COULD_NOT
    except LictorError as error:
        if debug:
            _traceback(error)
        _say(str(error))
        return COULD_NOT
    except Exception as error:  # noqa: BLE001 - the last place before the person
        if debug:
            _traceback(error)
        _say(_unexpected(error))
        return COULD_NOT
    return returned if isinstance(returned, int) else 0


def _say(message: str) -> None:
    first, *others = (printable(line) for line in message.split("\n"))
    click.echo("\n".join([f"lictor: {first}", *others]), err=True)


def _usage(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = context.command_path if context else "lictor"
    return f"{message}\n{where} --help shows what there is"


def _unexpected(error: Exception) -> str:
    """One line without the error's message, which may hold values of whatever was read."""
    place, frame = "", error.__traceback__
    while frame is not None:
        place = _place(frame) or place
        frame = frame.tb_next
    said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    return (
        f"stopped by an unexpected {type(error).__name__}{said}{place}\n"
        "This is a fault of Lictor, not yours: run it again with --debug to see where, "
        "and please report it"
    )


def _place(frame: TracebackType) -> str:
    module = frame.tb_frame.f_globals.get("__name__", "")
    ours = module.split(".")[0] in ("governance", "scanners", "compliance")
    return f" in {module}, line {frame.tb_lineno}" if ours else ""


def _traceback(error: BaseException) -> None:
    import traceback

    traceback.print_exception(error)


def _output_closed() -> int:
    # Python flushes stdout once more on its way out, and would complain about the closed pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLOSED


if __name__ == "__main__":
    main()
