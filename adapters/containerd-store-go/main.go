// Command containerd-store puts containerd's own local content store, unmodified, behind the command
// door of remotes-conformance (docs/protocol.md, "Content stores"). It must be built with the tag
// faketime: see build.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	_ "unsafe" // for go:linkname

	"github.com/sirupsen/logrus"
)

// faketime is the clock of a program that is built with the tag faketime: it stands still while a
// goroutine can run, and jumps to the next timer when none can. So what the store sleeps takes no
// real time, and is known exactly.
//
//go:linkname faketime runtime.faketime
var faketime int64

type command struct {
	Do     string
	Store  int
	Folder string
	Call   int64
	Op     string
	Writer string
	Reader string
	Ref    string
	Digest string
	Size   int64
	Offset int64
	N      int64
	Data   []byte
}

type object map[string]any

var introduction = object{
	"protocol": 1, "implementation": "containerd-local-store", "version": version, "language": "go",
	"capabilities": []string{"store", "abort", "info", "delete", "walk", "read_at", "folder", "virtual-time"},
	"issues":       "https://github.com/containerd/containerd/issues",
}

// version is set by build.
var version = "unknown"

func main() {
	runtime.GOMAXPROCS(1)
	logrus.SetOutput(io.Discard)
	if err := serve(bufio.NewReader(pipe(3)), pipe(4)); err != nil {
		fmt.Fprintln(standardError, "containerd-store:", err)
		os.Exit(2)
	}
}

// serve obeys one command at a time, until the harness hangs up.
func serve(commands *bufio.Reader, answers io.Writer) error {
	stores := map[int]*opened{}
	for {
		line, err := commands.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var said command
		if err := json.Unmarshal(line, &said); err != nil {
			return err
		}
		answer, err := json.Marshal(answerTo(&said, stores))
		if err != nil {
			return err
		}
		if _, err := answers.Write(append(answer, '\n')); err != nil {
			return err
		}
	}
}

func answerTo(said *command, stores map[int]*opened) object {
	switch said.Do {
	case "describe":
		return introduction
	case "open":
		made, err := open(said.Folder)
		if err != nil {
			return object{"error": err.Error()}
		}
		stores[said.Store] = made
		return object{"store": said.Store}
	case "call":
		before := faketime
		answer := stores[said.Store].call(said)
		answer["call"], answer["took"] = said.Call, faketime-before
		return answer
	case "close":
		stores[said.Store].close()
		delete(stores, said.Store)
		return object{"store": said.Store}
	}
	return object{"error": "a store has no command " + said.Do}
}
