"""Carrying out what a listener asks for: one module for each kind of answer, and one that takes the orders."""
