#!/usr/bin/env python3
# Proves nothing: put your prover in the place of hashlib.
import hashlib, json, signal, sys

def say(**line):
    print(json.dumps(line), flush=True)

def fail(status, why):
    say(error=why)
    sys.exit(status)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(13))
task = json.load(open("task.json"))
if task["contract"] != 1:
    fail(12, f"contract {task['contract']} is not known here")
if "slice" not in task:
    fail(12, "this circuit needs a witness")
try:
    say(progress=5, message="proving " + task["circuit"]["name"])
    proof = hashlib.sha256(open(task["public"], "rb").read())
    proof.update(open(task["slice"], "rb").read())
    for i in task["inputs"]:
        proof.update(open(i["path"], "rb").read())
    say(log="proven", level="debug")
    open(task["output"], "wb").write(proof.digest())
except MemoryError:
    fail(11, "out of memory")
