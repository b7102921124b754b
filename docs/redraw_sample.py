#!/usr/bin/env python3
"""Draws the sample of a class again: python redraw_sample.py --seed=SEED N CADRE [CADRE ...]

It needs nothing but Python. What it prints is to be the same as `drawn` in the answer of
GET /classes/{id}/sample, whose `frame`, `seed` and `n` it is given.
"""

import hashlib
import sys

seed, n, frame = sys.argv[1].removeprefix("--seed="), int(sys.argv[2]), set(sys.argv[3:])
turn = {cadre: hashlib.sha256(f"{seed}\n{cadre}".encode()).hexdigest() for cadre in frame}
for cadre in sorted(frame, key=turn.__getitem__)[:n]:
    print(cadre)
