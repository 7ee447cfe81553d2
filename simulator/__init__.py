"""A Twilio that runs on a laptop, and a phone in the browser. No service knows that it exists."""
