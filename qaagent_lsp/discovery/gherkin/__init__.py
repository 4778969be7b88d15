"""Feature files as Behave reads them: scenarios, examples rows, steps, and the requests they name. Pure."""
