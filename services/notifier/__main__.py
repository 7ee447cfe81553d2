"""`python -m services.notifier`."""

from functools import partial

from services.notifier.app import serve
from services.notifier.settings import NotifierSettings
from shared.runtime.life import live
from shared.runtime.settings import load

if __name__ == "__main__":
    settings = load(NotifierSettings)
    live("notifier", partial(serve, settings), settings)
