"""Makes a model's words fit to be spoken: no markup, no claims of safety, no names, only text that was really read."""
