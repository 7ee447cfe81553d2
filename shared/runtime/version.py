"""Which version this is, as the changelog counts."""

VERSION = "0.1.0"
