"""`newsdesk web`: a place to read, in a browser."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from newsdesk.cli.context import Context, pass_context
from newsdesk.cli.output import say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@click.group(invoke_without_command=True)
@click.option("--host", help="Where to listen; web.host by default. Elsewhere than on this machine only with users.")
@click.option("--port", type=click.IntRange(0, 65535), help="web.port by default; 0 takes a free one.")
@click.option("--public", is_flag=True, help="Let everybody read who can reach the address.")
@click.option("--openapi", is_flag=True, help="Print the description of the JSON API (OpenAPI 3.1), and leave.")
@click.pass_context
def web(click_context: click.Context, host: str | None, port: int | None, public: bool, openapi: bool) -> None:
    """Show stories, articles, entities, outlets and search in a browser, as a JSON API and as feeds.

    Only reads. Listens on this machine alone unless told otherwise, until Ctrl-C.
    """
    if click_context.invoked_subcommand is not None:
        return
    context: Context = click_context.obj
    with _needs_extra():
        import newsdesk.web.app
        import newsdesk.web.server
    from newsdesk.wiring.web import access_of, limits_of, open_web_deps

    if openapi:
        from newsdesk.web.app import described

        say_json(described())
        return
    settings = context.settings
    where = host or settings.web.host
    with open_web_deps(context.loaded, context.clock, access_of(settings, where, public=public)) as deps:
        app = newsdesk.web.app.create_app(deps)
        newsdesk.web.server.serve(
            app,
            where,
            settings.web.port if port is None else port,
            header_time=limits_of(settings).header_time,
            on_start=_say,
        )


def _say(address: str) -> None:
    say(f"newsdesk is at {address} (Ctrl-C stops it)")
    sys.stdout.flush()


@web.group()
def users() -> None:
    """Who may sign in."""


@users.command()
@click.argument("name")
@click.option("--editor", is_flag=True, help="May also correct what newsdesk got wrong.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
@pass_context
def add(context: Context, name: str, editor: bool, password_stdin: bool) -> None:
    """Let NAME sign in; a user of this name gets the new password."""
    with _needs_extra():
        from newsdesk.web.readers import Role
        from newsdesk.web.security.users import add_user

    file = _user_file(context)
    asked = "Password (10 characters or more)"
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else click.prompt(asked, hide_input=True, confirmation_prompt=True)
    )
    add_user(file, name, password, Role.EDITOR if editor else Role.READER)
    say(f"wrote {file}")


@users.command(name="list")
@pass_context
def list_(context: Context) -> None:
    """List who may sign in."""
    with _needs_extra():
        from newsdesk.web.security.users import read_users

    for user in read_users(context.settings.web.users).values():
        say(f"{user.name:<40} {user.role}")


@users.command()
@click.argument("name")
@pass_context
def remove(context: Context, name: str) -> None:
    """Let NAME sign in no more; its sessions end."""
    with _needs_extra():
        from newsdesk.web.security.users import remove_user

    remove_user(context.settings.web.users, name)


def _user_file(context: Context) -> Path:
    from newsdesk.settings.folders import writable_folder

    file = context.settings.web.users
    if not file.is_absolute() or file.parent == context.config:
        writable_folder(context.config)
    return file


@contextmanager
def _needs_extra() -> Iterator[None]:
    from pipeline.errors import ConfigError

    try:
        yield
    except ModuleNotFoundError as missing:
        raise ConfigError(f"the web pages need {missing.name}: pip install 'newsdesk[web]'") from missing
