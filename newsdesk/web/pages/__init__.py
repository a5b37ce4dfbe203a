"""What each address of the pages answers."""
