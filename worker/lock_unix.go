//go:build unix

package worker

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes a file's lock unless another process has it. The lock ends with
// the file, so also when the process is killed.
func tryLock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
