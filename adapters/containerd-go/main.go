// Command containerd-remotes puts containerd's own remotes handlers, unmodified, behind the command
// door of remotes-conformance (docs/protocol.md). It must be built with the tag faketime: see build.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
)

func main() {
	overStdio := flag.Bool("stdio", false, "speak on stdin and stdout, not on descriptors 3 and 4")
	flag.Parse()

	// One goroutine at a time. With two, the order in which handlers go on depends on the machine,
	// and equal worlds no longer give equal answers.
	runtime.GOMAXPROCS(1)
	// Worlds are small and soon forgotten: to collect them every few megabytes took a fifth of all time.
	debug.SetGCPercent(800)

	harness, err := connect(*overStdio)
	if err == nil {
		err = serve(harness)
	}
	if err != nil {
		fmt.Fprintln(standardError, "containerd-remotes:", err)
		os.Exit(2)
	}
}

// serve obeys one command at a time, until the harness hangs up.
func serve(harness *conversation) error {
	var adapter adapter
	for {
		line, err := harness.receive()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := harness.send(adapter.answerTo(line)); err != nil {
			return err
		}
	}
}
