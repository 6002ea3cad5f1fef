#!/bin/sh
# Without the agent: does the program do what it must?
set -eu
mkdir -p report
./src/greet-test.sh
echo 'All checks passed.' | tee report/summary.md
