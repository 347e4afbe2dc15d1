"""Loaded by pytest.ini before the settings are read: each parallel process has a Redis database of its own."""

import os
from urllib.parse import urlsplit

if "REDIS_URL" in os.environ:
    _number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{_number}").geturl()
