"""Carrying out runs: the ports they need, the pure state they pass through, the engine, the owner of their tasks."""
