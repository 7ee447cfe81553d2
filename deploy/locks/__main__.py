"""`python -m deploy.locks FOLDER`: makes the keys that are missing there, and the servers' files."""

import argparse
from pathlib import Path

from deploy.locks.keyring import Keyring

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m deploy.locks", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the keys are kept; give each user its own part of it")
    Keyring(parser.parse_args().folder).complete()
