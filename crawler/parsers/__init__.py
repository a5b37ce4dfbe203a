"""Bytes from outside to entries, one format a file. Pure; most of it runs in child processes."""
