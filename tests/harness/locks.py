"""Somebody besides the users of a house who may do anything in its stores: a test that looks and meddles."""

WITNESS = "witness"
LOGIN = f"{WITNESS}:{WITNESS}"
ON_THE_BUS = {"user": WITNESS, "password": WITNESS}
IN_THE_STORE = f"user {WITNESS} on >{WITNESS} ~* &* +@all"
