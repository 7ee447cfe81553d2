"""How long whoever took a speech has it, before it comes back."""

from datetime import timedelta

PUBLISH_LEASE = timedelta(seconds=12)
"""For one publish, retries included; then another replica says it instead."""

OUTCOME_LEASE = timedelta(seconds=180)
"""For the notifier to report what became of it, doubled each generation."""

LONGEST_LEASE = timedelta(hours=1)
