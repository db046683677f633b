"""Who may do what: pure values, no database, no framework.

`portal.roles.grants` holds the one table. Pages, tests, the engine and the public page
“who may do what” all read it.
"""
