package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
)

func circuitBody(name, version, key string) string {
	file := func(text string) string {
		return fmt.Sprintf(`{"digest":%q,"size":%d}`, muster.DigestOf([]byte(text)), len(text))
	}
	return fmt.Sprintf(`{"name":%q,"version":%q,"kind":"gnark","system":"groth16","curve":"bn254","constraints":3,"public":1,
		"verifying_key":%s,"proving_key":%s,"constraint_system":%s}`, name, version, file(key), file("proving"), file("constraints"))
}

func TestCircuits(t *testing.T) {
	p := newPlane(t, nil)
	p.FilesURL = "https://files.example/"
	file := fmt.Sprintf(`{"digest":%q,"size":25}`, muster.DigestOf([]byte("proving")))
	status, _, body := p.do(t, call{method: "POST", path: "/v1/circuits/uploads", body: file})
	up := decode[api.CircuitUpload](t, body)
	if status != 200 || len(up.Parts) != 2 || up.Parts[1].Offset != 10 || up.Parts[1].Size != 15 || !strings.HasPrefix(up.Parts[0].URL, p.FilesURL) || len(up.Headers) != 1 {
		t.Errorf("upload: %d %s", status, body)
	}
	p.Sent = func(string) bool { return true }
	if _, _, body = p.do(t, call{method: "POST", path: "/v1/circuits/uploads", body: file}); !strings.Contains(body, `"parts":[]`) {
		t.Errorf("a file that is there: %s", body)
	}

	status, header, body := p.do(t, call{method: "POST", path: "/v1/circuits", body: circuitBody("cube", "1.0.0", "key")})
	c := decode[muster.Circuit](t, body)
	if status != 201 || header.Get("Location") != "/v1/circuits/cube/1.0.0" || c.Name != "cube" || c.Public != 1 || c.VerifyingKey.Size != 3 || c.CreatedAt != epoch {
		t.Errorf("register: %d %v %s", status, header, body)
	}
	for _, again := range []struct {
		body   string
		status int
		code   muster.Code
	}{
		{circuitBody("cube", "1.0.0", "key"), 200, ""},
		{circuitBody("cube", "1.0.0", "other"), 409, muster.CodeConflict},
		{circuitBody("cube", "1.1.0", "other"), 201, ""},
		{circuitBody("adder", "1.0.0", "adder"), 201, ""},
	} {
		status, _, body := p.do(t, call{method: "POST", path: "/v1/circuits", body: again.body})
		if got := decode[api.Problem](t, body); status != again.status || got.Code != again.code {
			t.Errorf("%d %s, expected %d %s", status, body, again.status, again.code)
		}
	}
	_, _, body = p.do(t, call{method: "GET", path: "/v1/circuits", role: muster.RoleViewer})
	list := decode[api.CircuitList](t, body)
	if len(list.Circuits) != 3 || list.Circuits[0].Name != "adder" || list.Circuits[2].Version != "1.1.0" {
		t.Errorf("list: %s", body)
	}
	for path, version := range map[string]string{"/v1/circuits/cube": "1.1.0", "/v1/circuits/cube/1.0.0": "1.0.0"} {
		_, _, body := p.do(t, call{method: "GET", path: path, role: muster.RoleViewer})
		if got := decode[muster.Circuit](t, body); got.Version != version {
			t.Errorf("%s: %s", path, body)
		}
	}
	for range 2 {
		status, _, body = p.do(t, call{method: "POST", path: "/v1/circuits/cube/1.1.0/retire"})
		if got := decode[muster.Circuit](t, body); status != 200 || got.RetiredAt != epoch {
			t.Errorf("retire: %d %s", status, body)
		}
	}
	if _, _, body = p.do(t, call{method: "GET", path: "/v1/circuits/cube"}); decode[muster.Circuit](t, body).Version != "1.0.0" {
		t.Errorf("the newest that is not retired: %s", body)
	}
	for _, unknown := range []call{
		{method: "GET", path: "/v1/circuits/other"}, {method: "GET", path: "/v1/circuits/cube/9.0.0"},
		{method: "POST", path: "/v1/circuits/cube/9.0.0/retire"},
	} {
		status, _, body := p.do(t, unknown)
		if got := decode[api.Problem](t, body); status != 404 || !strings.Contains(got.Detail, "is registered") {
			t.Errorf("%s: %d %s", unknown.path, status, body)
		}
	}
}

func TestNoCircuits(t *testing.T) {
	p := newPlane(t, nil)
	if _, _, body := p.do(t, call{method: "GET", path: "/v1/circuits"}); strings.TrimSpace(body) != `{"circuits":[]}` {
		t.Errorf("none: %s", body)
	}
}

func TestCircuitBodiesAreChecked(t *testing.T) {
	p := newPlane(t, nil)
	good := circuitBody("cube", "1.0.0", "key")
	for name, c := range map[string]struct{ method, path, body, field string }{
		"no digest":         {"POST", "/v1/circuits/uploads", `{"size":1}`, "digest"},
		"no size":           {"POST", "/v1/circuits/uploads", `{"digest":"` + strings.Repeat("0", 64) + `"}`, "size"},
		"half a digest":     {"POST", "/v1/circuits/uploads", `{"digest":"abcd","size":1}`, "digest"},
		"no name":           {"POST", "/v1/circuits", strings.Replace(good, `"name":"cube",`, "", 1), "name"},
		"no key":            {"POST", "/v1/circuits", strings.Replace(good, `"verifying_key"`, `"program"`, 1), "verifying_key"},
		"an unknown field":  {"POST", "/v1/circuits", strings.Replace(good, `"kind"`, `"kinds"`, 1), "kinds"},
		"times":             {"POST", "/v1/circuits", strings.Replace(good, `{`, `{"created_at":"2027-01-02T03:04:05Z",`, 1), "created_at"},
		"a negative number": {"POST", "/v1/circuits", strings.Replace(good, `"public":1`, `"public":"1"`, 1), "public"},
		"version":           {"GET", "/v1/circuits/cube/latest", "", "version"},
		"version, retire":   {"POST", "/v1/circuits/cube/1.0/retire", "", "version"},
	} {
		status, _, body := p.do(t, call{method: c.method, path: c.path, body: c.body})
		got := decode[api.Problem](t, body)
		if status != 400 || got.Code != muster.CodeInvalid || len(got.Errors) == 0 || got.Errors[0].Field != c.field {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestCircuitRights(t *testing.T) {
	p := newPlane(t, nil)
	for _, role := range []muster.Role{muster.RoleViewer, muster.RoleSubmitter, muster.RoleProver} {
		for _, c := range []call{
			{method: "POST", path: "/v1/circuits", body: circuitBody("cube", "1.0.0", "key")},
			{method: "POST", path: "/v1/circuits/uploads", body: fmt.Sprintf(`{"digest":%q,"size":1}`, muster.DigestOf(nil))},
			{method: "POST", path: "/v1/circuits/cube/1.0.0/retire"},
		} {
			c.role = role
			if status, _, body := p.do(t, c); status != 403 {
				t.Errorf("%s, %s: %d %s", role, c.path, status, body)
			}
		}
	}
	if status, _, _ := p.do(t, call{method: "GET", path: "/v1/circuits", role: muster.RoleProver}); status != 403 {
		t.Errorf("a worker lists circuits: %d", status)
	}
	if len(p.Registered) != 0 {
		t.Error("a circuit was registered")
	}
	if !strings.Contains(p.logs.String(), "register-circuit") {
		t.Error("no audit of it")
	}
}
