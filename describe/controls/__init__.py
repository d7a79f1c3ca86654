"""Hands: keys of the terminal, of a keypad or of a remote control, and what each of them does."""
