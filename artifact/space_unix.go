//go:build linux || darwin

package artifact

import "syscall"

// free returns the bytes that may still be written below a folder.
func free(dir string) (int64, bool) {
	var st syscall.Statfs_t
	if syscall.Statfs(dir, &st) != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true //nolint:gosec,unconvert // types differ between systems
}
