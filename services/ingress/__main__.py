"""`python -m services.ingress`."""

from functools import partial

from services.ingress.app import serve
from services.ingress.settings import IngressSettings
from shared.runtime.life import live
from shared.runtime.settings import load

if __name__ == "__main__":
    settings = load(IngressSettings)
    live("ingress", partial(serve, settings), settings)
