"""What a text states: quantities, days, and what of that is new to its story."""
