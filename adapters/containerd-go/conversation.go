package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
)

// A conversation is the two directions of the protocol: one JSON object a line.
type conversation struct {
	commands *bufio.Reader
	answers  pipe
}

func connect(overStdio bool) (*conversation, error) {
	open := pipes
	if overStdio {
		open = stdio
	}
	commands, answers, err := open()
	if err != nil {
		return nil, err
	}
	for _, p := range []pipe{commands, answers} {
		if err := syscall.SetNonblock(int(p), false); err != nil {
			return nil, fmt.Errorf("descriptor %d: %w (the harness starts this program)", p, err)
		}
	}
	return &conversation{bufio.NewReaderSize(commands, 1<<16), answers}, nil
}

func pipes() (commands, answers pipe, err error) {
	if commands, err = numbered("REMOTES_IN", 3); err != nil {
		return
	}
	answers, err = numbered("REMOTES_OUT", 4)
	return
}

func numbered(variable string, otherwise pipe) (pipe, error) {
	text := os.Getenv(variable)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", variable, err)
	}
	return pipe(n), nil
}

// stdio keeps stdout for the answers, and sends what a handler prints to stderr.
func stdio() (commands, answers pipe, err error) {
	kept, err := syscall.Dup(1)
	if err != nil {
		return 0, 0, fmt.Errorf("keep stdout: %w", err)
	}
	if err := syscall.Dup2(2, 1); err != nil {
		return 0, 0, fmt.Errorf("turn stdout into stderr: %w", err)
	}
	return 0, pipe(kept), nil
}

func (c *conversation) receive() ([]byte, error) {
	line, err := c.commands.ReadBytes('\n')
	if err == io.EOF && len(line) > 0 {
		err = io.ErrUnexpectedEOF
	}
	return line, err
}

func (c *conversation) send(answer any) error {
	if said, ok := answer.(interface{ line() []byte }); ok {
		_, err := c.answers.Write(said.line())
		return err
	}
	line, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	_, err = c.answers.Write(append(line, '\n'))
	return err
}
