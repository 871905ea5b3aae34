#!/bin/bash
# SPDX-License-Identifier: MIT
# The JSON of graph, of the compiled-in machine and of a real server, keeps its schema.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
need /usr/bin/python3
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null || need python3-jsonschema
start_server

validate() {
    /usr/bin/python3 - "$here/../../docs/graph.schema.json" "$work/out" <<'END'
import json, jsonschema, sys
schema, document = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
jsonschema.Draft7Validator.check_schema(schema)
jsonschema.Draft7Validator(schema).validate(document)
assert document["devices"], "no device at all"
END
}

expect 0 --machine demo graph --format json
validate || fail "the demo machine breaks the schema"
expect 0 connect jf-source jf-sink
expect 0 graph --format json
validate || fail "the server's graph breaks the schema"
expect 0 graph --format json --properties
validate || fail "the server's graph with properties breaks the schema"
proves "both graphs keep docs/graph.schema.json"
