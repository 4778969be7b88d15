"""The run store on disk that command line, CI, dashboard and editor share: see ``docs/run-store.md``."""
