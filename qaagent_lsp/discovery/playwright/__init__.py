"""Playwright's spec files, read without running anything. Pure."""
