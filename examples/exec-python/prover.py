#!/usr/bin/env python3
"""A prover in plain Python for muster's exec backend: Groth16 on BN254 for
circuits of circom, from a snarkjs proving key (.zkey) and a witness (.wtns).

It keeps the contract of docs/backends.md, cold and warm. It is slow, and what it
does with secrets takes time that tells of them: it shows how a prover is
attached, nothing else.

    muster worker --exec my-prover=examples/exec-python/prover.py
"""
import json
import os
import secrets
import signal
import struct
import sys

P = 21888242871839275222246405745257275088696311157297823662689037894645226208583
R = 21888242871839275222246405745257275088548364400416034343698204186575808495617


class Refused(Exception):
    """No other machine could do this job either."""


# Points are pairs of numbers of Fp2 (Fp is a part of it), None is the neutral one.

def mul(a, b):
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def sub(a, b):
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def inverse(a):
    n = pow(a[0] * a[0] + a[1] * a[1], -1, P)
    return a[0] * n % P, -a[1] * n % P


def add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] != q[0]:
        slope = mul(sub(q[1], p[1]), inverse(sub(q[0], p[0])))
    elif p[1] == q[1] and p[1] != (0, 0):
        x = mul(p[0], p[0])
        slope = mul((3 * x[0], 3 * x[1]), inverse((2 * p[1][0], 2 * p[1][1])))
    else:
        return None
    x = sub(sub(mul(slope, slope), p[0]), q[0])
    return x, sub(mul(slope, sub(p[0], x)), p[1])


def combine(points, scalars):
    """Sum of scalar times point, with the doublings in common."""
    total = None
    for bit in reversed(range(max((s.bit_length() for s in scalars), default=0))):
        total = add(total, total)
        for point, scalar in zip(points, scalars):
            if scalar >> bit & 1:
                total = add(total, point)
    return total


def sections(path, magic):
    data = open(path, "rb").read()
    if data[:4] != magic:
        raise Refused(f"{path} begins with {data[:4]!r}, expected {magic!r}")
    found, at = {}, 12
    for _ in range(struct.unpack_from("<I", data, 8)[0]):
        kind, size = struct.unpack_from("<IQ", data, at)
        found[kind] = data[at + 12:at + 12 + size]
        at += 12 + size
    return found


def numbers(data):
    return [int.from_bytes(data[i:i + 32], "little") for i in range(0, len(data), 32)]


class Key:
    def __init__(self, path):
        s = sections(path, b"zkey")
        head = s[2]
        if int.from_bytes(head[4:36], "little") != P:
            raise Refused("the proving key is of another curve")
        _, self.publics, self.size = struct.unpack_from("<III", head, 72)
        out = pow(2**256, -1, P)  # of Montgomery's form
        fp = lambda data: [n * out % P for n in numbers(data)]

        def g1(data):
            v = fp(data)
            return [((v[i], 0), (v[i + 1], 0)) if v[i] or v[i + 1] else None for i in range(0, len(v), 2)]

        def g2(data):
            v = fp(data)
            return [((v[i], v[i + 1]), (v[i + 2], v[i + 3])) if any(v[i:i + 4]) else None for i in range(0, len(v), 4)]

        rest = head[84:]
        self.alpha1, self.beta1 = g1(rest[:128])
        self.beta2, = g2(rest[128:256])
        self.delta1, = g1(rest[384:448])
        self.delta2, = g2(rest[448:576])
        self.a, self.b1, self.b2, self.c, self.h = g1(s[5]), g1(s[6]), g2(s[7]), g1(s[8]), g1(s[9])
        twice = pow(2**512, -1, R)
        self.terms = []
        for i in range(4, len(s[4]), 44):
            matrix, row, signal_ = struct.unpack_from("<III", s[4], i)
            self.terms.append((matrix, row, signal_, int.from_bytes(s[4][i + 12:i + 44], "little") * twice % R))


