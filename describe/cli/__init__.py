"""The commands in a terminal: what each wires together and prints. Each imports what it needs where it needs it."""
