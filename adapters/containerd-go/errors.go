package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/errdefs"
)

// Classes that containerd does not have. Its own ErrUnavailable means that a ref is locked.
var (
	errUnavailable = errors.New("temporarily out of reach")
	errUnsupported = errors.New("unsupported operation")
)

// classes are the error classes that errors.Is tells apart, under their names on the wire. The last
// two are never raised by the harness.
var classes = []struct {
	kind  string
	class error
}{
	{"exists", errdefs.ErrAlreadyExists},
	{"locked", errdefs.ErrUnavailable},
	{"not_found", errdefs.ErrNotFound},
	{"failed_precondition", errdefs.ErrFailedPrecondition},
	{"invalid_argument", errdefs.ErrInvalidArgument},
	{"unavailable", errUnavailable},
	{"reset", content.ErrReset},
	{"unexpected_end", io.ErrUnexpectedEOF},
	{"unsupported", errUnsupported},
	{"cancelled", context.Canceled},
	{"deadline_exceeded", context.DeadlineExceeded},
}

func classOf(kind string) error {
	for _, c := range classes {
		if c.kind == kind {
			return c.class
		}
	}
	return nil
}

func known(kind string) bool { return kind == "other" || classOf(kind) != nil }

// A playedError is an error of a collaborator that the harness plays; one with no class is `other`.
type playedError struct {
	id, message string
	class       error
}

func (e *playedError) Error() string { return e.message }
func (e *playedError) Unwrap() error { return e.class }

// raise makes the error that the harness asks for.
func (w *world) raise(name string, asked *harnessError) error {
	if asked == nil {
		return nil
	}
	if asked.Kind == "unexpected_end" && asked.Wrap == "" {
		// Readers in Go give the value itself, and callers compare with it.
		if task := w.tasks[name]; task != nil {
			task.cutShort = asked.ID
		}
		return io.ErrUnexpectedEOF
	}
	var err error = &playedError{asked.ID, asked.Message, classOf(asked.Kind)}
	if asked.Wrap != "" {
		err = fmt.Errorf("%s: %w", asked.Wrap, err)
	}
	if asked.Wrap == "twice" {
		err = fmt.Errorf("%s: %w", asked.Wrap, err)
	}
	return err
}

// outcomeOf tells what Go can recognise in an error, and which errors of the harness are in it.
func (w *world) outcomeOf(name string, err error) *outcome {
	told := &outcome{[]string{}, []string{}, err.Error()}
	for _, c := range classes {
		if errors.Is(err, c.class) {
			told.Kinds = append(told.Kinds, c.kind)
		}
	}
	for link, within := err, error(nil); link != nil; link, within = errors.Unwrap(link), link {
		_, named := within.(*playedError)
		if played, ok := link.(*playedError); ok {
			told.IDs = append(told.IDs, played.id)
		} else if id := w.tasks[name].cutShort; link == io.ErrUnexpectedEOF && !named && id != "" {
			told.IDs = append(told.IDs, id)
		}
	}
	return told
}
