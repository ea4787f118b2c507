package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

// TestScripts runs the scripts in testdata/script. They use the program as a
// person does; beside testscript's own commands there are
//
//	muster ARGS…        run it; it must succeed
//	exits CODE ARGS…    run it; it must end with this code
//	until REGEXP ARGS…  run it again and again until what it prints matches
//	keep NAME [REGEXP]  put the last output, or what first matches, into a variable
//	metric REGEXP       a line of /metrics comes to match
//	up ARGS…            start `muster up` with the mock prover; $URL is where
//	isjson              the last output is JSON
//	gnark NAME cube|sum SYSTEM CURVE [raw]  files of a circuit, made anew
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"muster": scriptMuster, "exits": scriptExits, "until": scriptUntil, "keep": scriptKeep, "up": scriptUp, "isjson": scriptIsJSON, "metric": scriptMetric, "gnark": scriptGnark,
		},
	})
}

// scriptEnv is what the program sees of a script's environment.
func scriptEnv(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{"MUSTER_DATA_DIR", "MUSTER_SERVER", "MUSTER_WORKERS", "MUSTER_CONFIG", "MUSTER_CHAINS", "MUSTER_FROB", "MUSTER_BACKENDS", "MUSTER_EXEC"} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func runScripted(ts *testscript.TestScript, args []string) int {
	app := App{Args: args, Env: scriptEnv(ts), Stdin: strings.NewReader(""), Stdout: ts.Stdout(), Stderr: ts.Stderr()}
	return app.Run(context.Background())
}

func scriptMuster(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("use exits CODE rather than ! muster")
	}
	if code := runScripted(ts, args); code != exitOK {
		ts.Fatalf("muster %s ended with %d", strings.Join(args, " "), code)
	}
}

func scriptExits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if code := runScripted(ts, args[1:]); code != want {
		ts.Fatalf("muster %s ended with %d, want %d", strings.Join(args[1:], " "), code, want)
	}
}

// scriptUntil asks a plane that goes on by itself, as a person would.
func scriptUntil(ts *testscript.TestScript, _ bool, args []string) {
	want := regexp.MustCompile(args[0])
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var out strings.Builder
		app := App{Args: args[1:], Env: scriptEnv(ts), Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard}
		code := app.Run(context.Background())
		if code == exitOK && want.MatchString(out.String()) {
			_, err := io.WriteString(ts.Stdout(), out.String())
			ts.Check(err)
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("muster %s ends with %d and never printed %s; at last:\n%s", strings.Join(args[1:], " "), code, args[0], out.String())
		}
	}
}

func scriptKeep(ts *testscript.TestScript, _ bool, args []string) {
	out := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) == 2 {
		if out = regexp.MustCompile(args[1]).FindString(out); out == "" {
			ts.Fatalf("nothing matches %s", args[1])
		}
	}
	ts.Setenv(args[0], out)
}

func scriptMetric(ts *testscript.TestScript, _ bool, args []string) {
	want := regexp.MustCompile("(?m)^" + args[0])
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(ts.Getenv("URL") + "/metrics")
		ts.Check(err)
		b, err := io.ReadAll(resp.Body)
		ts.Check(errors.Join(err, resp.Body.Close()))
		if want.Match(b) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("no line of /metrics ever matches %s", args[0])
		}
	}
}

func scriptIsJSON(ts *testscript.TestScript, _ bool, _ []string) {
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("the output is no JSON: %v", err)
	}
}

func scriptUp(ts *testscript.TestScript, _ bool, args []string) {
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	ended := make(chan struct{})
	app := App{
		Args: append([]string{"up", "--mock-prover", "--listen", "127.0.0.1:0", "--drain", "0s", "--log-level", "error"}, args...),
		Env:  scriptEnv(ts), Stdin: strings.NewReader(""), Stdout: w, Stderr: io.Discard,
	}
	go func() {
		defer close(ended)
		app.Run(ctx)
		_ = w.Close() // never fails
	}()
	ts.Defer(func() { stop(); <-ended })
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "muster is up at "); ok {
			ts.Setenv("URL", url)
			ts.Setenv("MUSTER_SERVER", url)
			go func() { _, _ = io.Copy(io.Discard, r) }() // ends with the pipe
			return
		}
	}
	ts.Fatalf("muster up ended before it served")
}

// TestEveryCommandHasAnExample keeps the help useful.
func TestEveryCommandHasAnExample(t *testing.T) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if !cmd.HasSubCommands() && cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		if cmd.Short == "" {
			t.Errorf("%s does not say what it does", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	app := App{}
	walk(app.rootCommand())
}
