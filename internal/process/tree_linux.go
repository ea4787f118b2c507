package process

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// marked returns the processes that carry a variable. Others' processes can't be
// read, nor need they be.
func marked(mark []byte) []int {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil
	}
	var all []int
	for _, dir := range dirs {
		env, err := os.ReadFile(filepath.Join(dir, "environ"))
		if err != nil || !carries(env, mark) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(dir)); err == nil {
			all = append(all, pid)
		}
	}
	return all
}

func carries(env, mark []byte) bool {
	for v := range bytes.SplitSeq(env, []byte{0}) {
		if bytes.Equal(v, mark) {
			return true
		}
	}
	return false
}

// strays kills the descendants that left the group, and waits for their end.
// They carry the mark unless they took care not to. One may start another while
// the list is read, so it is read until nobody is found, or for as long as only
// one that the kernel can't end stays.
func strays(mark []byte) {
	const pause = 2 * time.Millisecond
	for end := time.Now().Add(strayFor); ; time.Sleep(pause) {
		found := false
		for _, pid := range marked(mark) {
			found = unix.Kill(pid, unix.SIGKILL) == nil || found
		}
		if !found || time.Now().After(end) {
			return
		}
	}
}

// strayFor is how long strays are waited for: the dead are gone within
// milliseconds but where the machine is busy.
const strayFor = 2 * time.Second

// EndMarked kills every process of this user that has a variable, as
// "NAME=VALUE", in its environment.
func EndMarked(variable string) { strays([]byte(variable)) }

// Memory returns the bytes of memory that the process and what it started hold
// now, 0 where that can't be told.
func (p *Process) Memory() int64 {
	if held, ok := p.tree.held(); ok {
		return held
	}
	var total int64
	for _, pid := range marked(p.mark) {
		b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
		fields := bytes.Fields(b)
		if err != nil || len(fields) < 3 {
			continue
		}
		resident, err := strconv.ParseInt(string(fields[1]), 10, 64)
		shared, err2 := strconv.ParseInt(string(fields[2]), 10, 64)
		if err == nil && err2 == nil {
			total += (resident - shared) * int64(os.Getpagesize())
		}
	}
	return total
}
