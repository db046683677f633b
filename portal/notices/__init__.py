"""What people are told: outbox and inbox in one row."""
