# What the shell knows beside bash itself. The desk sends, for each command, one line and then the
# command's own bytes. The line begins it (marks into the lane, by which the desk cuts), evaluates it
# and reports its end to the desk, on a pipe that no command inherits.

__desk_begin() { # number length lane: takes the command in; whole blocks, not byte by byte
    __desk_number=$1 __desk_lane=/proc/$3/fd __desk_ran=
    LC_ALL=C IFS= builtin read -r -N "$2" __desk_command
}

__desk_open() {
    __desk_ran=1
    builtin printf '<%s' "$__desk_number"
    builtin printf '<%s' "$__desk_number" >&2
    builtin return "$__desk_status"
}

__desk_end() { # status kind report
    case $- in *x*) builtin set +x; __desk_flags='builtin set -x;' ;; *) __desk_flags= ;; esac
    case $- in *e*) builtin set +e; __desk_flags+='builtin set -e;' ;; esac
    __desk_status=$1 __desk_command=
    {
        builtin printf '>%s' "$__desk_number" > "$__desk_lane/1"
        builtin printf '>%s' "$__desk_number" > "$__desk_lane/2"
        {
            # In one piece, so that nobody's noise comes between; the folder as bash itself knows it.
            builtin printf '%s %d %s%s\0%s\0' \
                "$__desk_number" "$1" "$2" "$__desk_ran" "${DIRSTACK[0]}"
            builtin declare -p
            builtin declare -f
            builtin shopt -p
            builtin set +o
            builtin alias -p
            builtin umask -p
            builtin printf '\0%s.' "$__desk_number"
        } > "$3"
    } 2> /dev/null
    __desk_number=
}

builtin trap '__desk_status=$?; [[ -n $__desk_number ]] && __desk_end "$__desk_status" X "/proc/$__desk_outer/fd/1"' EXIT

__desk_ready() { # greeting folder-size: the last step, out of reach of aliases
    if (($2)); then
        LC_ALL=C IFS= builtin read -r -N "$2" __desk_command
        builtin cd -- "$__desk_command" > /dev/null 2>&1
    fi
    __desk_status=0 __desk_number= __desk_ran= __desk_flags= __desk_command= __desk_outer=$PPID
    builtin printf '%s %s %s.' "$1" "$$" "$PPID"
}

# What a shell before this one left: variables that cannot be set again say so to nobody. The three
# parameters (greeting, bytes of what was left, bytes of the folder's name) are safe from it.
__desk_command=
(($2)) && LC_ALL=C IFS= builtin read -r -N "$2" __desk_command
builtin eval "$__desk_command" < /dev/null > /dev/null 2>&1
\__desk_ready "$1" "$3"
\builtin set --
