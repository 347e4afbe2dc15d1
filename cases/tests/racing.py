"""Several deeds at once, each in a thread with an own connection to the database."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(deeds, threads=None):
    """Run the deeds together; returns what each returned or raised."""

    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(threads or len(deeds)) as pool:
        return list(pool.map(run, deeds))
