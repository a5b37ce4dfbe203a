"""Files in a folder, and a service that apprise knows."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from newsdesk.deliver.channel import Refused, Sent
from newsdesk.deliver.folder import FolderChannel
from newsdesk.deliver.notify import NotifyChannel
from newsdesk.deliver.send import send_one
from tests.newsdesk.deliver.letters import a_letter


def test_a_letter_is_three_files_and_again_the_same_three(tmp_path):
    for _ in range(2):
        assert send_one(FolderChannel(tmp_path / "told"), a_letter()) == Sent()
    files = sorted((tmp_path / "told").iterdir())
    assert [file.suffix for file in files] == [".html", ".json", ".txt"]
    assert files[0].name.startswith("2026-10-15T1200-")
    assert json.loads(files[1].read_text("utf-8"))["watchlist"] == "lanterns"
    assert files[2].read_text("utf-8").startswith("[lanterns] Lantern opens")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "told").write_text("a file")
    outcome = send_one(FolderChannel(tmp_path / "told"), a_letter())
    assert isinstance(outcome, Refused)
    assert str(tmp_path / "told") in outcome.problem


@pytest.fixture
def service():
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"json://127.0.0.1:{server.server_address[1]}/", heard
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_service_gets_the_text(service):
    url, heard = service
    assert send_one(NotifyChannel("env:CHAT", {"CHAT": url}), a_letter()) == Sent()
    assert (heard[0]["title"], heard[0]["message"].splitlines()[0]) == (a_letter().subject, "Lantern opens.")


def test_a_url_that_apprise_does_not_know_is_told_without_the_url():
    outcome = send_one(NotifyChannel("env:CHAT", {"CHAT": "nowhere://token"}), a_letter())
    assert outcome == Refused("apprise knows no service of the URL in env:CHAT", for_good=True)
