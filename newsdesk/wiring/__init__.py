"""Wiring: each function builds one thing from the configuration, and nothing here holds what it has built.

Only these modules build engines, stores and sandboxes. What has to be closed is given as a context manager, and whoever
enters it owns it. Each subject has its module, so that a command imports no more than it uses.
"""
