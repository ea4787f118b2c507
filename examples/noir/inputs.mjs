// Writes batch.json: three slices of four transfers each, where each starts from
// the balances that the one before ends with. usage: inputs.mjs MODULES, the
// folder with node_modules (muster backend install noir says which).
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { BarretenbergSync } = await import(createRequire(join(process.argv[2], 'package.json')).resolve('@aztec/bb.js'));
await (BarretenbergSync.initSingleton ?? BarretenbergSync.default.initSingleton)();
const bb = BarretenbergSync.getSingleton();

const field = (n) => Uint8Array.from(Buffer.from(BigInt(n).toString(16).padStart(64, '0'), 'hex'));
const hex = (n) => '0x' + n.toString(16).padStart(64, '0');
// As in src/main.nr.
const hash = (three) => {
  const { outputs } = bb.poseidon2Permutation({ inputs: [...three, 3n << 64n].map(field) });
  return BigInt('0x' + Buffer.from(outputs[0]).toString('hex'));
};
const commitment = (balances, salt) => balances.reduce((digest, b, i) => hash([digest, BigInt(i), b]), salt);

const salt = 0x6d7573746572n;
let balances = [1000n, 500n, 18446744073709500000n, 0n];
let seed = 1n;
const below = (n) => Number((seed = (seed * 6364136223846793005n + 1442695040888963407n) % (1n << 64n)) >> 33n) % n;
const slices = [];
for (let s = 0; s < 3; s++) {
  const before = commitment(balances, salt);
  const start = balances.map(String);
  let transfers = salt;
  const list = [];
  for (let t = 0; t < 4; t++) {
    const from = below(2), to = (from + 1 + below(3)) % 4, amount = BigInt(1 + below(100));
    balances = balances.map((b, i) => b - (i === from ? amount : 0n) + (i === to ? amount : 0n));
    transfers = hash([transfers, (BigInt(from) << 32n) + BigInt(to), amount]);
    list.push({ from, to, amount: String(amount) });
  }
  const [b, a, l] = [before, commitment(balances, salt), transfers].map(hex);
  slices.push({ circuit: 'transfers', public: [b, a, l], input: { before: b, after: a, transfers: l, balances: start, list, salt: hex(salt) } });
}
writeFileSync('batch.json', JSON.stringify({ slices }, null, 2) + '\n');
