"""What was said about pictures, kept as text for a set number of hours, if a person wants that."""
