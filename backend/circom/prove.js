// Proves circom circuits with snarkjs under the contract of docs/backends.md,
// one job or, where MUSTER_WARM is set, one after another.
// Arguments: the folder that holds node_modules, threads, bytes of keys kept.
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const threads = require("worker_threads");

const [folder, concurrency, kept] = [process.argv[1], Number(process.argv[2]), Number(process.argv[3])];
const DONE = 0, TRANSIENT = 10, RESOURCE = 11, DETERMINISTIC = 12;

const still = new Int32Array(new SharedArrayBuffer(4)); // nobody wakes who waits at it

// A longer line than the contract takes would be left out as a whole.
const say = (line) => {
  for (const field of ["error", "log", "message"]) if (line[field]) line[field] = String(line[field]).slice(0, 2048);
  let rest = Buffer.from(JSON.stringify(line) + "\n");
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(1, rest));
    } catch (e) {
      // Node.js made the pipe non-blocking with the first thread.
      if (e.code !== "EAGAIN") throw e;
      Atomics.wait(still, 0, 0, 5);
    }
  }
};

// text is what an error says; wasm and libraries throw other things than errors.
const text = (e) => String((e && e.message) || e).trim();

// Standard output belongs to the contract. What a circuit or a library prints
// is for the log, whatever it looks like.
for (const name of ["log", "debug", "info", "warn", "error"]) {
  console[name] = (...words) => say({ log: words.map(String).join(" "), level: "debug" });
}

// Failure is an error whose status is known.
class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// starved tells whether an error is for want of memory or disk.
const starved = (e) =>
  ["ENOMEM", "ENOSPC", "EDQUOT", "ERR_WORKER_OUT_OF_MEMORY"].includes(e && e.code) ||
  /allocation failed|could not allocate|cannot allocate|out of memory|Not enough memory|Invalid (typed )?array (buffer )?length|no space left/i.test(text(e));

// A thread of snarkjs that dies would be waited for in vain.
let leaving = false;
const lost = (e) => {
  if (leaving) return;
  say({ error: "a thread of snarkjs ended: " + text(e) });
  process.exit(starved(e) ? RESOURCE : TRANSIENT);
};
threads.Worker = class extends threads.Worker {
  constructor(...args) {
    super(...args);
    this.on("error", lost);
    this.on("exit", (code) => lost(new Error("status " + code)));
  }
};

// snarkjs takes as many threads as there are processors.
const processors = os.cpus();
os.cpus = () => Array.from({ length: concurrency }, (_, i) => processors[i % processors.length]);

const snarkjs = require(require.resolve("snarkjs", { paths: [folder] }));

// Keys and programs by digest; the one used last is last.
const files = new Map();

// readable is the most bytes of a file that Node.js reads at once.
const readable = 2 ** 31 - 1;

// load returns the bytes of a circuit's file, or its path where it is too large
// to be kept. Digests are checked by whoever gives the path.
function load(file) {
  if (file.size > Math.min(kept, readable)) return file.path;
  let bytes = files.get(file.digest);
  files.delete(file.digest);
  if (!bytes) {
    let sum = file.size;
    for (const b of files.values()) sum += b.byteLength;
    for (const [digest, old] of files) {
      if (sum <= kept) break;
      files.delete(digest);
      sum -= old.byteLength;
    }
    bytes = new Uint8Array(fs.readFileSync(file.path));
  }
  files.set(file.digest, bytes);
  return { type: "mem", data: bytes };
}

// known are the circuits whose keys were used, with the digests of the keys.
const known = new Map();

function resident() {
  for (const [circuit, key] of known) if (!files.has(key)) known.delete(circuit);
  return [...known.keys()];
}

// Limits of inputs, beyond what any circuit has: a longer number takes long to
// be reduced, deeper lists take the stack.
const MOST_DIGITS = 1000, MOST_DEPTH = 32;

// exact refuses numbers that have lost digits already.
function exact(value, at, depth = 0) {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Failure(DETERMINISTIC, `input ${at}: the number ${value} is not exact in JSON, write it as a string`);
  } else if (typeof value === "string") {
    if (value.length > MOST_DIGITS) throw new Failure(DETERMINISTIC, `input ${at}: a number of ${value.length} digits, at most ${MOST_DIGITS} are taken`);
    if (!/^(0x[0-9a-fA-F]+|-?[0-9]+)$/.test(value)) throw new Failure(DETERMINISTIC, `input ${at}: expected an integer, got ${JSON.stringify(value).slice(0, 100)}`);
  } else if (Array.isArray(value)) {
    if (depth === MOST_DEPTH) throw new Failure(DETERMINISTIC, `input ${at.slice(0, 100)}: lists are nested deeper than ${MOST_DEPTH}`);
    value.forEach((v, i) => exact(v, `${at}[${i}]`, depth + 1));
  } else {
    throw new Failure(DETERMINISTIC, `input ${at}: expected integers, got ${value === null ? value : typeof value}`);
  }
}

