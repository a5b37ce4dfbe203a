"""Scrapy's settings. Each one here replaces a default that does not suit a polite reader; see `crawler.context`."""

BOT_NAME = "newsdesk"
SPIDER_MODULES = ["crawler.spiders"]

# For plain `scrapy crawl`: what builds the context from ./config. newsdesk's own commands pass theirs.
NEWSDESK_CONTEXT = "newsdesk.wiring.crawling.crawl_context_for_scrapy"

# One asyncio loop, the caller's; no reactor.
TWISTED_REACTOR_ENABLED = False

DOWNLOAD_HANDLERS = {
    "http": "crawler.download.GuardedDownloadHandler",
    "https": "crawler.download.GuardedDownloadHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_WARNSIZE = 0

# `crawler.politeness` decides when a host may be asked; Scrapy must not delay requests further.
CONCURRENT_REQUESTS = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 1_000_000
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # what a list has at its top comes first
CONCURRENT_ITEMS = 1  # spiders yield requests only; Scrapy starts so many tasks for every answer

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # forgets, and takes 5xx for permission
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # retries at once; ours are rows
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # would go around the address guard
    "crawler.middlewares.robots.RobotsMiddleware": 100,
}
EXTENSIONS = {
    "crawler.middlewares.early_stop.EarlyStop": 500,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
ROBOTSTXT_OBEY = False  # ours does
RETRY_ENABLED = False
METAREFRESH_ENABLED = False
REFERRER_POLICY = "no-referrer"
HTTPERROR_ALLOW_ALL = True  # the spiders judge every status
REDIRECT_MAX_TIMES = 5

LOG_LEVEL = "WARNING"
