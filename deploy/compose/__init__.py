"""What Docker needs besides the services: the stores' configuration and the health check."""
