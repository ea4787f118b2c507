// Command gen writes the comparison of keys for each curve: gnark's key types
// have the same fields and share no interface to them.
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"text/template"
)

//go:embed fits.go.tmpl
var fits string

func main() {
	dir := flag.String("dir", ".", "folder to write to")
	flag.Parse()
	tmpl := template.Must(template.New("fits").Parse(fits))
	for _, c := range []struct{ File, Name, Curve string }{
		{"bn254.go", "BN254", "bn254"},
		{"bls12377.go", "BLS12377", "bls12-377"},
		{"bw6761.go", "BW6761", "bw6-761"},
	} {
		var buf bytes.Buffer
		if err := tmpl.Execute(&buf, c); err != nil {
			log.Fatal(err)
		}
		source, err := format.Source(buf.Bytes())
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*dir, c.File), source, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
