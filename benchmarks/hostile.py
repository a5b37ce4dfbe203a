"""How much memory and time does a whole round take over sites that attack it? At the limits that newsdesk comes with.

    python -m benchmarks.hostile

Each case is a host of its own on loopback; one host is in good health. Prints the peak of the largest process (MiB),
the seconds of `newsdesk run`, and what became of each source. Exits with 1 if a process grew past 600 MiB or the
healthy host's article is missing.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import brotli
import psutil
import zstandard
from sqlalchemy import select

from storage.engine import open_engine
from storage.schema.articles import article
from storage.schema.collect import source

MIB = 1024 * 1024
MOST_MIB = 600
BOMB_MIB = 900  # when decompressed

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def bomb(chunks: Callable[[bytes], bytes], end: Callable[[], bytes]) -> bytes:
    """Return blanks, compressed piece by piece: whole they would fill this process's memory."""
    return b"".join([chunks(b" " * MIB) for _ in range(BOMB_MIB)] + [end()])


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return bomb(packer.compress, packer.flush)


def bombs() -> dict[str, Answer]:
    deflate, zstd, brot = zlib.compressobj(9), zstandard.ZstdCompressor().compressobj(), brotli.Compressor(quality=5)
    twice = zlib.compressobj(9, zlib.DEFLATED, 31)
    inner = gzip_bomb()
    return {
        "gzip": reply(inner, encoding="gzip"),
        "gzip-twice": reply(twice.compress(inner) + twice.flush(), encoding="gzip, gzip"),
        "deflate": reply(bomb(deflate.compress, deflate.flush), encoding="deflate"),
        "zstd": reply(bomb(zstd.compress, zstd.flush), encoding="zstd"),
        "brotli": reply(bomb(brot.process, brot.finish), encoding="br"),
        "map-gzip": reply(inner, "application/gzip"),
    }


def reply(body: bytes, kind: str = "application/rss+xml", encoding: str | None = None) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return (head + (f"Content-Encoding: {encoding}\r\n" if encoding else "") + "\r\n").encode() + body


