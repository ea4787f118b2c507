// Muster is the control plane for zero-knowledge proving: coordinator, worker,
// client and tools in one binary.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/consensys/gnark/logger"
)

// version is set by the linker.
var version = "dev"

func main() {
	logger.Disable() // gnark's own, which is global; what a worker does is in our log
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	app := App{Args: os.Args[1:], Env: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	code := app.Run(ctx)
	stop()
	os.Exit(code)
}
