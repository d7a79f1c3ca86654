"""Real models, small enough to be trained and kept here."""
