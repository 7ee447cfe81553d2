"""What runs by the clock: owning partitions, firing what is due, taking commands, saying again, setting right."""
