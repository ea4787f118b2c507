package bundle_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/bundle"
)

// Verify a proof file as an auditor does, against the digest of a verifying key
// that came another way.
func Example() {
	verify := func(path string, trusted muster.Digest) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		p, err := bundle.Read(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		return bundle.Verify(context.Background(), p, bundle.Options{TrustedKeys: []muster.Digest{trusted}})
	}
	trusted, err := muster.ParseDigest("bc965613766499ae7f3d132ab2a3ae48b08abbca70bbd65ca0061bf192939d4c")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(verify("testdata/valid.json", trusted))
	fmt.Println(muster.CodeOf(verify("testdata/altered.json", trusted)))
	// Output:
	// <nil>
	// invalid_proof
}
