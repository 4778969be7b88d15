"""One module for each framework: what its apps and routers are told. Pure."""
