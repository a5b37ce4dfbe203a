"""Entities, mentions, topics, quotes and new names."""
