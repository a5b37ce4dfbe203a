"""What a host is: what shares one connection, one turn and one robots.txt."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_name(url: str) -> str:
    """Return ``host:port`` of *url*. Raises ValueError when its port is no number."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{(parts.hostname or '').rstrip('.').lower()}:{port}"
