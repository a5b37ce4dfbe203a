"""The console script: runs one command and turns errors into one line and an exit code.

Exit codes: 0 done; 1 done with failures that the output names; 2 wrong configuration or command
line; 3 database unusable; 4 failed for now, try again; 5 a source is unusable as configured;
70 a defect in newsdesk (the traceback is logged); 130 interrupted.
"""

from __future__ import annotations

import logging
import sys

import click

from newsdesk.cli import cli
from pipeline.errors import NewsdeskError
from pipeline.redact import redact

EXIT_DEFECT = 70
EXIT_INTERRUPTED = 130


def main() -> None:
    """Run the command line; never returns."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Return the exit code of the command line *arguments*."""
    try:
        code = cli.main(args=arguments, prog_name="newsdesk", standalone_mode=False)
    except click.exceptions.Abort:
        return EXIT_INTERRUPTED
    except click.ClickException as exc:
        exc.show()
        return exc.exit_code
    except NewsdeskError as exc:
        click.echo(f"newsdesk: {redact(str(exc))}", err=True)
        return getattr(exc, "exit_code", 1)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: that ends the work, and is no error.
        sys.stderr.close()
        return 0
    except Exception:
        logging.getLogger("newsdesk").exception("defect")
        click.echo("newsdesk: stopped by a defect of its own; the traceback is above. Please report it.", err=True)
        return EXIT_DEFECT
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
