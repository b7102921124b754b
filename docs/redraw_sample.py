#!/usr/bin/env python3
"""Draws the sample of a class again: python redraw_sample.py SEED N CADRE [CADRE ...]

It needs nothing but Python. Print what it draws beside `drawn` of GET /classes/{id}/sample.
"""

import hashlib
import sys

seed, n, frame = sys.argv[1], int(sys.argv[2]), set(sys.argv[3:])
turn = {cadre: hashlib.sha256(f"{seed}\n{cadre}".encode()).hexdigest() for cadre in frame}
for cadre in sorted(frame, key=turn.get)[:n]:
    print(cadre)
