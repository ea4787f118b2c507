package artifact

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// inMemory is how much of a spool stays in memory, in bytes.
const inMemory = 4 << 20

// spool keeps what is written, in memory first and in a file when it is much.
// The zero value, with the folder for the file, is ready.
type spool struct {
	dir  string
	buf  bytes.Buffer
	file *os.File
}

func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.buf.Len()+len(p) <= inMemory {
		return s.buf.Write(p)
	}
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "muster-artifact-")
		if err != nil {
			return 0, full("create spool", err)
		}
		s.file = f
	}
	n, err := s.file.Write(p)
	if err != nil {
		err = full("write spool", err)
	}
	return n, err
}

// reader returns all that was written; nothing may be written after it.
func (s *spool) reader() (io.Reader, error) {
	if s.file == nil {
		return bytes.NewReader(s.buf.Bytes()), nil
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind spool: %w", err)
	}
	return io.MultiReader(bytes.NewReader(s.buf.Bytes()), s.file), nil
}

// close forgets everything.
func (s *spool) close() {
	s.buf = bytes.Buffer{}
	if s.file != nil {
		// It holds nothing that counts.
		_ = s.file.Close()
		_ = os.Remove(s.file.Name())
		s.file = nil
	}
}
