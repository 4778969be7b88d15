"""One short file per group of requests: decode, call, convert."""
