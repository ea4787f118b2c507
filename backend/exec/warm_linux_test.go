package exec

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// warmly runs a script for each job of a warm shell: in it $job is the job's
// directory and $n counts the jobs of the process. Its output is the process's
// number unless the script says otherwise by setting $out; $status is told.
func warmly(t *testing.T, script string, w Warm, o Options) *Backend {
	t.Helper()
	if w.Processes == 0 {
		w.Processes = 1
	}
	o.Warm = w
	return shell(t, `n=0
while read -r line; do
	job=${line#*:\"}; job=${job%\"*}; n=$((n+1)); status=0; out=$$
	circuit=$(sed -n 's/^ *"digest": "\([0-9a-f]*\)".*/\1/p' $job/task.json | head -n 1)
	`+script+`
	[ -z "$out" ] || echo "$out" > $job/output
	echo "{\"job\": \"$job\", \"status\": $status}"
done`, o)
}

func run(t *testing.T, b *Backend, circuit string) string {
	t.Helper()
	out, err := b.Run(t.Context(), jobOf(circuit), nil)
	if err != nil {
		t.Fatalf("run %s: %v", circuit, err)
	}
	return strings.TrimSpace(string(out))
}

func TestWarmServesSeveral(t *testing.T) {
	b := warmly(t, `[ -f $job/public ] && [ "$MUSTER_WARM" = 1 ] || status=12`, Warm{}, Options{})
	first := run(t, b, "any")
	for range 3 {
		if again := run(t, b, "other"); again != first {
			t.Errorf("process %s after %s", again, first)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if alive(first) {
		t.Errorf("process %s goes on", first)
	}
	if _, err := b.Run(t.Context(), jobOf("any"), nil); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("run after close: %v", err)
	}
}

// What fails in a warm process, and whether the next job gets the same one.
func TestWarmEnds(t *testing.T) {
	for _, c := range []struct {
		name, script string // of the second job
		limits       Limits
		class        muster.FailureClass
		says         string
		stays        bool
	}{
		{"refused", `echo '{"error": "no such witness"}'; out=; status=12`, Limits{}, muster.FailDeterministic, "status 12: no such witness", true},
		{"transient", `out=; status=10`, Limits{}, muster.FailTransient, "status 10", true},
		{"no output", `out=`, Limits{}, muster.FailDeterministic, "no output", true},
		{"resource", `out=; status=11`, Limits{}, muster.FailResource, "status 11", false},
		{"unknown status", `out=; status=3`, Limits{}, muster.FailTransient, "status 3", false},
		{"unknown status, deaf", `trap '' TERM; out=; status=3`, Limits{}, muster.FailTransient, "status 3", false},
		{"leaves", `echo '{"progress": 5}'; exit 0`, Limits{}, muster.FailTransient, "MUSTER_WARM", false},
		{"leaves with a status", `echo '{"progress": 5}'; exit 12`, Limits{}, muster.FailDeterministic, "status 12", false},
		{"killed", `echo '{"progress": 5}'; kill -9 $$`, Limits{}, muster.FailResource, "killed", false},
		{"hang", `sleep 1000`, Limits{Time: 50 * time.Millisecond}, muster.FailTransient, "more than the", false},
		{"deaf hang", `trap '' TERM; while :; do sleep 1000; done`, Limits{Time: 50 * time.Millisecond}, muster.FailTransient, "more than the", false},
		{"output", `head -c 2000 /dev/zero > $job/output; sleep 1000`, Limits{Output: 1000}, muster.FailDeterministic, "more than the 1000 bytes", false},
		{"output told", `head -c 2000 /dev/zero > $job/output; out=`, Limits{Output: 1000}, muster.FailDeterministic, "more than the 1000 bytes", true},
		{"directory", `for i in 1 2 3 4; do head -c 400000 /dev/zero > $job/$i; done; sleep 1000`, Limits{Directory: 1 << 20}, muster.FailResource, "filled its directory", false},
		{"own directory", `for i in 1 2 3 4; do head -c 400000 /dev/zero > $TMPDIR/$i; done; sleep 1000`, Limits{Directory: 1 << 20}, muster.FailResource, "filled its directory", false},
		{"another's job", `job=/elsewhere; out=`, Limits{}, muster.FailTransient, "was not given", false},
		{"garbage", `head -c 3000000 /dev/zero | tr '\0' '{'; echo; echo '{"job": 7, "status": "x"}'; printf '\377\n'`, Limits{}, "", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			mode := filepath.Join(t.TempDir(), "mode")
			b := warmly(t, "if [ -f $MODE ]; then "+c.script+"; fi", Warm{}, Options{
				Limits: Limits{Output: c.limits.Output, Directory: c.limits.Directory, Time: c.limits.Time},
				Env:    []string{"MODE=" + mode}, Grace: 50 * time.Millisecond,
			})
			// The time limit is not the first job's.
			limit := b.opts.Limits.Time
			b.opts.Limits.Time = time.Minute
			first := run(t, b, "any")
			b.opts.Limits.Time = limit
			if err := os.WriteFile(mode, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := b.Run(t.Context(), jobOf("any"), nil)
			var f *muster.JobError
			switch {
			case c.class == "":
				if err != nil {
					t.Errorf("run: %v", err)
				}
			case !errors.As(err, &f) || f.Class != c.class || !strings.Contains(err.Error(), c.says) || out != nil:
				t.Errorf("run: %d bytes, %.300v", len(out), err)
			}
			if err := os.Remove(mode); err != nil {
				t.Fatal(err)
			}
			b.opts.Limits.Time = time.Minute
			if next := run(t, b, "any"); (next == first) != c.stays {
				t.Errorf("process %s after %s", next, first)
			}
			if !c.stays && alive(first) {
				t.Errorf("process %s goes on", first)
			}
		})
	}
}

// A process that died between two jobs is replaced, and no job fails for it.
func TestWarmDeathBetweenJobs(t *testing.T) {
	b := warmly(t, `: > $job/output; echo $out > $job/output; echo "{\"job\": \"$job\", \"status\": 0}"; exit 5`, Warm{}, Options{})
	seen := map[string]bool{}
	for range 5 {
		seen[run(t, b, "any")] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d processes for five jobs", len(seen))
	}
}

func TestWarmCancel(t *testing.T) {
	b := warmly(t, `if [ -f $job/slice ]; then sleep 1000 & setsid sleep 1000 & echo '{"progress": 50}'; trap '' TERM; while :; do sleep 1000; done; fi`, Warm{}, Options{})
	first := run(t, b, "any")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	j := jobOf("any")
	j.Slice = []byte("x")
	if _, err := b.Run(ctx, j, func(p int, _ string) {
		if p == 50 {
			cancel()
		}
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if alive(first) {
		t.Errorf("process %s goes on", first)
	}
	if next := run(t, b, "any"); next == first {
		t.Error("the next job got the process that was killed")
	}
}

func TestWarmRetires(t *testing.T) {
	for name, w := range map[string]Warm{"jobs": {Jobs: 2}, "memory": {Memory: 1}} {
		b := warmly(t, "", w, Options{})
		var got []string
		for range 4 {
			got = append(got, run(t, b, "any"))
		}
		if w.Jobs == 2 && (got[0] != got[1] || got[1] == got[2] || got[2] != got[3]) || w.Memory == 1 && got[0] == got[1] {
			t.Errorf("%s: processes %v", name, got)
		}
	}
	b := warmly(t, "", Warm{Idle: time.Millisecond}, Options{})
	first := run(t, b, "any")
	b.pool.mu.Lock()
	var s *server
	for s = range b.pool.all {
	}
	b.pool.mu.Unlock()
	if s != nil { // else it is gone already
		<-s.over
	}
	if next := run(t, b, "any"); next == first {
		t.Error("an idle process stayed")
	}
}

// Jobs go to the process that holds their circuit's key.
func TestWarmAffinity(t *testing.T) {
	b := warmly(t, `echo "{\"resident\": [\"$circuit\"]}"; [ ! -f $job/slice ] || cat $job/slice > /dev/null`, Warm{Processes: 2}, Options{})
	one := run(t, b, "one")
	two := run(t, b, "two")
	if one == two {
		t.Fatal("one process has served two circuits, where there is room for two")
	}
	for range 2 {
		if run(t, b, "two") != two || run(t, b, "one") != one {
			t.Error("a job did not go where its key is")
		}
	}
	held := b.Resident()
	if len(held) != 2 || held[0] == held[1] {
		t.Errorf("resident %v", held)
	}
	// The process used longest ago gives its key up.
	if got := run(t, b, "three"); got != two {
		t.Errorf("process %s, expected %s", got, two)
	}
	if run(t, b, "one") != one {
		t.Error("a job did not go where its key is")
	}
}

// More jobs than processes wait for their turn, and may be cancelled there.
func TestWarmWaits(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "gate")
	b := warmly(t, `echo '{"progress": 50}'; while [ ! -f $GATE ]; do sleep 0.01; done`, Warm{}, Options{Env: []string{"GATE=" + gate}})
	at := make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := b.Run(t.Context(), jobOf("any"), func(p int, _ string) {
			if p == 50 {
				once.Do(func() { close(at) })
			}
		}); err != nil {
			t.Error(err)
		}
	})
	<-at
	ctx, cancel := context.WithCancel(t.Context())
	_, err := b.Run(ctx, jobOf("any"), func(_ int, message string) {
		if message == "waiting for a prover process" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	wg.Go(func() {
		if _, err := b.Run(t.Context(), jobOf("any"), nil); err != nil {
			t.Error(err)
		}
	})
	if err := os.WriteFile(gate, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if b.pool.started != 1 {
		t.Errorf("%d processes were started", b.pool.started)
	}
}

// What a killed worker left is removed by the next, what a living one uses is
// not.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	living, err := makeDirectory(dir, tempName)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"muster-job-dead/a", "unrelated"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"muster-job-dead", "muster-job-half"} {
		if err := os.WriteFile(filepath.Join(dir, name+lockSuffix), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// What a program of the dead worker had started.
	stray := exec.CommandContext(t.Context(), "sleep", "1000")
	stray.Env = []string{"HOME=" + filepath.Join(dir, "muster-job-dead")}
	if err := stray.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stray.Wait() }()
	pid := strconv.Itoa(stray.Process.Pid)
	if _, err := New(Options{Command: []string{"/bin/sh"}, Dir: dir}); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 3 {
		t.Errorf("left: %v, %v", left, err)
	}
	if alive(pid) {
		t.Errorf("process %s of a dead worker goes on", pid)
	}
	if err := living.remove(); err != nil {
		t.Error(err)
	}
	if left, _ = filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}
