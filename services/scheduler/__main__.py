"""`python -m services.scheduler`."""

from functools import partial

from services.scheduler.app import serve
from services.scheduler.settings import SchedulerSettings
from shared.runtime.life import live
from shared.runtime.settings import load

if __name__ == "__main__":
    settings = load(SchedulerSettings)
    live("scheduler", partial(serve, settings), settings)
