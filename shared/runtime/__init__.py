"""How any service lives: settings, bus, clock, logs, metrics, probes, birth and death."""