def dft(values, root):
    powers = [1]
    for _ in values[1:]:
        powers.append(powers[-1] * root % R)
    n = len(values)
    return [sum(v * powers[i * j % n] for j, v in enumerate(values)) % R for i in range(n)]


def prove(key, w):
    n = key.size
    root = pow(5, (R - 1) // n, R)
    shift = pow(5, (R - 1) // (2 * n), R)
    rows = [[0] * n, [0] * n]
    for matrix, row, at, value in key.terms:
        rows[matrix][row] = (rows[matrix][row] + value * w[at]) % R
    rows.append([a * b % R for a, b in zip(*rows)])
    shifted = []
    for values in rows:
        coefficients = dft(values, pow(root, -1, R))
        shifted.append(dft([c * pow(n, -1, R) * pow(shift, i, R) % R for i, c in enumerate(coefficients)], root))
    h = [(a * b - c) % R for a, b, c in zip(*shifted)]
    r, s = secrets.randbelow(R), secrets.randbelow(R)
    a = combine(key.a + [key.alpha1, key.delta1], w + [1, r])
    b1 = combine(key.b1 + [key.beta1, key.delta1], w + [1, s])
    b2 = combine(key.b2 + [key.beta2, key.delta2], w + [1, s])
    c = combine(key.c + key.h + [a, b1, key.delta1], w[key.publics + 1:] + h + [s, r, -r * s % R])
    return a, b2, c


def encode(a, b, c):
    """gnark's raw form: big-endian, no commitments and so no proof of their key."""
    be = lambda *v: b"".join(n.to_bytes(32, "big") for n in v)
    (bx, by) = b
    return (be(a[0][0], a[1][0]) + be(bx[1], bx[0], by[1], by[0]) + be(c[0][0], c[1][0])
            + bytes(4) + bytes(64))


# The contract.

def say(**line):
    print(json.dumps(line), flush=True)


loaded = {}  # the key that was used last, by the circuit's digest


def do(directory):
    """Does the job in a directory and returns its status."""
    try:
        task = json.load(open(os.path.join(directory, "task.json")))
        circuit, statement = task["circuit"], task.get("statement", {})
        if task["contract"] != 1:
            raise Refused(f"contract {task['contract']} is not known here")
        if (statement.get("system"), statement.get("curve")) != ("groth16", "bn254"):
            raise Refused("only Groth16 on bn254 is proven here")
        if "slice" not in task or "proving_key" not in circuit:
            raise Refused("this prover needs a witness and a proving key")
        witness = sections(os.path.join(directory, task["slice"]), b"wtns")
        w = numbers(witness.get(2, b""))
        if circuit["digest"] not in loaded:
            say(progress=5, message="loading the key")
            loaded.clear()
            loaded[circuit["digest"]] = Key(circuit["proving_key"]["path"])
        key = loaded[circuit["digest"]]
        say(resident=list(loaded))
        if len(w) != len(key.a):
            raise Refused(f"the witness has {len(w)} values, the circuit {len(key.a)}")
        public = open(os.path.join(directory, task["public"]), "rb").read()[12:]
        if b"".join(n.to_bytes(32, "big") for n in w[1:key.publics + 1]) != public:
            raise Refused("the witness is for other public inputs than the statement's")
        say(progress=20, message="proving " + circuit["name"])
        proof = encode(*prove(key, w))
        with open(os.path.join(directory, task["output"]), "wb") as f:
            f.write(proof)
        return 0
    except (Refused, struct.error, KeyError, ValueError, TypeError) as e:
        say(error=f"{type(e).__name__}: {e}")
        return 12
    except MemoryError:
        say(error="out of memory")
        return 11
    except Exception as e:
        say(error=f"{type(e).__name__}: {e}")
        return 10


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(13))
    if os.environ.get("MUSTER_WARM") != "1":
        sys.exit(do("."))
    for line in sys.stdin:
        job = json.loads(line)["job"]
        say(job=job, status=do(job))
