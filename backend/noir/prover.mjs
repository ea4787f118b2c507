// Executes Noir programs and has bb or sunspot prove them, under the contract
// of docs/backends.md: one job, or with MUSTER_WARM one after another.
//
// Parameters: prover (ultrahonk or sunspot), tool (its path), modules (folder
// with node_modules), crs (folders of the reference string, one in each line,
// the last one bb's own, which bb fills from the network where it has to).
//
// The output is the length of the public inputs in bytes (32 bits, big endian),
// the public inputs as the tool wrote them, and the proof.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, isAbsolute } from 'node:path';
import { createInterface } from 'node:readline';

const TRANSIENT = 10, RESOURCE = 11, DETERMINISTIC = 12;
const MOST_PROGRAMS = 8;

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// Programs that were read stay, by digest: the one used last is the last.
const programs = new Map();

async function programOf(task) {
  const { path, digest } = task.circuit.program;
  let program = programs.get(digest);
  if (!program) {
    const { Noir } = createRequire(join(task.parameters.modules, 'package.json'))('@noir-lang/noir_js');
    program = new Noir(JSON.parse(await fs.readFile(path, 'utf8')));
  }
  programs.delete(digest);
  programs.set(digest, program);
  if (programs.size > MOST_PROGRAMS) programs.delete(programs.keys().next().value);
  return program;
}

const starved = (text) => /out of memory|bad_alloc|cannot allocate|memory exhausted|no space left/i.test(text);

async function execute(task, dir) {
  const inputs = JSON.parse(await fs.readFile(join(dir, task.slice), 'utf8'));
  const program = await programOf(task);
  try {
    const { witness } = await program.execute(inputs);
    await fs.writeFile(join(dir, 'tmp', 'witness.gz'), witness);
  } catch (e) {
    if (e.code === 'ENOSPC' || starved(String(e.message))) throw new Failure(RESOURCE, String(e.message));
    // What trapped in WebAssembly can't be relied on any more.
    const trapped = e instanceof WebAssembly.RuntimeError;
    const f = new Failure(DETERMINISTIC, 'the program can not be executed on these inputs: ' + String(e.message ?? e));
    f.leave = trapped;
    throw f;
  }
}

// run runs the tool and returns its status with the end of what it said.
async function run(task, args, cwd, quiet) {
  // By MUSTER_PROCESS the tool is found when all of this is killed.
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: process.env.HOME, TMPDIR: cwd, MUSTER_PROCESS: process.env.MUSTER_PROCESS };
  if (task.parameters.threads) env.HARDWARE_CONCURRENCY = env.GOMAXPROCS = task.parameters.threads;
  const child = spawn(task.parameters.tool, args, { cwd, env, stdio: ['ignore', quiet ? 'ignore' : 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => { said = (said + text).slice(-4096); });
  }
  const [status, signal] = await once(child, 'close').catch((e) => {
    throw new Failure(TRANSIENT, `${task.parameters.tool}: ${e.message}`);
  });
  if (signal === 'SIGKILL' || (status !== 0 && starved(said))) throw new Failure(RESOURCE, `${args[0]}: too little memory or disk: ${last(said)}`);
  if (signal) throw new Failure(TRANSIENT, `${args[0]} was killed by ${signal}: ${last(said)}`);
  return { status, said };
}

const last = (said) => {
  const lines = said.split('\n').filter((l) => l.trim() !== '' && !/^(Usage|Flags|Scheme is)|^\s+(-h|sunspot)/.test(l));
  return lines.slice(-2).join('; ').slice(-500);
};

// reference makes the folder that bb reads the reference string from: links to
// the first one with enough points. Without any bb is shown its own folder.
async function reference(task, dir) {
  const key = await fs.readFile(task.circuit.verifying_key.path);
  const points = 2 ** key.readUInt32BE(28);
  const folders = task.parameters.crs.split('\n');
  for (const from of folders) {
    const size = await fs.stat(join(from, 'bn254_g1.dat')).then((i) => i.size, () => 0);
    if (size < 64 * points) continue;
    const to = join(dir, 'tmp', 'crs');
    await fs.mkdir(to);
    for (const name of ['bn254_g1.dat', 'bn254_g2.dat']) await fs.symlink(join(from, name), join(to, name));
    return { folder: to, points };
  }
  say({ log: `no folder holds the ${points} points of the reference string; bb fetches them`, level: 'warn' });
  return { folder: folders[folders.length - 1], points };
}

