"""The outside of a run: processes, files, interpreters. Satisfies the ports of ``runs`` by shape."""
