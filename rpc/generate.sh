#!/bin/sh
# Regenerates the code under rpc/gen from rpc/proto. The tools are pinned here
# and installed outside the module, so that they do not weigh on its go.mod.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
export GOBIN="$root/.cache/tools/bin"
mkdir -p "$GOBIN"

tool() { # module@version of a tool, installed unless that very version is there
	name=${1##*/}
	name=${name%@*}
	stamp="$GOBIN/.$name-${1##*@}"
	[ -x "$GOBIN/$name" ] && [ -e "$stamp" ] && return
	(cd / && go install "$1")
	touch "$stamp"
}
tool github.com/bufbuild/buf/cmd/buf@v1.70.0
tool google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12
tool connectrpc.com/connect/cmd/protoc-gen-connect-go@v1.21.1

cd "$root/rpc/proto"
PATH="$GOBIN:$PATH"
buf lint
rm -rf ../gen/muster
buf generate
