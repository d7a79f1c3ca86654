"""Telling: from a frame to a sentence that was heard."""
