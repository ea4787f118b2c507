package storetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

var circuitTests = map[string]func(*fixture){
	"InsertedOnce": func(f *fixture) {
		c := circuitOf("square", "1.2.3", "a")
		c.CreatedAt, c.RetiredAt = start.Add(-time.Hour), start // not the caller's to say
		stored, fresh, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: c, Now: f.now})
		f.ok(err)
		c.CreatedAt, c.RetiredAt = f.now, time.Time{}
		f.same("stored", stored, c)
		f.same("fresh", fresh, true)

		f.reopen()
		again, fresh, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: c, Now: f.tick(time.Hour)})
		f.ok(err)
		f.same("again", again, c)
		f.same("fresh", fresh, false)
		f.same("got", f.circuit("square", "1.2.3"), c)
		f.same("all", f.circuits(), []muster.Circuit{c})
	},
	"AVersionNeverChanges": func(f *fixture) {
		c := f.register("square", "1.0.0", "a")
		for name, change := range map[string]func(*muster.Circuit){
			"constraint system": func(c *muster.Circuit) { c.ConstraintSystem.Digest[0]++ },
			"proving key":       func(c *muster.Circuit) { c.ProvingKey.Size++ },
			"verifying key":     func(c *muster.Circuit) { c.VerifyingKey.Digest[0]++ },
			"program":           func(c *muster.Circuit) { c.Program = muster.Artifact{} },
			"system":            func(c *muster.Circuit) { c.System = "plonk" },
			"curve":             func(c *muster.Circuit) { c.Curve = "bls12_381" },
			"public":            func(c *muster.Circuit) { c.Public++ },
			"kind":              func(c *muster.Circuit) { c.Kind = "circom" },
			"release":           func(c *muster.Circuit) { c.Release = "2" },
		} {
			other := c
			change(&other)
			_, _, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: other, Now: f.now})
			if muster.CodeOf(err) != muster.CodeConflict {
				f.Errorf("another %s: got %v, want a conflict", name, err)
			}
		}
		f.same("all", f.circuits(), []muster.Circuit{c})
	},
	"Refused": func(f *fixture) {
		for name, spoil := range map[string]func(*muster.Circuit){
			"no name":      func(c *muster.Circuit) { c.Name = "" },
			"NUL":          func(c *muster.Circuit) { c.Name = "a\x00" },
			"no UTF-8":     func(c *muster.Circuit) { c.Kind = "\xff" },
			"no key":       func(c *muster.Circuit) { c.VerifyingKey = muster.Artifact{} },
			"no version":   func(c *muster.Circuit) { c.Version = "" },
			"half a one":   func(c *muster.Circuit) { c.Version = "1.2" },
			"leading zero": func(c *muster.Circuit) { c.Version = "1.02.3" },
			"a sign":       func(c *muster.Circuit) { c.Version = "1.2.+3" },
			"too great":    func(c *muster.Circuit) { c.Version = "1.2.4294967296" },
			"more":         func(c *muster.Circuit) { c.Version = "1.2.3-rc1" },
		} {
			c := circuitOf("square", "1.2.3", "a")
			spoil(&c)
			_, _, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: c, Now: f.now})
			if muster.CodeOf(err) != muster.CodeInvalid {
				f.Errorf("%s: got %v, want invalid", name, err)
			}
		}
		f.same("all", f.circuits(), []muster.Circuit(nil))
	},
	"NewestByVersionNotByTime": func(f *fixture) {
		_, err := f.s.CircuitGet(f.ctx, "square", "")
		f.code(err, muster.CodeNotFound)
		var all []muster.Circuit
		for i, version := range []string{"2.0.0", "1.10.0", "1.9.4294967295", "0.1.0", "1.9.10"} {
			all = append(all, f.register("square", version, fmt.Sprint(i)))
			f.tick(time.Hour)
		}
		f.register("cube", "9.0.0", "other")
		f.same("newest", f.circuit("square", ""), all[0])
		f.same("pinned", f.circuit("square", "1.9.10"), all[4])
		for _, version := range []string{"3.0.0", "2.0", "02.0.0", "\x00"} {
			_, err = f.s.CircuitGet(f.ctx, "square", version)
			f.code(err, muster.CodeNotFound)
		}
		_, err = f.s.CircuitGet(f.ctx, "squar\x00", "")
		f.code(err, muster.CodeNotFound)
		var order []string
		for _, c := range f.circuits() {
			order = append(order, c.Name+"@"+c.Version)
		}
		f.same("order", order, []string{"cube@9.0.0", "square@0.1.0", "square@1.9.10", "square@1.9.4294967295", "square@1.10.0", "square@2.0.0"})
	},
	"RetiredIsNotChosen": func(f *fixture) {
		old, young := f.register("square", "1.0.0", "a"), f.register("square", "1.1.0", "b")
		retired := f.retire("square", "1.1.0")
		young.RetiredAt = f.now
		f.same("retired", retired, young)
		f.same("newest", f.circuit("square", ""), old)
		f.same("by version", f.circuit("square", "1.1.0"), young)
		f.same("by key", f.byKey("b"), young)
		f.tick(time.Hour)
		f.same("again", f.retire("square", "1.1.0"), young)
		again, fresh, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: young, Now: f.now})
		f.ok(err)
		f.same("inserted again", []any{again, fresh}, []any{young, false})
		f.retire("square", "1.0.0")
		_, err = f.s.CircuitGet(f.ctx, "square", "")
		f.code(err, muster.CodeNotFound)
		for _, version := range []string{"2.0.0", "", "1.0"} {
			_, err = f.s.CircuitRetire(f.ctx, muster.CircuitRetireParams{Name: "square", Version: version, Now: f.now})
			f.code(err, muster.CodeNotFound)
		}
	},
	"ByKeyTheFirstStored": func(f *fixture) {
		first := f.register("zulu", "2.0.0", "same")
		f.tick(time.Second)
		f.register("alpha", "1.0.0", "same")
		f.register("zulu", "1.0.0", "same")
		f.same("first", f.byKey("same"), first)
		for _, key := range []muster.Digest{{}, muster.DigestOf([]byte("nobody's"))} {
			_, err := f.s.CircuitByKey(f.ctx, key)
			f.code(err, muster.CodeNotFound)
		}
	},
	"AKeyIsOfOneSystemAndCurve": func(f *fixture) {
		f.register("square", "1.0.0", "a")
		for name, change := range map[string]func(*muster.Circuit){
			"system": func(c *muster.Circuit) { c.System = "plonk" },
			"curve":  func(c *muster.Circuit) { c.Curve = "bls12_381" },
		} {
			c := circuitOf("other", "1.0.0", "a")
			change(&c)
			_, _, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: c, Now: f.now})
			if muster.CodeOf(err) != muster.CodeConflict || !strings.Contains(err.Error(), "square@1.0.0") {
				f.Errorf("another %s: got %v, want a conflict with square@1.0.0", name, err)
			}
		}
		f.same("stored", len(f.circuits()), 1)

		other := f.open()
		defer func() { f.ok(other.Close()) }()
		const callers = 8
		var errs [callers]error
		var wg sync.WaitGroup
		for i := range callers {
			s := []muster.Store{f.s, other}[i%2]
			c := circuitOf(fmt.Sprintf("at-once%d", i), "1.0.0", "b")
			c.System = []string{"groth16", "plonk"}[i/2%2]
			wg.Go(func() {
				_, _, errs[i] = s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: c, Now: f.now})
			})
		}
		wg.Wait()
		won := f.byKey("b").System
		for i := range callers {
			if same := won == []string{"groth16", "plonk"}[i/2%2]; same && errs[i] != nil || !same && muster.CodeOf(errs[i]) != muster.CodeConflict {
				f.Errorf("caller %d: %v, and the key is of %s", i, errs[i], won)
			}
		}
		f.same("stored", len(f.circuits()), 1+callers/2)
	},
	"FilesAreInUse": func(f *fixture) {
		c := f.register("square", "1.0.0", "a")
		bare := circuitOf("bare", "1.0.0", "b")
		bare.ConstraintSystem, bare.ProvingKey, bare.Program = muster.Artifact{}, muster.Artifact{}, muster.Artifact{}
		_, _, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: bare, Now: f.now})
		f.ok(err)
		f.retire("square", "1.0.0")
		f.prune(f.tick(time.Hour), 10)
		f.same("used", f.used(), map[muster.Digest]bool{
			c.ConstraintSystem.Digest: true, c.ProvingKey.Digest: true, c.VerifyingKey.Digest: true, c.Program.Digest: true,
			bare.VerifyingKey.Digest: true,
		})
	},
	"ABatchKeepsItsVersions": func(f *fixture) {
		b := f.batch()
		b.Circuits = map[string]string{"square": "1.2.3", "cube": "0.1.0"}
		stored := f.insert(b)
		f.same("stored", stored.Circuits, b.Circuits)
		b.Circuits = map[string]string{"square": "2.0.0"}
		again, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: b, Now: f.now})
		f.ok(err)
		f.same("submitted again", again, stored)
		_, err = f.s.BatchStart(f.ctx, move(b.ID, f.now))
		f.ok(err)
		f.reopen()
		f.same("later", f.getBatch(b.ID).Circuits, stored.Circuits)
		f.same("without any", f.insert(f.batch()).Circuits, map[string]string(nil))
	},
	"OneOfManyIsFresh": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		const callers = 8
		got, fresh, errs := [callers]muster.Circuit{}, [callers]bool{}, [callers]error{}
		var wg sync.WaitGroup
		for i := range callers {
			s := []muster.Store{f.s, other}[i%2]
			c := circuitOf("square", "1.0.0", fmt.Sprint(i/4)) // two kinds of files
			wg.Go(func() {
				got[i], fresh[i], errs[i] = s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: c, Now: f.now})
			})
		}
		wg.Wait()
		f.same("stored", len(f.circuits()), 1)
		won, news := f.circuits()[0], 0
		for i := range callers {
			want := circuitOf("square", "1.0.0", fmt.Sprint(i/4)).VerifyingKey == won.VerifyingKey
			if (errs[i] == nil) != want || errs[i] != nil && muster.CodeOf(errs[i]) != muster.CodeConflict {
				f.Errorf("caller %d: %v", i, errs[i])
			}
			if errs[i] == nil {
				f.same("got", got[i], won)
			}
			if fresh[i] {
				news++
			}
		}
		f.same("fresh", news, 1)
	},
	"RandomRegistry": func(f *fixture) {
		lives := 0
		rapid.Check(f, func(t *rapid.T) {
			lives++
			m := &circuitModel{T: t, f: f, life: fmt.Sprintf("life%d-", lives), known: make(map[string]muster.Circuit)}
			t.Repeat(map[string]func(*rapid.T){"": m.check, "insert": m.insert, "retire": m.retire})
		})
	},
}

