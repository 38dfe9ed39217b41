#!/bin/bash
# Begin a new log/desk.log; the old one becomes desk.log.1, that one desk.log.2, and so on.
set -eu
cd "$(dirname "$0")/../log"
last=$(ls desk.log.* 2>/dev/null | sed 's/.*\.//' | sort -n | tail -1)
for ((number = ${last:-0}; number > 0; number--)); do
  mv "desk.log.$number" "desk.log.$((number + 1))"
done
mv desk.log desk.log.1
: > desk.log
ls -l desk.log*
