"""Records what newsdesk decides about the same pages, so that two versions of it can be compared row by row."""
