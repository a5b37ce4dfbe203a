"""Every setting, its type, its bounds and its default.

``config/newsdesk.toml`` lists the same keys with the same defaults for people to read and change; a
test holds the two together. The unit is the end of a key's name: ``_s`` seconds, ``_h`` hours,
``_days``, ``_mib`` and ``_kib`` (binary).
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

Positive = Annotated[float, Field(gt=0)]
PositiveInt = Annotated[int, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]

PLACEHOLDER_CONTACT = "https://example.org/about-our-crawler"


# What says that a headline is about the AI industry. Too many rather than too few: relevance is judged on the text.
SUBJECT = (
    *("AI", "A.I.", "AIs", "AGI", "artificial intelligence", "superintelligence", "machine learning", "deep learning"),
    *("neural network", "neural networks", "chatbot", "chatbots", "generative", "large language model", "LLM", "LLMs"),
    *("deepfake", "deepfakes", "data center", "data centers", "data centre", "data centres", "GPU", "GPUs", "chip"),
    *("chips", "chipmaker", "chipmakers", "semiconductor", "semiconductors", "robot", "robots", "humanoid", "robotaxi"),
    *("self-driving", "driverless", "algorithm", "algorithms", "OpenAI", "ChatGPT", "Sora", "Altman", "Anthropic"),
    *("Claude", "Amodei", "DeepMind", "Gemini", "Hassabis", "Meta AI", "Llama", "xAI", "Grok", "Musk", "Microsoft"),
    *("Copilot", "Nvidia", "Jensen Huang", "AMD", "Broadcom", "TSMC", "ASML", "Mistral", "DeepSeek", "Qwen"),
    *("Alibaba", "Moonshot", "Kimi", "Zhipu", "Z.ai", "MiniMax", "ByteDance", "Tencent", "Baidu", "Huawei"),
    *("Perplexity", "Cohere", "Hugging Face", "Stability AI", "Midjourney", "Runway", "ElevenLabs", "Scale AI"),
    *("Databricks", "CoreWeave", "Cerebras", "Groq", "Palantir", "SoftBank", "Oracle", "Waymo", "Siri", "Alexa"),
)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Catalog(_Section):
    # What is read of the catalog that comes with newsdesk, below the folder's own files.
    shipped: tuple[Literal["sources", "entities", "topics", "outlets"], ...] = ()


class Database(_Section):
    # May carry a password, so it is printed masked everywhere.
    url: SecretStr = SecretStr("sqlite:///var/newsdesk.db")
    busy_timeout_s: Positive = 30.0

    @field_validator("url")
    @classmethod
    def _known_dialect(cls, url: SecretStr) -> SecretStr:
        text = url.get_secret_value()
        if text.startswith("postgres://"):  # as many hosting services write it
            text = "postgresql://" + text.removeprefix("postgres://")
        if not text.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("expected sqlite:///PATH or postgresql://USER@HOST/NAME")
        return SecretStr(text)


class Crawl(_Section):
    contact_url: str = PLACEHOLDER_CONTACT
    delay_s: Annotated[float, Field(ge=0)] = 2.0
    hosts_at_once: PositiveInt = 16
    robots: bool = True
    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    connect_timeout_s: Positive = 10.0
    feed_timeout_s: Positive = 30.0
    page_timeout_s: Positive = 45.0
    max_feed_mib: Positive = 10.0
    max_page_mib: Positive = 5.0
    max_sitemap_mib: Positive = 50.0
    max_robots_kib: Positive = 512.0
    max_headers_kib: Positive = 64.0
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    max_entries_per_poll: PositiveInt = 1000
    max_new_urls_per_host_day: PositiveInt = 2000
    max_crawl_delay_s: Positive = 60.0
    max_retry_after_h: Positive = 24.0
    poll_every_h: Positive = 2.25
    longest_poll_h: Positive = 12.0
    shortest_poll_s: Positive = 300.0
    max_age_of_new_items_days: Positive = 30.0
    max_revisits_per_host_day: Annotated[int, Field(ge=0)] = 200
    page_attempts: PositiveInt = 6
    mute: tuple[Annotated[str, Field(pattern=r"\S")], ...] = ()
    subject: tuple[Annotated[str, Field(pattern=r"\S")], ...] = SUBJECT
    lease_s: Positive = 120.0


class Process(_Section):
    workers: Annotated[int, Field(ge=0)] = 0  # 0 takes one for each core
    document_cpu_s: Positive = 10.0
    memory_mib: PositiveInt = 512
    documents_per_worker: PositiveInt = 500
    attempts: PositiveInt = 3
    lease_s: Positive = 300.0
    batch: PositiveInt = 64


class Stories(_Section):
    window_h: Positive = 96.0
    semantic: bool = False


class Tags(_Section):
    min_relevance: Share = 0.5


class Digest(_Section):
    timezone: str = "UTC"
    hour: Annotated[int, Field(ge=0, le=23)] = 6
    rewrite_until_h: Annotated[int, Field(ge=0, le=23)] = 12
    min_sources_answered: Share = 0.5
    out: Path = Path("digests")
    formats: tuple[Literal["md", "html", "json", "atom", "txt"], ...] = ("html", "md", "atom")
    max_stories: PositiveInt = 30
    title: str = "newsdesk daily"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as exc:
            raise ValueError("expected a time zone of the IANA database, e.g. Europe/Berlin") from exc
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Daemon(_Section):
    tick_s: Positive = 60.0
    grace_s: Positive = 10.0
    standby_check_s: Positive = 0.25
    lead_check_s: Positive = 0.25
    silent_s: Positive = 10.0


class Metrics(_Section):
    listen: str = ""  # host:port; "" answers nowhere


class Retention(_Section):
    fetches_days: PositiveInt = 30
    page_bodies_days: PositiveInt = 90
    items_days: PositiveInt = 180
    sightings_days: PositiveInt = 90
    runs_days: PositiveInt = 90
    alerts_days: PositiveInt = 365


class Mail(_Section):
    host: str = ""
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: str = ""
    unsubscribe: str = ""
    timeout_s: Positive = 30.0


class Deliver(_Section):
    attempts: PositiveInt = 10
    first_retry_s: Positive = 60.0
    longest_retry_h: Positive = 6.0
    webhook_timeout_s: Positive = 20.0


class Web(_Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    names: tuple[str, ...] = ()
    users: Path = Path("web-users.toml")
    token: SecretStr = SecretStr("")
    requests_per_minute: Annotated[int, Field(ge=0)] = 600
    request_s: Positive = 15.0
    header_s: Positive = 10.0
    max_body_kib: Positive = 64.0
    session_days: Positive = 14.0
    cached_mib: PositiveInt = 32

    @field_validator("token")
    @classmethod
    def _long_enough(cls, token: SecretStr) -> SecretStr:
        if 0 < len(token.get_secret_value()) < 20:
            raise ValueError("expected at least 20 characters")
        return token


class Log(_Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class Settings(_Section):
    """All of ``config/newsdesk.toml`` after the environment has had its say."""

    catalog: Catalog = Catalog()
    database: Database = Database()
    crawl: Crawl = Crawl()
    process: Process = Process()
    stories: Stories = Stories()
    tags: Tags = Tags()
    digest: Digest = Digest()
    daemon: Daemon = Daemon()
    metrics: Metrics = Metrics()
    retention: Retention = Retention()
    mail: Mail = Mail()
    deliver: Deliver = Deliver()
    web: Web = Web()
    log: Log = Log()


def seconds(value: float) -> timedelta:
    """Return *value* seconds as a timedelta."""
    return timedelta(seconds=value)
