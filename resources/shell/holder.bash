# Holds a lane open: two pipes that outlive the commands that write to them.
IFS= read -r token
printf '%s %s.' "$token" "$$"
while IFS= read -r _; do :; done
