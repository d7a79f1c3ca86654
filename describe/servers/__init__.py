"""What it takes to ask a model on a server: its address, the key, the wire, and what goes over it."""
