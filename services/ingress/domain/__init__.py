"""The rules of the door: what is let in, and what it means. Pure."""
