#!/bin/sh
# The same page again, from the same menu; put here what brings it to your guests.
set -eu
./steps/layout.sh
echo "Published $(grep -c '^| [A-Z].*day' dist/menu.md) days."
