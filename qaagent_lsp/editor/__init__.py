"""Answers in editor words (lenses, findings, hovers, actions, symbols, rows). Pure; knows no protocol."""
