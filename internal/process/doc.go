// Package process runs programs that are not ours: with limits on time, memory,
// files and output, in a clean environment, in a session of their own, and with
// nothing left of them at the end.
//
// # In short
//
//	r, err := process.Run(ctx, process.Command{
//		Path: "bb", Args: []string{"verify", "-k", "vk", "-p", "proof"}, Dir: dir,
//		Env: []string{"OMP_NUM_THREADS=2"}, Stdin: strings.NewReader("…"),
//		Limits: process.Limits{Time: time.Minute, Memory: 4 << 30, Directory: 1 << 30, Output: 1 << 20},
//	})
//
// An error means that the program did not end by itself: ctx.Err(), a
// *LimitError, or what kept it from starting. Any end of its own is a Result:
// its exit status or the signal that killed it, the whole of its standard output
// and the end of its standard error. Whether a status is a failure is the
// caller's to say; Result.Starved tells whether it was for want of memory or
// disk.
//
// Start and Process.Wait are the two halves of Run for programs that are spoken
// with: Command.Out and Command.Err read what the program says as it says it,
// and Command.Talk opens Process.Stdin. Whoever starts a process waits for it.
//
// # The end
//
// A process that is to end gets SIGTERM with its whole group, and SIGKILL after
// the grace. When it has ended, however it did, everything that it started is
// killed: its cgroup where it has one, its process group, and what left the
// group but kept the environment. A caller that is killed takes the process with
// it, and a shell that waits for the caller's end kills what that had started.
//
// # Memory
//
// Where this process may make cgroups (version 2, delegated to it), the memory
// of the process and of all that it starts is limited together, page cache that
// can be dropped aside, and the kernel says when the limit was what killed it.
// Elsewhere RLIMIT_DATA refuses allocations: private writable memory, for each
// process alone. The limits are set before the program's first instruction.
//
// Only Linux is served. The limits protect a machine from faulty programs, not
// from hostile ones: they run as the caller's user.
package process