def rss(items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()


def html(body: str) -> bytes:
    return reply(f"<html><head><title>T</title></head><body>{body}</body></html>".encode(), "text/html")


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
    while True:
        writer.write(b"<item>x</item>" * 5000)
        await writer.drain()


async def slow(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 9999\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(1)


def lists() -> dict[str, Answer]:
    urls = "".join(f"<url><loc>http://127.0.0.1:9/{n}/a-story-of-many</loc></url>" for n in range(700_000))
    many = "".join(f"<item><title>t{n}</title><description>{'words ' * 40}</description></item>" for n in range(30_000))
    attributes = " ".join(f"a{n}='1'" for n in range(500_000))
    return {
        "map-of-700000": reply(f"<urlset>{urls}</urlset>".encode(), "application/xml"),
        "30000-entries": reply(rss(many)),
        "title-of-9-mb": reply(rss(f"<item><title>{'x' * 9 * MIB}</title></item>")),
        "deep": reply(rss("<a>" * 1_200_000)),
        "attributes": reply(rss(f"<item {attributes}/>")),
        "unclosed": reply(rss(f"<item><description>{'<b>' * 2_500_000}</description></item>")),
        "author": reply(rss(f"<item><author>{'A' * 5_000_000}</author></item>")),
        "json-nested": reply(b"[" * 5_000_000, "application/feed+json"),
        "endless": endless,
        "slow": slow,
    }


def pages() -> dict[str, Answer]:
    return {
        "divs": html("<div>" * 200_000),
        "table": html("<table>" + "<tr><td>cell</td></tr>" * 100_000 + "</table>"),
        "links": html("".join(f'<a href="/{n}">link {n}</a> ' for n in range(100_000))),
        "breaks": html("<br>" * 200_000 + "<p></p>" * 100_000),
        "one-word": html("<p>" + "x" * (4 * MIB) + "</p>"),
        "paragraph": html("<p>" + "words of it " * 400_000 + "</p>"),
        "gzip": reply(gzip_bomb(), "text/html", "gzip"),
        "endless": endless,
    }


def serve(hosts: dict[str, dict[str, Answer]]) -> dict[str, int]:
    """Serve each host on a port of its own, in a thread; return the ports."""
    ports: dict[str, int] = {}
    ready = threading.Event()

    async def opened() -> None:
        for name, answers in hosts.items():

            async def judge(
                reader: asyncio.StreamReader,
                writer: asyncio.StreamWriter,
                answers: dict[str, Answer] = answers,
            ) -> None:
                try:
                    while line := await reader.readline():
                        while (await reader.readline()).strip():
                            pass
                        answer = answers.get(line.split()[1].decode(), b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                        if callable(answer):
                            await answer(writer)
                        else:
                            writer.write(answer)
                            await writer.drain()
                except ConnectionError:
                    pass
                finally:
                    writer.close()

            server = await asyncio.start_server(judge, "127.0.0.1", 0)
            ports[name] = server.sockets[0].getsockname()[1]
            hosts[name]["/list"] = hosts[name].get("/list") or linking(ports[name], list(answers))
        ready.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(opened()), daemon=True).start()
    ready.wait()
    return ports


def linking(port: int, paths: list[str]) -> bytes:
    items = "".join(f"<item><title>{p}</title><link>http://127.0.0.1:{port}{p}</link></item>" for p in paths)
    return reply(rss(items))


def configure(folder: Path, ports: dict[str, int]) -> None:
    (folder / "sources").mkdir(parents=True)
    (folder / "entities").mkdir()
    (folder / "topics.toml").write_text("")
    (folder / "newsdesk.toml").write_text(
        f'[database]\nurl = "sqlite:///{folder}/newsdesk.db"\n[crawl]\ndelay_s = 0\n'
        f'allowed_networks = ["127.0.0.1/32"]\n[digest]\nout = "{folder}/digests"\n'
    )
    tables = [
        f'[[source]]\nname = "{name}"\nurl = "http://127.0.0.1:{port}/list"\n'
        f'kind = "{"sitemap" if name.startswith("map") else "feed"}"\n'
        for name, port in ports.items()
    ]
    (folder / "sources" / "hostile.toml").write_text("\n".join(tables))


def watched(command: list[str]) -> tuple[float, dict[int, int]]:
    """Run *command*; return its seconds and the peak memory of each of its processes, bytes."""
    begun, peaks = time.monotonic(), dict[int, int]()
    running = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None:
        try:
            for process in [running, *running.children(recursive=True)]:
                peaks[process.pid] = max(peaks.get(process.pid, 0), process.memory_info().rss)
        except psutil.Error:
            pass  # it has just ended
        time.sleep(0.05)
    return time.monotonic() - begun, peaks


def main() -> int:
    healthy = html(f"<article><h1>A model is out</h1>{'<p>The lab says it answers faster. </p>' * 30}</article>")
    hosts: dict[str, dict[str, Answer]] = {name: {"/list": answer} for name, answer in (bombs() | lists()).items()}
    hosts["pages"] = {f"/{name}": answer for name, answer in pages().items()}
    hosts["healthy"] = {"/a-model-is-out": healthy}
    ports = serve(hosts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "config"
        configure(folder, ports)
        seconds, peaks = watched([sys.executable, "-m", "newsdesk", "--config", str(folder), "run"])
        with open_engine(f"sqlite:///{folder}/newsdesk.db", read_only=True).connect() as connection:
            articles = list(connection.scalars(select(article.c.url)))
            states = {row.name: row.problem or row.state for row in connection.execute(select(source))}
    peak = max(peaks.values()) / MIB
    ok = peak < MOST_MIB and any("a-model-is-out" in url for url in articles)
    found = {
        "peak_mib": round(peak),
        "seconds": round(seconds, 1),
        "sources": states,
        "articles": len(articles),
        "ok": ok,
    }
    print(json.dumps(found, indent=2))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
