"""Full-text search with one syntax and one result on SQLite and Postgres."""
