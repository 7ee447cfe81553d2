"""THE DOOR: a WhatsApp message becomes a command on the bus."""
