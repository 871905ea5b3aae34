# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Completion of jackfield for bash. The tool itself knows what comes next: it quotes and cuts, too.

_jackfield() {
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        case $candidate in
        :files) compopt -o default ;;
        :directories) compopt -o dirnames ;;
        :*) ;;
        *) COMPREPLY+=("$candidate") ;;
        esac
    done < <("${1/#\~/$HOME}" complete --line "${COMP_LINE:0:COMP_POINT}" \
        --breaks "$COMP_WORDBREAKS" 2>/dev/null)
    # What is only the beginning of a word gets no blank.
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *[:=/] ]] || compopt -o nospace
}

complete -F _jackfield jackfield
