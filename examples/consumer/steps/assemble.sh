#!/bin/sh
# One file: a table of contents, then the pages in the order of their names.
set -eu
mkdir -p dist
{
  echo '# Handbook'
  echo
  for page in pages/*.md; do head -n 1 "$page" | sed 's/^# /- /'; done
  for page in pages/*.md; do
    echo
    sed 's/^#/##/' "$page"
  done
} > dist/handbook.md
