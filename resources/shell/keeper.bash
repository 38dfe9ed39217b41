# Stands beside the shell: tells what lives, ends what must end, and writes the last mark where the
# shell cannot any more. Nothing but builtins: it starts no process, so it works even where no
# process can be started. A request is a line to evaluate; the answer stands between two tokens.

LC_ALL=C
own=" 1 $$ "

state_of() { # pid -> state, parent, begun (ticks since boot); fails where it is gone
    local line
    { IFS= read -r line < "/proc/$1/stat"; } 2> /dev/null || return 1
    line=${line##*) }
    set -- $line
    state=$1 parent=$2 begun=${20}
}

moment() { # -> tick, last: now in ticks, and the youngest process
    local seconds rest
    read -r seconds rest < /proc/uptime
    tick=${seconds/./}
    read -r rest rest rest rest last < /proc/loadavg
}

holds() { # pid lane -> whether it has one of the lane's pipes open; 2 where that cannot be seen
    local files=(/proc/"$1"/fd/*) file
    [[ -e ${files[0]} ]] || return 2
    for file in "${files[@]}"; do
        [[ $file -ef /proc/$2/fd/1 || $file -ef /proc/$2/fd/2 ]] && return 0
    done
    return 1
}

survey() { # lane since apart -> tick last free|held|gone
    local lane=$1 since=$2 apart=$3 process pid answer=free
    [[ -e /proc/$lane/fd/1 && -e /proc/$lane/fd/2 ]] || answer=gone
    [[ $answer == free ]] && for process in /proc/[0-9]*; do
        pid=${process#/proc/}
        [[ $own$lane$apart == *" $pid "* ]] && continue
        holds "$pid" "$lane"
        case $? in
            0) answer=held ;;
            # Another user's files cannot be seen: a process that is younger than the lane's last
            # command may write there; an older one came by no way to it.
            2) state_of "$pid" && [[ $state != [ZX] ]] && ((begun >= since)) && answer=held ;;
        esac
    done
    moment
    printf '%s %s %s' "$tick" "$last" "$answer"
}

alive() { # pid -> 1 if it lives
    state_of "$1" && [[ $state != [ZX] ]] && printf 1
}

mark() { # lane mark: into both of its pipes; 1 where they are there
    printf %s "$2" > "/proc/$1/fd/1" && printf %s "$2" > "/proc/$1/fd/2" && printf 1
} 2> /dev/null

younger() { # pid tick last -> whether it was started after that moment
    ((begun_of[$1] > $2 || (begun_of[$1] == $2 && $1 > $3)))
}

spared() { # pid tick last shell: whether an older job, or somebody outside, started it
    local pid=$1 above
    while :; do
        above=${parent_of[pid]}
        ((above == 0)) && return 0
        # Init takes in whoever lost his parent; one that is unknown ended while this was looking.
        [[ $above == 1 || $above == "$4" || -z ${begun_of[above]} ]] && return 1
        younger "$above" "$2" "$3" || { [[ $older ]] && return 0; }
        pid=$above
    done
}

look() { # -> parent_of, begun_of: what lives, without the keeper and init
    local process pid state parent begun
    parent_of=() begun_of=()
    for process in /proc/[0-9]*; do
        pid=${process#/proc/}
        [[ $own == *" $pid "* ]] && continue
        state_of "$pid" && [[ $state != [ZX] ]] || continue
        parent_of[pid]=$parent begun_of[pid]=$begun
    done
}

sweep() { # tick last shell first [spare]: end what was started since a tick, and the shell unless spared
    local tick=$1 last=$2 shell=$3 older=yes pid found new breeding=0 dying=0
    local parent_of=() begun_of=() ended=()
    [[ $5 ]] || kill -STOP "$shell" 2> /dev/null
    while ((dying < 300)); do # looks; the dying need a while where the machine is busy
        # What comes back faster than it is ended lives on older jobs: then these have to end too.
        ((breeding == 10)) && older= tick=$4 last=0
        found=0 new=0
        look
        for pid in "${!begun_of[@]}"; do
            if [[ $pid == "$shell" ]]; then
                [[ $5 ]] && continue
            else
                younger "$pid" "$tick" "$last" || continue
                spared "$pid" "$tick" "$last" "$shell" && continue
            fi
            kill -KILL "$pid" 2> /dev/null && found=1
            [[ ${ended[pid]} ]] || new=1 ended[pid]=1
        done
        ((found)) || break
        if ((new)); then
            ((breeding += 1, dying = 0))
        else
            ((dying += 1))
        fi
        ((breeding > 100)) && break
    done
    printf %s "$breeding"
}

while IFS= read -r request; do
    eval "$request"
done
