"""The public views that readers rely on; see docs/tables.md."""