// witness makes the witness, or takes it where the slice is one.
async function witness(slice, program) {
  if (slice.subarray(0, 4).toString("latin1") === "wtns") return { type: "mem", data: new Uint8Array(slice) };
  if (!program) throw new Failure(DETERMINISTIC, "the circuit has no program (wasm) to make the witness: the slice has to be a witness (.wtns)");
  let input;
  try {
    input = JSON.parse(slice.toString("utf8"));
  } catch (e) {
    throw new Failure(DETERMINISTIC, "the slice is neither JSON nor a witness (.wtns): " + text(e));
  }
  if (input === null || typeof input !== "object" || Array.isArray(input)) throw new Failure(DETERMINISTIC, "the slice is no JSON object of inputs by name");
  for (const name of Object.keys(input)) {
    // snarkjs would set it on an object, and leave it out so.
    if (name === "__proto__") throw new Failure(DETERMINISTIC, "input __proto__: snarkjs takes no signal of this name");
    exact(input[name], name);
  }
  const out = { type: "mem" };
  const wasm = load(program);
  // circom 1 has its memory from outside, and as much as snarkjs gives it by
  // default. What later versions are given they do not use.
  const options = {};
  try {
    const bytes = wasm.data || fs.readFileSync(wasm);
    if (WebAssembly.Module.exports(await WebAssembly.compile(bytes)).some((e) => e.name === "getVersion")) options.memorySize = 1;
    await snarkjs.wtns.calculate(input, wasm, out, options);
  } catch (e) {
    if (starved(e)) throw e;
    throw new Failure(DETERMINISTIC, "make the witness: " + text(e));
  }
  return out;
}

// What snarkjs is at, by what it logs, in percent.
const stages = [["Building ABC", 20], ["FFT", 25], ["Join ABC", 40], ["Reading A Points", 50], ["Reading B1 Points", 58], ["Reading B2 Points", 66], ["Reading C Points", 82], ["Reading H Points", 90]];

async function prove(dir) {
  const task = JSON.parse(fs.readFileSync(path.join(dir, "task.json"), "utf8"));
  if (task.contract !== 1) throw new Failure(DETERMINISTIC, `contract ${task.contract} is not known here`);
  const { proving_key: key, program, digest } = task.circuit;
  if (!key) throw new Failure(DETERMINISTIC, `circuit ${task.circuit.name} has no proving key (zkey)`);
  if (!task.slice) throw new Failure(DETERMINISTIC, "the task has no slice: the circuit's inputs, or its witness");
  say({ progress: 2, message: "making the witness" });
  const wtns = await witness(fs.readFileSync(path.join(dir, task.slice)), program);
  say({ progress: 10, message: "loading the key" });
  const zkey = load(key);
  if (zkey.data) known.set(digest, key.digest);
  say({ resident: resident() });
  const tell = (text) => {
    const stage = stages.find(([words]) => String(text).includes(words));
    if (stage) say({ progress: stage[1], message: "proving" });
  };
  let made;
  try {
    made = await snarkjs.groth16.prove(zkey, wtns, { debug: tell, info: tell, warn: tell, error: tell });
  } catch (e) {
    if (starved(e) || (e && e.code)) throw e;
    throw new Failure(DETERMINISTIC, "prove: " + text(e));
  }
  fs.writeFileSync(path.join(dir, task.output), JSON.stringify({ proof: made.proof, public: made.publicSignals }));
}

async function job(dir) {
  try {
    await prove(dir);
    return DONE;
  } catch (e) {
    say({ error: text(e) });
    if (e instanceof Failure) return e.status;
    return starved(e) ? RESOURCE : TRANSIENT;
  }
}

async function main() {
  if (!process.env.MUSTER_WARM) return job(".");
  for await (const line of require("readline").createInterface({ input: process.stdin })) {
    const { job: dir } = JSON.parse(line);
    const status = await job(dir);
    say({ job: dir, status });
  }
  return DONE;
}

main().then((status) => {
  leaving = true;
  process.exit(status);
}, (e) => {
  leaving = true;
  say({ error: text(e) });
  process.exit(starved(e) ? RESOURCE : TRANSIENT);
});
