"""A URL's one spelling, so that one article has one address however it was linked.

What is changed never changes which page is meant on any site we know of: RFC 3986 section 6 (syntax and
scheme), plus the conventions of news sites (tracking parameters, session ids, AMP, print and mobile variants).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL = 2048  # characters; what is longer is a trap or a mistake

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say who sent the reader, not which page is meant, whatever their value.
_TRACKING = re.compile(
    r"""(?xi)
    utm_.* | (?:fb|g|tt|tw|ig)clid | (?:ms|i)clkid | d?clid | [ym]clid | ysclid | yclid | twclid | [wg]braid | li_fat_id
    | rdt_cid | srsltid | gad_(?:source|campaignid) | gclsrc | igshid? | fb_(?:ref|source|action_.*) | mibextid
    | mc_(?:cid|eid|tc) | mkt_tok | __?hs.* | hsa_.* | hsctatracking | vero_(?:id|conv) | oly_(?:anon|enc)_id | wickedid
    | _bhlid | bhcl_id | _kx | _openstat | xtor | cmp(?:id)? | ncid | ocid | smid | s_?cid | sc_(?:cid|channel)
    | sms_ss | s_kwcid | ns_(?:campaign|fee|linkname|mchannel|source) | itm_.* | campaign_.* | traffic_source | trk.+
    | guce_.* | guccounter | ref_(?:src|url) | refurl | __twitter_impression | __source
    | icid | _ga | _gl | soc_(?:src|trk) | linkid | wt[._]?(?:z?mc|tsrc|nav).* | pk_.* | piwik_.* | mtm_.* | matomo_.*
    | at_(?:campaign|medium|custom\d) | shareid | outputtype | ftag | maca | ito | mbid | cndid
    """
)
# On one site such a name says who sent the reader, on another it is the page: what stands around it decides.
_UNSURE = re.compile(r"(?i)ref|referr?er|source|src|feature|partner|share|sh|spm|rss|mod|trk|from|si")
_SENDER = re.compile(
    r"(?i)(?:|true|yes|rss\d*|rss[_-].*|feeds?|atom|share[ds]?|sharing|social.*|twitter|x|facebook|fb|linkedin|reddit|"
    r"whatsapp|telegram|e?mail|(?:news)?letter|homepage|youtu\.be|emb_.*|oembed|flipboard|hacker-?news|producthunt|"
    r"syndication|copy-?link|native|app)"
)
_MOD_VALUE = re.compile(r"(?i)rss.*|mw_rss.*|hp_.*|e2.*|article_inline|searchresults.*|djem.*|home-page")
_SESSION = re.compile(r"(?i)jsessionid|phpsessid|aspsessionid\w*|asp\.?net_?sessionid|sessionid|cfid|cftoken")
_UNSURE_SESSION = re.compile(r"(?i)sess(?:ion)?_?id|sid")
_AMP_PREFIX = re.compile(r"(?i)^(?:amp;)+")  # of a reference that was escaped once too often
_ID_KEY = re.compile(r"(?i)(?:[a-z]+_?)?id|p|v|aid|nid|article|item|post|story")
_SESSION_VALUE = re.compile(  # drawn by lot
    r"[0-9a-fA-F]{16,}|(?=(?:[a-zA-Z]*\d+[a-zA-Z]+){2}|(?:\d*[a-zA-Z]+\d+){2})[a-zA-Z0-9]{10,}"
)
_VARIANT = re.compile(r"(?i)(?:amp|print(?:able)?|mobile|m|view|output|format)")
_VARIANT_VALUE = re.compile(r"(?i)amp(?:html)?|print(?:able)?|mobile")
_VARIANT_FLAG = re.compile(r"(?i)(?:amp|print(?:able)?|mobile|m)")
_FLAG = re.compile(r"(?i)(?:|1|true|yes)")
_PATH_SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid|sid)=[^/?#]*")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_VARIANT_NAME = re.compile(r"(?:\.amp(?=\.html?$)|(?<=\.)amp\.(?=html?$)|\.amp$)", re.IGNORECASE)
_VARIANT_ENDING = re.compile(r"/(?:amp|print)/?$", re.IGNORECASE)
_VARIANT_BEGINNING = re.compile(r"^/(?:amp|print)(?=/.+)", re.IGNORECASE)
_VARIANT_HOST = re.compile(r"^(?:amp|m|mobile)\.(?=[^.]+\.[^.]+)")

# An article's own words or number in a path; "/glossary" is none, for "/glossary/amp" is an article below it.
_ARTICLE_SLUG = re.compile(r"[^/]*[^/\W_]+[-_][^/\W_]+[-_][^/\W_]+[^/]*|[^/]*\d{5,}[^/]*")
_SCRIPT = re.compile(r"(?i)\.(?:php\d?|aspx?|jsp|cgi|dll|pl)$")  # one for all articles, told apart by parameters
_DATED_SLUG = re.compile(r"/(?:19|20)\d\d/(?:(?:[^/]+/)*[^/]*[-_][^/]*|\d\d?/(?:\d\d?/)?[^/]*[^\W\d_][^/]*)")

# RFC 3986: unreserved characters need no escape, in a path these neither.
_PATH_SAFE = "!$&'()*+,;=:@/~-._"


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str | None:
    """Return the one spelling of *url*, or None unless it is an http or https URL with a host.

    Fragment, user name and password are dropped, the query is sorted. Idempotent. Where a name alone does not tell
    a parameter or an ending from a page's own (``sid``, ``source``, ``/amp``), it goes only if the rest of the
    address names an article: an address spelt twice costs a second fetch, two taken for one lose an article.
    """
    found = _respelled(url)
    while found is not None and (again := _respelled(found)) != found:  # /print/amp: each round takes one away
        found = again
    return found


def is_web_address(url: str) -> bool:
    """Tell whether *url* is an http or https address with a host: all that `canonical_url` asks for, cheaply."""
    return len(url) <= MAX_URL and _split(url) is not None


def url_key(url: str) -> str | None:
    """Return what two spellings of one page have in common beyond `canonical_url`: scheme and ``www.`` left out."""
    canonical = canonical_url(url)
    if canonical is None:
        return None
    return canonical.partition("://")[2].removeprefix("www.")


def host_of(url: str) -> str:
    """Return the host of *url* in lower case and punycode, ``""`` when it has none."""
    parts = _split(url)
    return parts[1] if parts else ""


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """Return the registrable domain of *url*, e.g. ``bbc.co.uk`` or ``ada.github.io``.

    For an IP address, a bare name and a public suffix it is the host itself, with its port unless that is the scheme's.
    """
    parts = _split(url)
    if parts is None:
        return ""
    scheme, host, port, _, _ = parts
    return _registrable(host) or _netloc(scheme, host, port)


def is_public_suffix(url: str) -> bool:
    """Tell whether anybody may have a name below the host of *url*: ``com``, ``co.uk``, ``github.io``."""
    host = host_of(url)
    return bool(host) and _suffixes()(host).suffix == host


@lru_cache(maxsize=4096)  # thousands of addresses have the same few hosts
def _registrable(host: str) -> str | None:
    """Return the registrable domain of *host*; None where there is none."""
    found = _suffixes()(host)
    if found.top_domain_under_public_suffix:
        return found.top_domain_under_public_suffix
    if not found.suffix and "." in host and not (found.ipv4 or found.ipv6):
        return ".".join(host.split(".")[-2:])  # the list's own rule for a top level that it does not know
    return None


def _respelled(url: str) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    scheme, host, port, path, query = parts
    plain = _plain_path(path)
    path, query, was_variant = _main_variant(plain, _plain_query(query, plain))
    if was_variant or _VARIANT_HOST.match(host):
        host = _VARIANT_HOST.sub("", host)
    found = urlunsplit((scheme, _netloc(scheme, host, port), path, query, ""))
    return found if len(found) <= MAX_URL else None


def _netloc(scheme: str, host: str, port: int | None) -> str:
    netloc = f"[{host}]" if ":" in host else host
    return netloc if port is None or port == _DEFAULT_PORTS[scheme] else f"{netloc}:{port}"


def _split(url: str) -> tuple[str, str, int | None, str, str] | None:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:  # "http://[", a port of letters
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return None
    host = _plain_host(host)
    return (scheme, host, port, parts.path, parts.query) if host else None


def _plain_host(host: str) -> str | None:
    host = host.rstrip(".").lower()
    if not host or re.search(r"[\s/\\%<>\"'`{}|^\x00-\x1f]", host):
        return None
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _plain_path(path: str) -> str:
    path = _PATH_SESSION.sub("", path)
    path = "/".join(_escaped(segment) for segment in path.split("/"))
    path = _without_dots(re.sub(r"/{2,}", "/", path))
    path = _INDEX.sub("/", path)
    return path.rstrip("/") or "/"


def _escaped(segment: str) -> str:
    """Escape what must be, nothing else; an escaped slash or percent sign stays one."""
    parts = re.split(r"(?i)(%2f|%25)", segment)
    return "".join(
        part.upper()
        if number % 2
        else quote(unquote(part, errors="surrogateescape"), _PATH_SAFE, errors="surrogateescape")
        for number, part in enumerate(parts)
    )


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept) or "/"


def names_article(path: str) -> bool:
    """Tell whether *path* by itself names one article: by three words, a number, or a date with words after it."""
    last = path.rstrip("/").rpartition("/")[2]
    if _SCRIPT.search(last):
        return bool(re.search(r"\d{5,}", last))
    return bool(_ARTICLE_SLUG.fullmatch(last) or _DATED_SLUG.search(path))


def _plain_query(query: str, path: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=200)
    except ValueError:
        return []
    pairs = [(_AMP_PREFIX.sub("", key), value) for key, value in pairs]
    pairs = [pair for pair in pairs if not (_TRACKING.fullmatch(pair[0]) or _SESSION.fullmatch(pair[0]))]
    named = names_article(path) or any(_ID_KEY.fullmatch(key) and value for key, value in pairs)
    return sorted(pair for pair in pairs if not _is_aside(*pair, named=named))


def _is_aside(key: str, value: str, *, named: bool) -> bool:
    """Tell whether a parameter of an unsure name is none of the page's; *named*: the rest names an article."""
    if _UNSURE_SESSION.fullmatch(key):
        return bool(_SESSION_VALUE.fullmatch(value))
    if not _UNSURE.fullmatch(key):
        return False
    folded = key.lower()
    if folded == "mod":
        return bool(_MOD_VALUE.fullmatch(value))
    if folded in ("from", "si", "src"):
        return named and not value.isdigit()
    if _SENDER.fullmatch(value):
        return True
    return named and (not value.isdigit() or value in ("0", "1"))


def _main_variant(path: str, pairs: list[tuple[str, str]]) -> tuple[str, str, bool]:
    """Return path and query of the page itself when these name its AMP, print or mobile variant."""
    main = [pair for pair in pairs if not _is_variant(*pair)]
    plain = _VARIANT_NAME.sub("", path)
    for variant in (_VARIANT_ENDING, _VARIANT_BEGINNING):
        without = variant.sub("", plain) or "/"
        plain = without if names_article(without) else plain
    query = urlencode(main, errors="surrogateescape")
    return plain.rstrip("/") or "/", query, plain != path or len(main) != len(pairs)


def _is_variant(key: str, value: str) -> bool:
    if not _VARIANT.fullmatch(key):
        return False
    return bool(_VARIANT_VALUE.fullmatch(value) or (_VARIANT_FLAG.fullmatch(key) and _FLAG.fullmatch(value)))


@cache
def _suffixes() -> TLDExtract:
    """Return what knows the public suffixes; its import and its list cost commands that look at no address."""
    from tldextract import TLDExtract

    # The packaged list, never the network. Private suffixes too: two pages of github.io have two publishers.
    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
