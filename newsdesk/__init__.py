"""What a person starts: commands, settings, the daemon and the digest."""

__version__ = "0.1.0"

__version__ = "0.1.0"
