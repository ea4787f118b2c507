package dbtest

import "syscall"

// memory is a file system in memory, and room what it must have free: making a
// database there takes a fifth of the time.
const (
	memory = "/dev/shm"
	room   = 1 << 30
)

func memoryHasRoom() bool {
	var fs syscall.Statfs_t
	return syscall.Statfs(memory, &fs) == nil && fs.Bavail*uint64(fs.Bsize) > room
}

// endWithParent makes a process shut down when the thread that started it ends.
func endWithParent(p *syscall.SysProcAttr) { p.Pdeathsig = syscall.SIGQUIT }
