#!/bin/sh
# No page has a word of words-to-avoid.txt.
set -eu
if grep -Hniwf words-to-avoid.txt pages/*.md; then
  echo 'Use other words: see words-to-avoid.txt' >&2
  exit 1
fi
