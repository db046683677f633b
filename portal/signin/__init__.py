"""Signing in: codes by SMS, passwords and second factors, sessions, one's own account."""
