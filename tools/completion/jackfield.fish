# SPDX-License-Identifier: MIT
# Completion of jackfield for fish. The tool itself knows what comes next.

function __jackfield_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct | string unescape)
    for line in (command $words[1] complete --word "$word" -- $words[2..] 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$word"
            case :directories
                __fish_complete_directories "$word" ''
            case ':*'
            case '*'
                printf '%s\n' $line
        end
    end
end

complete --command jackfield --no-files --keep-order --arguments '(__jackfield_complete)'
