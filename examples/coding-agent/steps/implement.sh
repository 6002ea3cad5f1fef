#!/bin/sh
# The agent gets the prompt: what is asked for, what must hold, and why it came back if it did.
set -eu
exec ./agent.sh "$1"
