"""The health check inside an image: exit code 0 when the process there is ready.

`HEALTHY` names the setting that holds the port, and the path: `PROBE_PORT/ready`.
"""

import http.client
import os
import sys

setting, _, path = os.environ["HEALTHY"].partition("/")
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ[setting]), timeout=4)
connection.request("GET", f"/{path}")
answer = connection.getresponse()
sys.exit(0 if answer.status == http.client.OK else f"{answer.status} {answer.read(300)!r}")
