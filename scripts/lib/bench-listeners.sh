#!/bin/bash
# SPDX-License-Identifier: MIT
# Measures the network sink beside VLC's MMSH server and Icecast, each with 128 kbit/s for 100, 1,000
# and 9,000 listeners that all connect at once; then what 300 that never read do to 1,000 others.
# Prints lines "NAME VALUE UNIT REMARK", and what matters of them as a table. Takes about three minutes.
#
#   bench-listeners.sh JACKFIELD LISTENERS      the tool and the load generator
set -euo pipefail

readonly jackfield=$1 listeners=$2
readonly counts=(100 1000 9000)
# shellcheck source=scripts/lib/bench-servers.sh
. scripts/lib/bench-servers.sh

free_port() {
    port=$((20000 + RANDOM % 10000))
    while answers "$port"; do
        port=$((port + 1))
    done
}

# ---- the other servers: each sets pid and url -----------------------------------------------------------------

serve_vlc() {
    free_port
    [ -e "$work/source.wav" ] || ffmpeg -nostdin -v error -f lavfi \
        -i sine=frequency=440:sample_rate=44100:duration=120 -ac 2 "$work/source.wav"
    "${on_server[@]}" "${demote[@]}" env HOME="$work" cvlc -q -I dummy --no-dbus "$work/source.wav" \
        --sout "#transcode{acodec=wma2,ab=128,channels=2,samplerate=44100}:std{access=mmsh,mux=asfh,dst=127.0.0.1:$port/live}" \
        >/dev/null 2>&1 &
    pid=$!
    children+=("$pid")
    await answers "$port"
    url=mmsh://127.0.0.1:$port/live
    sleep 1
}

serve_icecast() {
    free_port
    cat >"$work/icecast.xml" <<END
<icecast>
<limits><clients>$(($1 + 100))</clients><sources>2</sources><burst-size>32768</burst-size></limits>
<authentication><source-password>hackme</source-password><admin-user>admin</admin-user>
<admin-password>$RANDOM$RANDOM</admin-password></authentication><hostname>localhost</hostname>
<listen-socket><port>$port</port><bind-address>127.0.0.1</bind-address></listen-socket>
<paths><basedir>$work</basedir><logdir>$work</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths>
<logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>1</loglevel></logging>
</icecast>
END
    "${on_server[@]}" "${demote[@]}" icecast2 -c "$work/icecast.xml" >/dev/null 2>&1 &
    pid=$!
    children+=("$pid")
    await answers "$port"
    "${on_rest[@]}" ffmpeg -nostdin -v error -re -f lavfi -i sine=frequency=440:sample_rate=44100 -ac 2 \
        -c:a libmp3lame -b:a 128k -f mp3 -content_type audio/mpeg \
        "icecast://source:hackme@127.0.0.1:$port/live" &
    children+=($!)
    url=http://127.0.0.1:$port/live
    sleep 2
}

# ---- the measurements -----------------------------------------------------------------------------------

# measure SERVER COUNT
measure() {
    "serve_$1" "$2"
    listen "listeners-$2-$1" --count="$2" --seconds=$listen_s
    stop_all
}

# The same thousand twice, alone and beside those that never read.
measure_deaf() {
    serve_jackfield 1400
    listen listeners-deaf-none --count=1000 --seconds=$listen_s
    stop_all
    serve_jackfield 1400
    listen listeners-deaf-300 --count=1000 --deaf=300 --seconds=20
    stop_all
}

# table: the figures that tell most, a line for each run.
table() {
    awk -v load="$load" '
    function show(run, what, digits) {
        return (run, what) in value ? sprintf("%." digits "f", value[run, what]) : "–"
    }
    match($1, /^listeners-[^-]+-[^-]+-/) {
        run = substr($1, 11, RLENGTH - 11)
        if (!(run in seen))
            order[++runs] = run
        seen[run] = 1
        value[run, substr($1, RLENGTH + 1)] = $2
    }
    END {
        print "\nload average before: " load
        print "\n| run | joined | all joined, ms | join median / p99 / worst, ms |" \
              " longest gap median / worst, ms | CPU, µs per listener and second | memory, KiB per listener |" \
              " kbit/s per listener |"
        print "|---|---|---|---|---|---|---|---|"
        for (i = 1; i <= runs; i++) {
            run = order[i]
            printf "| %s | %d | %s | %s / %s / %s | %s / %s | %s | %s | %s |\n", run, value[run, "listening"],
                value[run, "waiting"] ? "never" : show(run, "connect-all", 0), show(run, "join-median", 1),
                show(run, "join-p99", 1), show(run, "join-worst", 1), show(run, "gap-median", 1),
                show(run, "gap-worst", 1), show(run, "cpu", 1), show(run, "memory", 1), show(run, "rate", 1)
        }
    }' "$work/figures"
}

# What others do on the machine spoils the figures, and so has to be known.
read -r load _ </proc/loadavg
ulimit -Sn "$(ulimit -Hn)"
has ffmpeg taskset setpriv || exit 0
for count in "${counts[@]}"; do
    if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt $((count + 200)) ]; then
        echo "$count listeners need more open files than the hard limit of $(ulimit -n)" >&2
        continue
    fi
    measure jackfield "$count"
    ! has cvlc || measure vlc "$count"
    ! has icecast2 || measure icecast "$count"
done
measure_deaf
table
