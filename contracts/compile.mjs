// Compiles the contracts named as arguments and writes <Name>.abi and
// <Name>.bin into the folder given first.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";

const [out, ...names] = process.argv.slice(2);
const input = {
  language: "Solidity",
  sources: Object.fromEntries(names.map((name) => [`${name}.sol`, { content: readFileSync(`${name}.sol`, "utf8") }])),
  settings: {
    optimizer: { enabled: true, runs: 1_000_000 },
    viaIR: true,
    // Older than the compiler's default, so that the code runs on side chains too.
    evmVersion: "paris",
    // No digest of the metadata: the same source gives the same bytes everywhere.
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  },
};
const result = JSON.parse(solc.compile(JSON.stringify(input)));
for (const message of result.errors ?? []) {
  console.error(message.formattedMessage);
}
if ((result.errors ?? []).length > 0) {
  process.exit(1);
}
for (const name of names) {
  const contract = result.contracts[`${name}.sol`][name];
  writeFileSync(join(out, `${name}.abi`), JSON.stringify(contract.abi));
  writeFileSync(join(out, `${name}.bin`), contract.evm.bytecode.object);
}
