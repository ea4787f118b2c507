package config

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func TestBackends(t *testing.T) {
	file := write(t, `workers: 1
backends:
  - gnark
  - name: my-prover
    command: [bin/prove, --threads, 4]
    parameters: {mode: fast, rounds: 3}
    env: [CUDA_VISIBLE_DEVICES, TOKEN=a=b]
    limits: {time: 10m, memory: 16GiB, output: 1MiB, directory: 2GiB}
    warm: {processes: 2, idle: 5m, jobs: 100, memory: 8GiB}
  - name: plain
    command: [prove]
  - name: unused
    command: [prove]
    warm: {}
`)
	c, err := Load(file, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []Prover{{
		Name: "my-prover", Command: []string{filepath.Join(filepath.Dir(file), "bin/prove"), "--threads", "4"},
		Parameters: map[string]string{"mode": "fast", "rounds": "3"}, Env: []string{"CUDA_VISIBLE_DEVICES", "TOKEN=a=b"},
		Time: 10 * time.Minute, Memory: 16 << 30, Output: 1 << 20, Directory: 2 << 30,
		Processes: 2, Idle: 5 * time.Minute, Jobs: 100, Bloated: 8 << 30,
	}, {Name: "plain", Command: []string{"prove"}}, {Name: "unused", Command: []string{"prove"}, Processes: 1}}
	if !reflect.DeepEqual(c.Provers, want) {
		t.Errorf("provers\n%+v, expected\n%+v", c.Provers, want)
	}
	if !reflect.DeepEqual(c.Backends, []string{"gnark", "my-prover", "plain", "unused"}) {
		t.Errorf("backends %v", c.Backends)
	}
	// A flag chooses among them, another adds one.
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	flags.StringSlice("backends", nil, "")
	flags.StringArray("exec", nil, "")
	if err := flags.Parse([]string{"--backends", "set,plain", "--exec", "more=/bin/prove -a b,c"}); err != nil {
		t.Fatal(err)
	}
	if c, err = Load(file, []string{"MUSTER_BACKENDS=x"}, flags); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c.Backends, []string{"set", "plain", "more"}) || len(c.Provers) != 4 ||
		!reflect.DeepEqual(c.Provers[0], Prover{Name: "more", Command: []string{"/bin/prove", "-a", "b,c"}}) {
		t.Errorf("backends %v, provers %+v", c.Backends, c.Provers)
	}
	for _, environ := range [][]string{nil, {"MUSTER_BACKENDS=", "MUSTER_EXEC="}} {
		if c, err = Load("", environ, nil); err != nil || !reflect.DeepEqual(c.Backends, DefaultBackends) || c.Provers != nil {
			t.Errorf("backends %v, provers %v, %v", c.Backends, c.Provers, err)
		}
	}
	if c, err = Load(write(t, "backends: gnark, circom\n"), []string{"MUSTER_EXEC=p=prove fast"}, nil); err != nil ||
		!reflect.DeepEqual(c.Backends, []string{"gnark", "circom", "p"}) {
		t.Errorf("backends %v, %v", c.Backends, err)
	}
}

func TestBackendsNameWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct{ list, want string }{
		"empty":             {"[]", "muster.yaml:1: backends: expected a list of"},
		"a mapping":         {"{a: b}", "backends"},
		"a number":          {"[7.5]", `backends[0]: expected a backend's name, got "7.5"`},
		"no name":           {"\n  - command: [x]", "muster.yaml:2: backends[0].name: expected a name"},
		"bad name":          {"[{name: My Prover, command: [x]}]", "backends[0].name"},
		"no command":        {"\n  - gnark\n  - name: x", "muster.yaml:3: backends[1].command: expected the program"},
		"command is a text": {"[{name: x, command: prove fast}]", "backends[0].command"},
		"empty command":     {`[{name: x, command: [""]}]`, "backends[0].command"},
		"unknown field":     {"[{name: x, command: [x], timeout: 3s}]", "backends[0].timeout: expected one of the fields"},
		"twice":             {"\n  - gnark\n  - {name: gnark, command: [x]}", "another name than the backend of line 2 has"},
		"time":              {"[{name: x, command: [x], limits: {time: soon}}]", "backends[0].limits.time: expected a duration"},
		"memory":            {"[{name: x, command: [x], limits: {memory: 5}}]", "backends[0].limits.memory: expected at least"},
		"unit":              {"[{name: x, command: [x], limits: {memory: 5GB}}]", "backends[0].limits.memory"},
		"limits":            {"[{name: x, command: [x], limits: 5}]", "backends[0].limits"},
		"processes":         {"[{name: x, command: [x], warm: {processes: 0}}]", "backends[0].warm.processes"},
		"parameters":        {"[{name: x, command: [x], parameters: {a: [b]}}]", "backends[0].parameters"},
		"parameters twice":  {"[{name: x, command: [x], parameters: {a: b, a: c}}]", "a"},
		"variable":          {"[{name: x, command: [x], env: [a b=topsecret]}]", "backends[0].env"},
	} {
		_, err := Load(write(t, "backends: "+c.list+"\n"), nil, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected %q", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: the error tells a value: %v", name, err)
		}
	}
	for _, list := range []string{"prove", "=prove", "x=", "Name=x", "gnark=x"} {
		if _, err := Load("", []string{"MUSTER_EXEC=" + list}, nil); err == nil || !strings.Contains(err.Error(), "exec: ") {
			t.Errorf("%s: %v", list, err)
		}
	}
}
