"""Who may call a route, as far as the text tells. Pure."""
