"""The ``ringfence`` command: checker, seal, development host and maintenance tools."""
