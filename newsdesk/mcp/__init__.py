"""What newsdesk collected, for assistants that speak the Model Context Protocol. Needs the extra ``mcp``.

`tools` reads and cuts answers to size, and is free of the protocol; `server` offers them.
"""
