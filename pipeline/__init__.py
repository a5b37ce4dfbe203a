"""Page to Article to Story: pure functions and records, no network and no database."""
