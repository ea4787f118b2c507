package keys

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
)

const (
	crashDir  = "KEYS_TEST_CRASH_DIR"
	crashStep = "KEYS_TEST_CRASH_STEP"
)

// A process that is killed at any step leaves nothing that counts, and the
// next one clears up and makes the keys.
func TestKilledSetupLeavesNothing(t *testing.T) {
	if dir := os.Getenv(crashDir); dir != "" {
		setUpAndHang(t, dir)
		return
	}
	for _, step := range []string{string(StepCompile), string(StepSetup), string(StepWrite), ProvingKeyFile, ManifestFile} {
		dir := t.TempDir()
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledSetupLeavesNothing$")
		child.Env = append(os.Environ(), crashDir+"="+dir, crashStep+"="+step)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		// The child says when it has come to the step and hangs there.
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || line != "there\n" {
			t.Errorf("%s: child says %q, %v", step, line, err)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := child.Wait(); err == nil {
			t.Errorf("%s: the child ended well", step)
		}

		if step == ManifestFile {
			if _, err := os.Stat(filepath.Join(dir, tempDir, cube.folder(), ProvingKeyFile)); err != nil {
				t.Errorf("the child left no proving key to clear away: %v", err)
			}
		}
		s := openStore(t, dir)
		expectEmpty(t, s)
		setup(t, s, cube, compiler(ecc.BN254, 3))
	}
}

func setUpAndHang(t *testing.T, dir string) {
	hang := func() {
		fmt.Println("there")
		select {}
	}
	at := os.Getenv(crashStep)
	s := openStore(t, dir)
	s.create = func(path string) (output, error) {
		f, err := createFile(path)
		if filepath.Base(path) == at {
			hang()
		}
		return f, err
	}
	_, err := s.Setup(t.Context(), cube, compiler(ecc.BN254, 3), func(p Progress) {
		if string(p.Step) == at {
			hang()
		}
	})
	t.Fatal("set-up came to its end", err)
}

// Open leaves alone what a living process is making.
func TestOpenSparesTheLiving(t *testing.T) {
	s := openStore(t, t.TempDir())
	l, err := tryLock(filepath.Join(s.Dir(), locksDir, cube.folder()))
	if err != nil || l == nil {
		t.Fatal(l, err)
	}
	making := filepath.Join(s.Dir(), tempDir, cube.folder())
	for _, dir := range []string{making, making + oldSuffix} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	openStore(t, s.Dir())
	if _, err := os.Stat(making); err != nil {
		t.Errorf("cleared under its maker: %v", err)
	}
	if err := l.unlock(); err != nil {
		t.Fatal(err)
	}
	expectEmpty(t, openStore(t, s.Dir()))
}
