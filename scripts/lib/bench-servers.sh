# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for and from those who source this
# What the measurements of servers share: a directory, processes that end with the script, and who runs
# on which core. Sourced from the top of the tree by bench-*.sh, which name the tool ($jackfield) and the
# load generator ($listeners).

# How long a server may take to accept everybody, and how long they listen then.
readonly patience_s=12 listen_s=5
work=$(mktemp -d "${TMPDIR:-/tmp}/jackfield-bench.XXXXXX")
# VLC and Icecast do not run as root, and write here.
chmod 777 "$work"
demote=()
[ "$(id -u)" -ne 0 ] || demote=(setpriv --reuid=65534 --regid=65534 --clear-groups)
# The servers on one core, whatever is not a server on another, where there are two.
on_server=() on_rest=()
if [ "$(nproc)" -ge 2 ]; then
    on_server=(taskset --cpu-list 0)
    on_rest=(taskset --cpu-list 1)
fi
children=()

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    stop_all
    rm -rf "$work"
}
trap clean_up EXIT

# The last one first: what feeds a server before the server.
stop_all() {
    local i
    for ((i = ${#children[@]} - 1; i >= 0; i--)); do
        kill "${children[i]}" 2>/dev/null || true
        wait "${children[i]}" 2>/dev/null || true
    done
    children=()
}

has() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null || {
            echo "without $program: not measured" >&2
            return 1
        }
    done
}

# answers PORT: somebody listens there.
answers() {
    (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# await CMD…: for ten seconds, or the run ends.
await() {
    local end=$((SECONDS + 10))
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || {
            echo "bench: in vain: $*" >&2
            exit 1
        }
        sleep 0.1
    done
}

# serve_jackfield COUNT: the network sink with room for so many; sets pid and url.
serve_jackfield() {
    : >"$work/jackfield.out"
    "${on_server[@]}" "$jackfield" stream tone:440 --bitrate 128k --duration 300s \
        --to "mmsh://127.0.0.1:0/live?max-clients=$1&burst=2s" >"$work/jackfield.out" &
    pid=$!
    children+=("$pid")
    await grep -q '^listening ' "$work/jackfield.out"
    url=$(sed -n 's/^listening //p;T;q' "$work/jackfield.out")
}

# listen NAME OPTION…: to $url, served by $pid.
listen() {
    local name=$1
    shift
    "${on_rest[@]}" "$listeners" --name="$name" --server="$pid" --patience=$patience_s "$@" "$url" |
        tee -a "$work/figures" || echo "$name: not as it has to be" >&2
}
