"""The inline tools: each says how it is called for what is there, and what its results mean. Pure."""
