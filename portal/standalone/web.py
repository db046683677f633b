"""The web process's door under `make up`: a worker that never outlives its server.

The server loses an end signal that reaches it while it starts, and its workers would go on holding
the port if it were killed. So it is killed with the supervisor, and each worker with it.
"""

import multiprocessing
import os

from portal.standalone.children import die_with_parent
from portal.wsgi import application

_parent = multiprocessing.parent_process()
if _parent is not None and not die_with_parent(_parent.pid or 0):
    os._exit(1)

__all__ = ["application"]
