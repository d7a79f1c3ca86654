"""Built-in senses: what can be known of a picture without a model (text, codes, faces, light, colour, movement)."""
