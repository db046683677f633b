"""The closed loop: lead, handle, feedback, track."""
