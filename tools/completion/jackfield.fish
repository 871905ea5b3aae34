# SPDX-License-Identifier: MIT
# Completion of jackfield for fish. The tool itself knows what comes next.

function __jackfield_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct | string unescape)
    # Of "--option=value" it is the value that names a file.
    set -l option (string match --regex '^--[^=]*=' -- "$word"; or echo)
    set -l value (string replace --regex '^--[^=]*=' '' -- "$word")
    for line in (command $words[1] complete --word "$word" -- $words[2..] 2>/dev/null)
        switch $line
            case :files
                printf "%s\n" $option(__fish_complete_path "$value")
            case :directories
                printf "%s\n" $option(__fish_complete_directories "$value" '')
            case ':*'
            case '*'
                printf '%s\n' $line
        end
    end
end

complete --command jackfield --no-files --keep-order --arguments '(__jackfield_complete)'
