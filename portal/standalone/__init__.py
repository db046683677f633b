"""Everything a lone machine needs: its own PostgreSQL and Valkey, and `manage.py up`."""
