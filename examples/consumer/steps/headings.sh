#!/bin/sh
# Every page begins with its title.
set -eu
bad=0
for page in pages/*.md; do
  if ! head -n 1 "$page" | grep -q '^# .'; then
    echo "$page does not begin with a title" >&2
    bad=1
  fi
done
exit "$bad"
