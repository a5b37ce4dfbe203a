"""Learns every number of the tagger that is learned, from labelled articles that stay outside the project."""
