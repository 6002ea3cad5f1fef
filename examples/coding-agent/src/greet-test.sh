#!/bin/sh
# What the program must do. The change that is asked for is here already, and fails until it is made.
set -eu
test "$(./src/greet.sh)" = 'Hello!'
test "$(./src/greet.sh Ada)" = 'Hello, Ada!'
