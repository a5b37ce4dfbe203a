"""Rows: everything newsdesk keeps, in SQLite or Postgres."""
