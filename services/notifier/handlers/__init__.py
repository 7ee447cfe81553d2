"""One verb per message: say a fact, once; take Twilio's word for what became of it."""
