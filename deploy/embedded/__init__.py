"""The whole house on one machine: real servers, the services and the simulator, under one supervisor."""
