"""Looking: from any camera to one newest frame, and what can be said of it cheaply. Knows nothing of words."""
