"""A made-up newsroom on loopback, and the walk through it."""