async function ultrahonk(task, dir) {
  const at = join(dir, 'tmp');
  const { folder, points } = await reference(task, dir);
  // It looks at the ending of the name.
  const program = 'program.json', vk = task.circuit.verifying_key.path;
  await fs.symlink(task.circuit.program.path, join(at, program));
  const flags = ['-c', folder, '-t', 'evm'];
  let { status, said } = await run(task, ['prove', ...flags, '-b', program, '-w', 'witness.gz', '-k', vk, '-o', '.'], at);
  if (status === 0) {
    // bb proves under a key that is not the program's, too.
    say({ progress: 95, message: 'verifying' });
    ({ status, said } = await run(task, ['verify', ...flags, '-k', vk, '-p', 'proof', '-i', 'public_inputs'], at));
  }
  if (status !== 0) {
    if (/HTTP request failed/.test(said)) {
      throw new Failure(TRANSIENT, `the circuit takes ${points} points of the reference string, no folder of this worker holds them, and bb could not fetch them: ` +
        `put bn254_g1.dat and bn254_g2.dat into a folder and set MUSTER_NOIR_CRS to it`);
    }
    const written = await run(task, ['write_vk', ...flags, '-b', program, '-o', '.'], at);
    if (written.status === 0) {
      const own = createHash('sha256').update(await fs.readFile(join(at, 'vk'))).digest('hex');
      if (own !== task.circuit.digest) {
        throw new Failure(DETERMINISTIC, `the program is not the circuit's: the program's verifying key is ${own}, the circuit's is ${task.circuit.digest}`);
      }
    }
    throw new Failure(DETERMINISTIC, `bb could not prove: ${last(said)}`);
  }
  return [join(at, 'public_inputs'), join(at, 'proof')];
}

async function sunspot(task, dir) {
  const at = join(dir, 'tmp');
  // It looks at the endings of names, and writes beside the constraint system.
  for (const [file, name] of [[task.circuit.program, 'c.json'], [task.circuit.constraint_system, 'c.ccs'], [task.circuit.proving_key, 'c.pk']]) {
    await fs.symlink(file.path, join(at, name));
  }
  const { status, said } = await run(task, ['prove', 'c.json', 'witness.gz', 'c.ccs', 'c.pk'], at, true);
  if (status !== 0) throw new Failure(DETERMINISTIC, `sunspot could not prove: ${last(said)}`);
  return [join(at, 'c.pw'), join(at, 'c.proof')];
}

async function prove(dir) {
  const task = JSON.parse(await fs.readFile(join(dir, 'task.json'), 'utf8'));
  if (task.contract !== 1) throw new Failure(DETERMINISTIC, `contract ${task.contract} is not known here`);
  say({ progress: 3, message: 'executing' });
  await execute(task, dir);
  say({ progress: 30, message: 'proving' });
  const made = await (task.parameters.prover === 'sunspot' ? sunspot : ultrahonk)(task, dir);
  const [inputs, proof] = await Promise.all(made.map((p) => fs.readFile(p).catch((e) => {
    throw new Failure(TRANSIENT, `the prover left with status 0, but: ${e.message}`);
  })));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(inputs.length);
  await fs.writeFile(isAbsolute(task.output) ? task.output : join(dir, task.output), Buffer.concat([length, inputs, proof]));
}

// job does one job and returns its status; leave says that it is to be the last.
async function job(dir) {
  try {
    await prove(dir);
    return { status: 0 };
  } catch (e) {
    const full = e.code === 'ENOSPC' || e instanceof RangeError;
    say({ error: String(e.message ?? e) });
    return { status: e.status ?? (full ? RESOURCE : TRANSIENT), leave: e.leave };
  }
}

if (process.env.MUSTER_WARM) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { job: dir } = JSON.parse(line);
    const { status, leave } = await job(dir);
    say({ status, job: dir });
    if (leave) break;
  }
  process.exit(0);
} else {
  const { status } = await job(process.cwd());
  process.exitCode = status;
}
