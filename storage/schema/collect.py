"""Sources, hosts, items, fetches and pages: what the crawler writes."""
