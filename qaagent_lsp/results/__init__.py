"""From what a test tool streams to verdicts: decode, merge, classify, reconcile. Pure."""