// circuitModel is what the registry should hold of the circuits of one life.
type circuitModel struct {
	*rapid.T
	f     *fixture
	life  string
	known map[string]muster.Circuit
}

func (m *circuitModel) draw(t *rapid.T) (name, version string) {
	name = m.life + rapid.SampledFrom([]string{"a", "b"}).Draw(t, "name")
	return name, rapid.SampledFrom([]string{"0.9.0", "0.10.0", "1.0.0", "1.0.10", "1.0.9"}).Draw(t, "version")
}

func (m *circuitModel) insert(t *rapid.T) {
	name, version := m.draw(t)
	key := m.life + rapid.SampledFrom([]string{"k", "l"}).Draw(t, "key")
	got, fresh, err := m.f.s.CircuitInsert(m.f.ctx, muster.CircuitInsertParams{Circuit: circuitOf(name, version, key), Now: m.f.tick(time.Second)})
	known, ok := m.known[name+"@"+version]
	switch {
	case ok && known.VerifyingKey.Digest != muster.DigestOf([]byte("vk "+key)):
		if muster.CodeOf(err) != muster.CodeConflict {
			t.Fatalf("other files: %v", err)
		}
		return
	case err != nil || fresh == ok:
		t.Fatalf("insert: fresh %v, %v", fresh, err)
	case !ok:
		known = circuitOf(name, version, key)
		known.CreatedAt = m.f.now
		m.known[name+"@"+version] = known
	}
	if got != known {
		t.Fatalf("got %+v, want %+v", got, known)
	}
}

