package circom

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/muster-zk/muster/backend/node"
)

// chatty stands for a snarkjs with threads and a circuit that logs much. Once
// the pipe has had time to be full it says so on standard error.
const chatty = `
const { Worker } = require("worker_threads");
exports.wtns = { calculate: async () => {
  const w = new Worker("setTimeout(() => require('fs').writeSync(2, 'full\\n'), 200); require('worker_threads').parentPort.on('message', () => {})", { eval: true });
  await new Promise((begun) => w.on("online", begun));
  for (let i = 0; i < 5000; i++) console.log("line " + i);
} };
exports.groth16 = { prove: async () => ({ proof: {}, publicSignals: [] }) };
`

// TestMuchIsLogged: all that a circuit logs arrives in whole lines, however
// slowly it is read.
func TestMuchIsLogged(t *testing.T) {
	installed(t)
	n, err := node.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	module := filepath.Join(dir, "node_modules", "snarkjs")
	if err := os.MkdirAll(module, 0o700); err != nil {
		t.Fatal(err)
	}
	wasm := "\x00asm\x01\x00\x00\x00"
	file := func(name string, size int) map[string]any {
		return map[string]any{"path": filepath.Join(dir, name), "digest": name, "size": size}
	}
	task, err := json.Marshal(map[string]any{
		"contract": 1, "slice": "slice", "output": "output",
		"circuit": map[string]any{"name": "chatty", "digest": "vk", "program": file("wasm", len(wasm)), "proving_key": file("zkey", 1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"task.json": string(task), "slice": "{}", "wasm": wasm, "zkey": "z", filepath.Join("node_modules", "snarkjs", "index.js"): chatty} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), n.Path, "-e", program, dir, "1", "1000000")
	c.Dir = dir
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if full, err := bufio.NewReader(said).ReadString('\n'); full != "full\n" {
		t.Errorf("standard error: %q, %v", full, err)
	}
	logged := 0
	for lines := json.NewDecoder(out); ; {
		var line struct{ Log, Error string }
		if err := lines.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if line.Log != "" {
			logged++
		}
		if line.Error != "" {
			t.Errorf("failed: %s", line.Error)
		}
	}
	if err := c.Wait(); err != nil || logged != 5000 {
		t.Errorf("%d lines, %v", logged, err)
	}
}
