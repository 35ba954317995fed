package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/errdefs"
	"github.com/containerd/containerd/images"
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
	{"skip", images.ErrSkipDesc},
	{"stop", images.ErrStopHandler},
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

// bare are errors that readers and handlers in Go give as the values themselves, so that callers
// compare with them.
var bare = map[string]error{
	"unexpected_end": io.ErrUnexpectedEOF,
	"skip":           images.ErrSkipDesc,
	"stop":           images.ErrStopHandler,
}

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
	if value := bare[asked.Kind]; value != nil && asked.Wrap == "" {
		w.mu.Lock()
		defer w.mu.Unlock()
		if task := w.tasks[name]; task != nil {
			task.bare[value] = append(task.bare[value], asked.ID)
		}
		return value
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

// bareIDs are the ids under which this task was given err, if it is one of the values that are given
// bare: nobody can tell these errors from each other.
func (w *world) bareIDs(name string, err error) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, value := range bare {
		if err == value {
			return w.tasks[name].bare[value]
		}
	}
	return nil
}

// outcomeOf tells what Go can recognise in an error, and which errors of the harness are in it.
func (w *world) outcomeOf(name string, err error) *outcome {
	reported := &outcome{[]string{}, []string{}, err.Error()}
	for _, c := range classes {
		if errors.Is(err, c.class) {
			reported.Kinds = append(reported.Kinds, c.kind)
		}
	}
	for link, within := err, error(nil); link != nil; link, within = errors.Unwrap(link), link {
		_, named := within.(*playedError)
		if played, ok := link.(*playedError); ok {
			reported.IDs = append(reported.IDs, played.id)
		} else if !named {
			reported.IDs = append(reported.IDs, w.bareIDs(name, link)...)
		}
	}
	return reported
}
