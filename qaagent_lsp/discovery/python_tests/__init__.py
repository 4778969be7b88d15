"""What the functions of a Python test file ask of an API, and whose client they ask. Pure."""
