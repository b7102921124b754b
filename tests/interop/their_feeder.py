"""Feeds our witness by the client of `aics-witness`, in a Python that has it and nothing of ours.

    PYTHON tests/interop/their_feeder.py URL WITNESS_VKEY < heads.json

heads.json: checkpoints, each with the size before it and the proof of consistency from there.
"""

import json
import sys
from importlib import import_module


def main(url: str, vkey: str) -> None:
    feeder = import_module("aics_witness.feeder")
    cosigned = 0
    with feeder.WitnessClient(url, vkey) as client:
        for head in json.load(sys.stdin):
            proof = [bytes.fromhex(one) for one in head["proof"]]
            client.submit(head["note"], (head["old"], proof))
            cosigned += 1
    print(json.dumps({"cosigned": cosigned}))


if __name__ == "__main__":
    main(*sys.argv[1:])
