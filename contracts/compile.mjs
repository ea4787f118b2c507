// Compiles contracts and writes <Name>.abi, <Name>.bin, <Name>.runtime (the code
// that a chain keeps) and <Name>.storage (the layout of the storage) into the
// folder given first. The second argument says
// how often code is expected to run: more costs bytes, of which a contract may
// have 24,576. The others are source files; a contract has the name of its file.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import solc from "solc";

const [out, runs, ...files] = process.argv.slice(2);
const input = {
  language: "Solidity",
  sources: Object.fromEntries(files.map((file) => [file, { content: readFileSync(locate(file), "utf8") }])),
  settings: {
    optimizer: { enabled: true, runs: Number(runs) },
    viaIR: true,
    // Older than the compiler's default, so that the code runs on side chains too.
    evmVersion: "paris",
    // No digest of the metadata: the same source gives the same bytes everywhere.
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "storageLayout"] } },
  },
};

// locate finds a source here or, by its package's name, among the modules.
function locate(path) {
  return path.startsWith("@") ? join("node_modules", path) : path;
}

const result = JSON.parse(
  solc.compile(JSON.stringify(input), { import: (path) => ({ contents: readFileSync(locate(path), "utf8") }) }),
);
// Warnings about the modules are for their authors.
const messages = (result.errors ?? []).filter(
  (m) => m.severity === "error" || !m.sourceLocation?.file.startsWith("@"),
);
for (const message of messages) {
  console.error(message.formattedMessage);
}
if (messages.length > 0) {
  process.exit(1);
}
for (const file of files) {
  const name = basename(file, ".sol");
  const contract = result.contracts[file][name];
  writeFileSync(join(out, `${name}.abi`), JSON.stringify(contract.abi));
  writeFileSync(join(out, `${name}.bin`), contract.evm.bytecode.object);
  writeFileSync(join(out, `${name}.runtime`), contract.evm.deployedBytecode.object);
  writeFileSync(join(out, `${name}.storage`), JSON.stringify(layout(contract.storageLayout), null, 1) + "\n");
}

// layout names types by what they are, not by the compiler's numbers, which
// change with every edit.
function layout({ storage, types }) {
  const named = (id) => types[id].label;
  const members = (list) =>
    list.map(({ label, slot, offset, type }) => ({ label, slot: Number(slot), offset, type: named(type) }));
  return {
    storage: members(storage),
    types: Object.fromEntries(
      Object.values(types ?? {})
        .map((t) => [
          t.label,
          {
            encoding: t.encoding,
            bytes: Number(t.numberOfBytes),
            ...(t.members && { members: members(t.members) }),
            ...(t.base && { base: named(t.base) }),
            ...(t.key && { key: named(t.key), value: named(t.value) }),
          },
        ])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
