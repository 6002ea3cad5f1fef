#!/bin/sh
# A line to tick off for each dish.
set -eu
mkdir -p dist
tail -n +2 menu.csv | cut -d, -f2 | sed 's/^/[ ] /' | tee dist/shopping.txt
