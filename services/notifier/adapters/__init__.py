"""One file per outside thing, its Lua beside it."""
