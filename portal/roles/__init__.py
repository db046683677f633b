"""Who may do what: pure tables, no database."""
