package muster

import (
	"cmp"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/muster-zk/muster"

// rule forbids packages below a folder to import what starts with one of the
// prefixes, and says why. A prefix that starts with "/" is inside the module.
type rule struct {
	folder    string
	forbidden []string
	except    []string
	why       string
}

var rules = []rule{
	{"pipeline", []string{"os/exec", "net", "math/rand", "crypto/rand", "database/sql", "/store", "/coordinator", "/cmd"}, nil,
		"planning is pure: the same batch gives the same tree"},
	{"sched", []string{"os", "net", "math/rand", "crypto/rand", "database/sql", "github.com", "/store", "/coordinator", "/pipeline"}, []string{module},
		"scheduling is pure: a schedule can be replayed"},
	{"autoscale", []string{"os", "net", "math/rand", "crypto/rand", "database/sql", "github.com", "/store", "/coordinator", "/pipeline"}, []string{module},
		"scaling is pure: the same report gives the same numbers"},
	{"coordinator", []string{"/store/", "/api", "/rpc", "/dialect", "/worker", "/backend", "/rollup", "/cmd", "github.com/consensys", "github.com/ethereum", "net/http"}, nil,
		"the engine meets drivers, faces and proof systems through interfaces"},
	{"store", []string{"/coordinator", "/sched", "/api", "/rpc", "/worker", "/pipeline", "/cmd"}, nil,
		"a driver stores what it is told and decides nothing"},
	{"store/sqlite", []string{"/store/postgres"}, nil, "drivers do not know each other"},
	{"store/postgres", []string{"/store/sqlite"}, nil, "drivers do not know each other"},
	{"artifact", []string{"/store", "/coordinator", "/worker", "/api", "/rpc", "/cmd"}, nil, "bytes by digest, nothing else"},
	{"proof", []string{"/store", "/coordinator", "/worker", "/api", "/rpc", "/cmd", "net/http"}, nil,
		"verification depends on the statement and the bytes alone"},
	{"proof/set", []string{"/proof", "github.com/consensys", "net", "os"}, nil, "a set meets the systems of its proofs by an interface"},
	{"program/witnesses", []string{"os", "net", "math/rand", "crypto/rand", "/store", "/coordinator", "/worker", "/api", "/rpc", "/cmd"}, nil,
		"preparing is pure: the same input gives the same statements"},
	{"backend", []string{"/store", "/coordinator", "/worker", "/api", "/rpc", "/cmd"}, nil, "a backend makes proofs and knows no plane"},
	{"backend/node", []string{"/backend", "/proof", "github.com"}, []string{module}, "finding and installing Node's packages is the same for every prover"},
	{"backend/circom", []string{"/rollup", "/backend/gnark", "github.com/ethereum", "net"}, nil, "snarkjs proves; what it makes is verified here"},
	{"proof/snarkjs", []string{"/backend", "os", "net"}, nil, "files of snarkjs are read without it"},
	{"backend/exec", []string{"/backend", "/proof", "/rollup", "github.com/consensys", "github.com/ethereum", "net"}, nil,
		"a program's proof system is its own affair"},
	{"internal/process", []string{"github.com", "net", "database/sql"}, nil, "a child process is run by the standard library alone"},
	{"backend/forge", []string{"/dialect", "/backend", "github.com/ethereum"}, nil, "workers of Forge's kind are met by their protocol only"},
	{"backend/noir", []string{"/rollup", "github.com/ethereum", "net"}, nil, "what runs Noir's tools reaches no network itself"},
	{"proof/ultrahonk", []string{"/backend", "github.com/ethereum", "net"}, nil, "who verifies says where bb is"},
	{"worker", []string{"/store", "/coordinator", "/api", "/cmd", "github.com/ethereum"}, nil,
		"a worker holds no secrets of the plane and talks to it by protocol only"},
	{"rpc", []string{"/store", "/coordinator", "/cmd"}, nil, "a face meets the coordinator by an interface"},
	{"api", []string{"/store", "/cmd", "github.com/consensys"}, nil, "a face meets the coordinator by an interface"},
	{"dialect", []string{"/store", "/coordinator", "/cmd", "github.com/consensys"}, nil, "a face meets the coordinator by an interface"},
	{"client", []string{"/store", "/coordinator", "/api", "/worker", "/cmd", "github.com"}, []string{module},
		"users import the client; it brings nothing but the vocabulary"},
	{"rollup", []string{"/store", "/coordinator", "/worker", "/api", "/rpc", "/cmd", "net/http"}, nil, "the built-in program is a library"},
	{"keys", []string{"/store", "/coordinator", "/worker", "/api", "/rpc", "/rollup", "/cmd"}, nil, "the key store knows circuits by recipe only"},
	{"bench", []string{"/store", "/coordinator", "/api", "/cmd"}, nil, "load comes from outside, as anybody's does"},
	{"settle", []string{"/store/", "/coordinator", "/api", "/rpc", "/cmd"}, nil, "settlement meets the plane through interfaces"},
	{"blind", []string{"/store", "/coordinator", "/sched", "/pipeline", "/api", "/rpc", "/worker", "/backend", "/rollup", "/cmd", "github.com/ethereum", "database/sql"}, nil,
		"signers meet musters by their public API and verify for themselves"},
	{"blind/schnorr", []string{"os", "net", "net/http", "/blind/node", "/blind/signer"}, nil, "the mathematics of blind proofs is a library"},
	{"blind/dkg", []string{"os", "net", "net/http", "/blind/signer", "/client"}, nil, "key generation is pure: messages in, messages out"},
	{"blind/attest", []string{"os", "/client", "/proof"}, nil, "who asks signers holds no key and verifies no proof"},
	{"market", []string{"/store", "/coordinator", "/sched", "/api", "/rpc", "/worker", "/cmd"}, nil, "the market meets musters by their public API"},
	{"market/audit", []string{"/client", "/proof", "/market/submitter", "/market/network"}, nil, "an audit needs a node and nothing else"},
}

// narrow rules say all that the files of one folder, without those below it, may
// import: the standard library but for what is forbidden, and some packages of
// the module.
var narrow = []struct {
	folder    string
	forbidden []string
	allowed   []string
	why       string
}{
	{"settle", []string{"os", "net", "io", "math/rand", "crypto/rand", "database/sql", "sync", "context"}, []string{"."},
		"the life cycle of settlements is pure: what it sees and the time go in, actions come out"},
	{"settle/mock", []string{"net", "database/sql"}, []string{".", "settle"},
		"the mock chain is a journal and talks to nobody"},
	{"settle/settler", []string{"os", "net", "database/sql"}, []string{".", "settle"},
		"the settler meets chains, stores and proofs through interfaces"},
}

func TestNarrowImports(t *testing.T) {
	eachImport(t, func(file, path string) {
		for _, r := range narrow {
			if filepath.ToSlash(filepath.Dir(file)) != r.folder || strings.HasSuffix(file, "_test.go") {
				continue
			}
			inside, own := strings.CutPrefix(path, module)
			allowed := own && slices.Contains(r.allowed, cmp.Or(strings.TrimPrefix(inside, "/"), "."))
			standard := !own && !strings.Contains(path, ".") && !excepted(path, r.forbidden)
			// An interface may speak of contexts without doing anything.
			if path == "context" && file == filepath.FromSlash("settle/chain.go") {
				continue
			}
			if !allowed && !standard {
				t.Errorf("%s imports %s: %s", file, path, r.why)
			}
		}
	})
}

// Pure code has the time from its caller.
func TestNoClockInPureCode(t *testing.T) {
	eachFile(t, func(file string) {
		if filepath.ToSlash(filepath.Dir(file)) != "settle" || strings.HasSuffix(file, "_test.go") {
			return
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(source), "time.Now(") || strings.Contains(string(source), "time.Since(") {
			t.Errorf("%s asks the clock: the life cycle of settlements is given the time", file)
		}
	})
}

func TestImportsOfRootAreStandard(t *testing.T) {
	eachImport(t, func(file, path string) {
		if filepath.Dir(file) == "." && !strings.HasSuffix(file, "_test.go") && strings.Contains(path, ".") {
			t.Errorf("%s imports %s: the root package is the vocabulary, standard library only", file, path)
		}
	})
}

func TestImportsFollowTheHousePlan(t *testing.T) {
	eachImport(t, func(file, path string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		for _, r := range rules {
			if !strings.HasPrefix(filepath.ToSlash(file), r.folder+"/") {
				continue
			}
			for _, f := range r.forbidden {
				full := f
				if strings.HasPrefix(f, "/") {
					full = module + f
				}
				if !below(path, full) || excepted(path, r.except) {
					continue
				}
				t.Errorf("%s imports %s: %s", file, path, r.why)
			}
		}
		if below(path, module+"/cmd") && !strings.HasPrefix(file, "cmd/") {
			t.Errorf("%s imports %s: nobody imports a command", file, path)
		}
	})
}

// below reports whether an import path is the prefix or lies below it; a
// prefix that ends in "/" means only what lies below.
func below(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, strings.TrimSuffix(prefix, "/")+"/")
}

func excepted(path string, except []string) bool {
	for _, e := range except {
		if path == e || strings.HasPrefix(path, e+"/") {
			return true
		}
	}
	return false
}

func TestPackageDocs(t *testing.T) {
	documented := map[string]bool{}
	eachFile(t, func(file string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		dir := filepath.Dir(file)
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatalf("parse %s: %v", file, err)
		}
		documented[dir] = documented[dir] || f.Doc != nil
	})
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc comment", dir)
		}
	}
}

func eachImport(t *testing.T, visit func(file, path string)) {
	t.Helper()
	eachFile(t, func(file string) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatalf("parse %s: %v", file, err)
		}
		for _, i := range f.Imports {
			visit(file, strings.Trim(i.Path.Value, `"`))
		}
	})
}

func eachFile(t *testing.T, visit func(file string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") {
			visit(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
