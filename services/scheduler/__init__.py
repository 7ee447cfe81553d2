"""THE CLOCK: owns reminders, and says when they are due."""
