"""Speaking: one voice, what may interrupt it, and how it becomes sound."""
