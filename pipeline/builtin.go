package pipeline

import (
	"embed"
	"io/fs"
	"strings"

	"github.com/muster-zk/muster"
)

//go:embed builtin/*.yaml
var builtin embed.FS

// BuiltinNames returns the names of the pipelines that come with muster, in
// alphabetical order.
func BuiltinNames() []string {
	// The folder is compiled in, so it is always readable.
	entries, _ := fs.ReadDir(builtin, "builtin")
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// BuiltinSource returns the file of a pipeline that comes with muster, and
// CodeNotFound where there is none of that name.
func BuiltinSource(name string) ([]byte, error) {
	src, err := builtin.ReadFile("builtin/" + name + ".yaml")
	if err != nil {
		return nil, muster.Errorf(muster.CodeNotFound, "pipeline %q: expected one of %s", shorten(name), strings.Join(BuiltinNames(), ", "))
	}
	return src, nil
}

// Builtin returns a pipeline that comes with muster, and CodeNotFound where
// there is none of that name.
func Builtin(name string) (*Pipeline, error) {
	src, err := BuiltinSource(name)
	if err != nil {
		return nil, err
	}
	return Parse(name+".yaml", src)
}
