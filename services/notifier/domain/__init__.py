"""The rules of the voice: facts into words, Twilio's answers into verdicts. Pure."""
