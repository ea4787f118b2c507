// Compiles the Noir package in the folder argv[3] and writes the program to
// argv[4]. argv[2] is the folder with node_modules.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';

const [, , modules, folder, to] = process.argv;
const from = resolve(folder);
const { compile, createFileManager } = createRequire(join(modules, 'package.json'))('@noir-lang/noir_wasm');
// The compiler tells what it does on standard output.
console.log = console.debug = console.info = () => {};
try {
  const { program, warnings } = await compile(createFileManager(from));
  // Where it was compiled is nobody's business.
  for (const f of Object.values(program.file_map)) if (f.path?.startsWith(from)) f.path = relative(from, f.path);
  for (const w of warnings ?? []) process.stderr.write(`warning: ${w.message}\n`);
  writeFileSync(to, JSON.stringify(program));
} catch (e) {
  const all = e.diagnostics ?? e.cause?.diagnostics;
  process.stderr.write((all ? all.map((d) => `${d.file ?? ''}: ${d.message}`).join('\n') : String(e.message ?? e)) + '\n');
  process.exit(12);
}
