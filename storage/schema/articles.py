"""Articles, their addresses and revisions; runs, leases and digests."""
