"""`python -m deploy.locks FOLDER`: makes the keys that are missing there, and the servers' files."""

import argparse
import json
import sys
from pathlib import Path

from deploy.locks.keyring import Keyring
from deploy.locks.kubernetes import manifest

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m deploy.locks", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the keys are kept; give each user its own part of it")
    parser.add_argument("--kubernetes", action="store_true", help="print them for kubectl apply: it is a secret")
    wanted = parser.parse_args()
    keys = Keyring(wanted.folder)
    keys.complete()
    if wanted.kubernetes:
        json.dump(manifest(keys), sys.stdout, indent=1)
