"""What commands print: safe for a terminal, in colour only where it is wanted, in columns that line up."""

from __future__ import annotations

import ast
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.cli.output import Column, console, has_colour, plain_table, safe_json, say, say_text, table
from newsdesk.cli.progress import Progress

COMMANDS = Path("newsdesk/cli")
ESCAPES = "\x1b]0;pwned\x07\x9b2J\u202egpj.exe"


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_no_command_prints_but_by_the_one_way_out():
    calls = {
        f"{file.name}:{node.lineno}"
        for file in COMMANDS.glob("*.py")
        if file.name != "output.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("click.echo", "click.secho", "click.style", "print")
    }
    assert calls == set()


def test_foreign_text_cannot_steer_a_terminal(terminal: Terminal):
    with redirect_stdout(terminal):
        say(f"title {ESCAPES}\nforged line")
        say_text(f"one\n{ESCAPES}")
        table([Column("title")], [[ESCAPES]])
    shown = terminal.getvalue()
    assert not any(steering in shown for steering in ("\x1b]", "\x07", "\x9b", "\u202e", "\nforged"))


def test_colour_is_for_terminals_and_for_nobody_who_sets_no_color(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    with redirect_stdout(terminal):
        say("bad", colour="red")
    assert terminal.getvalue() == "\x1b[31mbad\x1b[0m\n"
    for wish in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert not has_colour(terminal, wish)
    assert not has_colour(io.StringIO(), {})
    monkeypatch.setenv("NO_COLOR", "1")
    with redirect_stdout(terminal):
        say("good", bold=True)
    assert terminal.getvalue().endswith("\x1b[0m\ngood\n")


def test_a_table_is_fitted_to_a_terminal_and_whole_elsewhere(terminal: Terminal):
    columns = [Column("id", right=True), Column("headline", shrinks=3)]
    rows = [[1, "a" * 100], [22, "[bold]short[/]"]]
    with redirect_stdout(terminal):
        table(columns, rows)
    lines = click.unstyle(terminal.getvalue()).splitlines()
    assert [len(line.rstrip()) <= 60 for line in lines] == [True] * 3
    assert "…" in lines[1]
    assert "[bold]short[/]" in lines[2]
    cells = [[str(cell) for cell in row] for row in rows]
    assert plain_table(columns, cells) == ["id  headline", " 1  " + "a" * 100, "22  [bold]short[/]"]


def test_a_masked_line_shows_no_secret(capsys: pytest.CaptureFixture[str]):
    say("https://me:pw@h.example/feed?token=abc", masked=True)
    assert capsys.readouterr().out == "https://***@h.example/feed?token=***\n"


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_made_safe_means_the_same(value):
    shown = safe_json(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(shown) == value
    assert not any(steering in shown for steering in ("\x1b", "\x9b", "\u202e"))


def test_rich_writes_no_colour_where_none_is_wanted(terminal: Terminal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    console(terminal).print("loud", style="bold red")
    assert terminal.getvalue() == "loud\n"


def test_progress_is_one_line_that_goes_and_foreign_words_stay_harmless(terminal: Terminal):
    with redirect_stderr(terminal), Progress(shown=True) as progress:
        progress("https://me:pw@h.example/a[bold]?token=abc\x1b]0;pwned\x07")
    shown = terminal.getvalue()
    assert "https://***@h.example/a[bold]?token=***" in click.unstyle(shown)
    assert not any(secret in shown for secret in ("pw@", "abc", "\x07"))
    assert progress.done == 1


def test_progress_nobody_watches_prints_nothing(terminal: Terminal):
    with redirect_stderr(terminal), Progress(shown=False) as progress:
        progress("a page")
    assert (terminal.getvalue(), progress.done) == ("", 1)
