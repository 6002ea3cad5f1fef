#!/bin/sh
# A table of the pages and their lengths, on the page of the run.
set -eu
{
  echo '| page | words |'
  echo '|---|--:|'
  for page in pages/*.md; do echo "| $(basename "$page" .md) | $(wc -w < "$page") |"; done
} | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
