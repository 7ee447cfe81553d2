"""THE VOICE: writes to people, and survives a moody Twilio."""
