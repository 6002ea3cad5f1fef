#!/bin/sh
# Each day has one dish with a price.
set -eu
awk -F, '
  NR == 1 { next }
  NF != 3 || $2 == "" { print "menu.csv:" NR ": a day, a dish and a price, please"; bad = 1 }
  $3 !~ /^[0-9]+\.[0-9][0-9]$/ { print "menu.csv:" NR ": " $3 " is no price"; bad = 1 }
  seen[$1]++ { print "menu.csv:" NR ": " $1 " is there twice"; bad = 1 }
  END { exit bad }
' menu.csv
