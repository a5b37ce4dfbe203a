"""Text and queries -> the words that the search index knows."""
