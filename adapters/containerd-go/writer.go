package main

import (
	"context"

	"github.com/containerd/containerd/content"
	"github.com/opencontainers/go-digest"
)

// A writer is a content.Writer, and nothing more: with io.ReaderFrom containerd would hand it the
// source and not copy itself.
type writer struct {
	w          *world
	task, name string
}

func (w *writer) ask(op string, limit int, with arguments) (result, error) {
	return w.w.ask(op, w.task, limit, with.text("writer", w.name))
}

func (w *writer) Status() (content.Status, error) {
	given, err := w.ask("Status", 0, arguments{})
	return content.Status{Ref: given.Ref, Offset: given.Offset, Total: given.Total}, err
}

// Write passes any count on, a short one without an error, or one that cannot be, as only a careless
// writer would.
func (w *writer) Write(p []byte) (int, error) {
	// Whatever changes the buffer before the answer comes is reported by world.changed.
	given, err := w.w.park(&call{
		op: "Write", task: w.task, limit: len(p), buffer: p, reported: append([]byte(nil), p...),
		with: arguments{}.bytes("data", p).text("writer", w.name),
	})
	return int(given.N), err
}

func (w *writer) Truncate(size int64) error {
	_, err := w.ask("Truncate", 0, arguments{}.number("size", size))
	return err
}

func (w *writer) Commit(_ context.Context, size int64, expected digest.Digest, _ ...content.Opt) error {
	_, err := w.ask("Commit", 0, arguments{}.number("size", size).text("digest", string(expected)))
	return err
}

func (w *writer) Close() error {
	_, err := w.ask("w.Close", 0, arguments{})
	return err
}

// Digest may be empty at any time, says content.Writer; the harness computes no digests here.
func (w *writer) Digest() digest.Digest { return "" }
