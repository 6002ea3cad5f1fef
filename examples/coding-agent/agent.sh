#!/bin/sh
# ./agent.sh PROMPT: does what the prompt asks for, in this checkout.
#
# This one only plays the agent, so that the example runs as it is. Put the command line of a real one in its place, such as
#   some-agent --non-interactive --prompt-file "$1" --may-edit . --may-run ./src/greet-test.sh
# and give its key to the step "Do the step" in plan.yml. Its token for this repository can only read, whatever it does.
set -eu
prompt=$1
mkdir -p report
case $(head -n 1 "$prompt") in
  *'(design,'*)
    printf '# Design\n\nWith a name as its argument, the program greets by name; without one it says what it says now.\n' > report/design.md
    ;;
  *'(implement,'*)
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/sh' 'echo "Hello${1:+, $1}!"' > src/greet.sh
    ;;
esac
# What the reviewer reads first: what was asked for, and what was done.
{
  echo '# Report'
  echo
  sed 's/^/> /' "$prompt"
  echo
  echo 'Changed:'
  git status --short --untracked-files=all | sed 's/^/- /'
} > report/summary.md
