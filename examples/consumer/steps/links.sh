#!/bin/sh
# Every link to another page leads to a file.
set -eu
grep -Ho '](\([a-z0-9-]*\.md\))' pages/*.md | sed 's/^\([^:]*\):](\(.*\))$/\1 \2/' | {
  bad=0
  while read -r page target; do
    if ! [ -f "pages/$target" ]; then
      echo "$page: no page $target" >&2
      bad=1
    fi
  done
  exit "$bad"
}
