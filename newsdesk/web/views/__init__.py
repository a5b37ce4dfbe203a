"""What is shown, decided from rows: pure."""
