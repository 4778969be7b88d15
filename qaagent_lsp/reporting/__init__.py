"""Pure: a run's evidence → the page and the Markdown that people read. Nothing is written here."""
