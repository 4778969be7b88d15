"""How each test tool is called. Pure: from values to ``Invocation``; nothing is started or read here."""
