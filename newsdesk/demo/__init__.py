"""A made-up newsroom on this machine, and a walk through newsdesk over it. Nothing in it happened."""
