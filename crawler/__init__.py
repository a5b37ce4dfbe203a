"""Network to Page: polls feeds, sitemaps and section pages, and fetches each new article once."""
