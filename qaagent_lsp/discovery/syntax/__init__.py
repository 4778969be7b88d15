"""The syntax tree of one file to what it binds, calls and defines. Knows no framework. Pure."""