func (m *circuitModel) retire(t *rapid.T) {
	name, version := m.draw(t)
	got, err := m.f.s.CircuitRetire(m.f.ctx, muster.CircuitRetireParams{Name: name, Version: version, Now: m.f.tick(time.Second)})
	known, ok := m.known[name+"@"+version]
	if !ok {
		if muster.CodeOf(err) != muster.CodeNotFound {
			t.Fatalf("retire an unknown one: %v", err)
		}
		return
	}
	if known.RetiredAt.IsZero() {
		known.RetiredAt = m.f.now
		m.known[name+"@"+version] = known
	}
	if err != nil || got != known {
		t.Fatalf("got %+v (%v), want %+v", got, err, known)
	}
}

func (m *circuitModel) check(t *rapid.T) {
	var own []muster.Circuit
	for _, c := range m.f.circuits() {
		if strings.HasPrefix(c.Name, m.life) {
			own = append(own, c)
		}
	}
	if len(own) != len(m.known) {
		t.Fatalf("%d circuits, want %d", len(own), len(m.known))
	}
	newest, first := make(map[string]muster.Circuit), make(map[muster.Digest]muster.Circuit)
	for _, c := range own {
		if m.known[c.Name+"@"+c.Version] != c {
			t.Fatalf("got %+v, want %+v", c, m.known[c.Name+"@"+c.Version])
		}
		if n, ok := newest[c.Name]; c.RetiredAt.IsZero() && (!ok || compareVersions(c.Version, n.Version) > 0) {
			newest[c.Name] = c
		}
		if o, ok := first[c.VerifyingKey.Digest]; !ok || c.CreatedAt.Before(o.CreatedAt) {
			first[c.VerifyingKey.Digest] = c
		}
	}
	for _, name := range []string{m.life + "a", m.life + "b"} {
		got, err := m.f.s.CircuitGet(m.f.ctx, name, "")
		if want, ok := newest[name]; (err == nil) != ok || got != want {
			t.Fatalf("the newest %s is %+v (%v), want %+v", name, got, err, want)
		}
	}
	for key, want := range first {
		if got := m.f.byDigest(key); got != want {
			t.Fatalf("by key: %+v, want %+v", got, want)
		}
	}
}

