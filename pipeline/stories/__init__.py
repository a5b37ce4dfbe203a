"""Article + open stories -> where it belongs."""
