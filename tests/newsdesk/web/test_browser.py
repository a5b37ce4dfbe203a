"""A browser drives the pages: no error in its console, no other host asked, no foreign word taken for code."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from newsdesk.web.app import create_app
from newsdesk.web.deps import Access, Limits
from newsdesk.web.readers import Role
from newsdesk.web.security.users import add_user, read_users
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.newsdesk.web.archive import deps_of, fill
from tests.newsdesk.web.test_pages import PAGES

PASSWORD = "a long enough password"
# Each is harmful where a template would trust it: as markup, in an attribute, in a script or in a template.
HOSTILE = (
    "<script>window.__pwned=1</script>\"><img src=x onerror=window.__pwned=2>'-window.__pwned-'"
    "</title><svg onload=window.__pwned=3>{{7*7}}${7*7}<a href=javascript:window.__pwned=4>x</a>"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield opened
        opened.close()


@contextmanager
def served(folder: Path, headline: str) -> Iterator[str]:
    engine = open_engine("sqlite://")
    upgrade(engine)
    fill(engine, headline)
    users = folder / "users.toml"
    add_user(users, "ada", PASSWORD, Role.EDITOR)
    known = read_users(users)
    app = create_app(deps_of(engine, Access(users=lambda: known), Limits(requests_per_minute=0)))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
        engine.dispose()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served"), "Meta opens the weights of Llama Lantern") as address:
        yield address


class Watched:
    """A page, and whatever went wrong in it."""

    def __init__(self, browser, base: str, width: int, scheme: str) -> None:
        self.base, self.wrong = base, []
        self._context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.page = self._context.new_page()
        self.page.on("console", lambda told: self.wrong.append(f"{told.type}: {told.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", self._asked)

    def _asked(self, request) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.wrong.append(f"asked {request.url}")

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def close(self) -> None:
        self._context.close()


@contextmanager
def watched(browser, base: str, width: int = 1280, scheme: str = "light") -> Iterator[Watched]:
    page = Watched(browser, base, width, scheme)
    yield page
    page.close()
    assert page.wrong == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (360, "light")])
def test_every_page_loads_without_an_error_and_fits_the_screen(browser, pages: str, width: int, scheme: str):
    with watched(browser, pages, width, scheme) as page:
        for path in PAGES:
            page.open(path)
            over = page.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert over <= 0, (path, width)


def test_a_reader_goes_from_the_front_page_to_a_sentence(browser, pages: str):
    with watched(browser, pages) as page:
        page.open("/")
        page.page.keyboard.press("j")
        page.page.keyboard.press("Enter")
        page.page.wait_for_url("**/stories/1")
        page.page.click(".said a")
        page.page.wait_for_url("**/articles/1#q*")
        assert page.page.locator(".sentence:has(:target)").count() == 1
        page.page.click("a.entity >> text=Meta")
        page.page.wait_for_url("**/entities/org:meta")
        page.page.keyboard.press("/")
        page.page.keyboard.type("closely")
        page.page.keyboard.press("Enter")
        page.page.wait_for_url("**/search?q=closely")
        assert page.page.locator("ol.lines .headline").inner_text() == "Llama Lantern, read closely"


def test_a_bookmark_stays_in_the_browser(browser, pages: str):
    with watched(browser, pages) as page:
        page.open("/stories/1")
        page.page.click("text=Keep in this browser")
        page.open("/")
        assert page.page.locator(".kept a").get_attribute("href") == "/stories/1"


def test_an_editor_signs_in_and_out(browser, pages: str):
    with watched(browser, pages) as page:
        page.open("/stories/1")
        page.page.click("text=Sign in")
        page.page.fill("#name", "ada")
        page.page.fill("#password", PASSWORD)
        page.page.click("main button")
        page.page.wait_for_url("**/stories/1")
        assert "Signed in as ada (editor)" in page.page.inner_text("footer")
        page.page.click("text=Sign out")
        page.page.wait_for_url(pages + "/")
        assert "Signed in" not in page.page.inner_text("footer")


def test_what_others_wrote_is_never_taken_for_code(browser, tmp_path: Path):
    with served(tmp_path, HOSTILE) as base, watched(browser, base) as page:
        for path in (*PAGES, "/search?q=pwned", "/search?q=%3Cscript%3Ewindow.__pwned%3D5%3C/script%3E"):
            page.open(path)
            assert page.page.evaluate("window.__pwned") is None, path
            assert page.page.locator("main img, main script, main [onload], main [onerror]").count() == 0, path
            assert page.page.locator("a[href^='javascript:']").count() == 0, path
        page.open("/stories/1")
        assert page.page.inner_text("h1").startswith("<script>window.__pwned=1</script>")


def test_pages_are_complete_without_javascript(browser, pages: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages + "/")
    page.click("h2 a >> nth=0")
    assert page.locator("h1").inner_text() == "Meta opens the weights of Llama Lantern"
    context.close()