func compareVersions(a, b string) int {
	x, errX := muster.CircuitVersion(a)
	y, errY := muster.CircuitVersion(b)
	if errX != nil || errY != nil {
		panic(fmt.Sprint(errX, errY))
	}
	return slices.Compare(x[:], y[:])
}

// circuitOf makes a circuit whose files are named after key.
func circuitOf(name, version, key string) muster.Circuit {
	file := func(kind string) muster.Artifact {
		return muster.Artifact{Digest: muster.DigestOf([]byte(kind + " " + key)), Size: int64(len(kind))}
	}
	return muster.Circuit{
		CircuitFiles: muster.CircuitFiles{
			Name: name, System: "groth16", Curve: "bn254", Constraints: 7,
			ConstraintSystem: file("cs"), ProvingKey: file("pk"), VerifyingKey: file("vk"), Program: file("program"),
		},
		Version: version, Public: 2, Kind: "gnark", Release: "0.15",
	}
}

func (f *fixture) register(name, version, key string) muster.Circuit {
	f.Helper()
	c, fresh, err := f.s.CircuitInsert(f.ctx, muster.CircuitInsertParams{Circuit: circuitOf(name, version, key), Now: f.now})
	f.ok(err)
	f.same("fresh", fresh, true)
	return c
}

func (f *fixture) retire(name, version string) muster.Circuit {
	f.Helper()
	c, err := f.s.CircuitRetire(f.ctx, muster.CircuitRetireParams{Name: name, Version: version, Now: f.now})
	f.ok(err)
	return c
}

func (f *fixture) circuit(name, version string) muster.Circuit {
	f.Helper()
	c, err := f.s.CircuitGet(f.ctx, name, version)
	f.ok(err)
	return c
}

func (f *fixture) byKey(key string) muster.Circuit {
	f.Helper()
	return f.byDigest(muster.DigestOf([]byte("vk " + key)))
}

func (f *fixture) byDigest(key muster.Digest) muster.Circuit {
	f.Helper()
	c, err := f.s.CircuitByKey(f.ctx, key)
	f.ok(err)
	return c
}

func (f *fixture) circuits() []muster.Circuit {
	f.Helper()
	all, err := f.s.CircuitList(f.ctx)
	f.ok(err)
	return all
}
