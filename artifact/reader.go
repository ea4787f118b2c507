package artifact

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/muster-zk/muster"
)

// checkedReader gives the bytes of an artifact, the last piece of them only
// once the whole is known to be right. So neither a reader that stops at the
// size it expects nor one that ignores an error beside the last bytes is
// deceived.
type checkedReader struct {
	r    io.ReadCloser
	want muster.Artifact
	left int64
	hash hash.Hash
	end  error // what every further Read returns
}

func newCheckedReader(r io.ReadCloser, want muster.Artifact) *checkedReader {
	c := &checkedReader{r: r, want: want, left: want.Size, hash: sha256.New()}
	if c.left == 0 {
		c.end = c.check()
	}
	return c
}

func (c *checkedReader) Read(p []byte) (int, error) {
	if c.end != nil {
		return 0, c.end
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.hash.Write(p[:n])
	c.left -= int64(n)
	switch {
	case c.left == 0 && n > 0:
		c.end = c.check()
		if errors.Is(c.end, ErrDamaged) {
			return 0, c.end
		}
		return n, nil
	case errors.Is(err, io.EOF):
		c.end = c.damaged(fmt.Sprintf("%d bytes are missing", c.left))
		return 0, c.end
	case err != nil:
		c.end = fmt.Errorf("read artifact %s: %w", c.want.Digest.Short(), err)
		return n, c.end
	}
	return n, nil
}

// check returns io.EOF where the bytes are right.
func (c *checkedReader) check() error {
	if got := muster.Digest(c.hash.Sum(nil)); got != c.want.Digest {
		return c.damaged("its bytes hash to " + got.String())
	}
	return io.EOF
}

func (c *checkedReader) damaged(how string) error {
	return fmt.Errorf("artifact %s: %s: %w", c.want.Digest, how, ErrDamaged)
}

func (c *checkedReader) Close() error { return c.r.Close() }
