"""The jobs: one module each, and each one function from what it needs and the time to a report.

A job is given all it needs as a frozen record of its own, and builds and opens nothing. `registry.JOBS` is the one list
of them; the commands, `newsdesk run` and the daemon all call the same functions. Whether something is due stands in
rows, so a job may be run at any time, and running it twice changes nothing.
"""
