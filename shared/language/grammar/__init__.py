"""From tokens to what they say about time: small bounded rules, no backtracking."""
