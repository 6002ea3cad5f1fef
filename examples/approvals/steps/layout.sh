#!/bin/sh
# The page, also where those who review it see it: in the summary of the run.
set -eu
mkdir -p dist
{
  echo '# Menu'
  echo
  echo '| Day | Dish | Price |'
  echo '| --- | --- | --: |'
  tail -n +2 menu.csv | sed 's/,/ | /g; s/^/| /; s/$/ |/'
} > dist/menu.md
cat dist/menu.md >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
