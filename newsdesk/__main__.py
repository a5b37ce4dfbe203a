"""The console script: runs one command and turns errors into one line and an exit code.

Exit codes: 0 done; 1 done with failures that the output names; 2 wrong configuration or command
line; 3 database unusable; 4 failed for now, try again; 5 a source is unusable as configured;
70 a defect in newsdesk (the traceback is logged); 130 interrupted.
"""

from __future__ import annotations

import errno
import logging
import sys

import click

from newsdesk.cli import cli
from newsdesk.cli.output import say
from newsdesk.streams import open_streams
from pipeline.errors import ConfigError, NewsdeskError, RetryLaterError

EXIT_DEFECT = 70
EXIT_INTERRUPTED = 130

# What the machine refuses and no code of ours can foresee, by who can mend it.
_FOR_NOW = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EIO}
_BY_A_PERSON = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
}


def main() -> None:
    """Run the command line; never returns."""
    open_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Return the exit code of the command line *arguments*."""
    try:
        code = cli.main(args=arguments, prog_name="newsdesk", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # what is still buffered may find the device full
    except (click.exceptions.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except click.ClickException as exc:
        return _show_usage(exc)
    except NewsdeskError as exc:
        return _show_error(exc)
    except Exception as exc:
        if isinstance(exc, OSError) and (refused := _refused(exc)) is not None:
            logging.getLogger("newsdesk").debug("refused by the machine", exc_info=exc)
            return _show_error(refused)
        logging.getLogger("newsdesk").exception("defect")
        say("newsdesk: stopped by a defect of its own; the traceback is above. Please report it.", err=True)
        return EXIT_DEFECT
    return code if isinstance(code, int) else 0


def _show_usage(error: click.ClickException) -> int:
    """Print what is wrong with the command line, in one line that names the command and the option."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "newsdesk"
    problem = " ".join(error.format_message().split())
    say(f"{command}: {problem} (see `{command} --help`)", err=True, masked=True)
    return error.exit_code


def _show_error(error: NewsdeskError) -> int:
    for line in f"newsdesk: {error}".split("\n"):  # a list of problems has lines
        say(line, err=True, masked=True)
    return getattr(error, "exit_code", 1)


def _refused(error: OSError) -> NewsdeskError | None:
    """Return what to tell of a file that the machine refuses, None where only a defect explains the error."""
    problem = error.strerror or str(error)
    if error.filename is not None:
        problem = f"{error.filename}: {problem}"
    if error.errno in _FOR_NOW:
        return RetryLaterError(problem)
    if error.errno in _BY_A_PERSON and error.filename is not None:
        return ConfigError(problem)
    return None


if __name__ == "__main__":
    main()
