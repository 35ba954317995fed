package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/containerd/containerd/images"
	"github.com/containerd/containerd/log"
	"github.com/containerd/containerd/remotes"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// A task is one call of a handler, in a context of its own.
type task struct {
	order  int
	cancel context.CancelFunc
	// bare are the ids of the errors that this task was given as values of their packages.
	bare map[error][]string
}

// taskName is the key of the context value that names the task.
type taskName struct{}

type handlerName struct {
	kind   string
	number int
}

// ingestingPush is the kind of a push handler whose pusher is an ingester as well.
const ingestingPush = "push to an ingester"

// built are the kinds of handlers that are built once, for all calls with the same number.
var built = map[string]bool{"key": true, "fetch": true, "push": true, ingestingPush: true}

// A handler is a call of containerd's, written down as what it returned.
type handler func(ctx context.Context, desc ocispec.Descriptor) (returned, error)

// start begins one call. It runs as soon as the turn is given to the handlers.
func (w *world) start(c command) error {
	if w.tasks[c.Task] != nil {
		return fmt.Errorf("task %q has been started", c.Task)
	}
	kind := c.Kind
	if kind == "push" && c.Ingests {
		kind = ingestingPush
	}
	var call handler
	var err error
	if built[kind] {
		call, err = w.handler(handlerName{kind, c.Handler})
	} else {
		call, err = w.overTrees(c)
	}
	if err != nil {
		return err
	}
	if c.Derived < 0 || c.Derived > len(c.Prefixes) {
		return fmt.Errorf("of %d contexts there is no number %d", len(c.Prefixes), c.Derived)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ctx = context.WithValue(ctx, taskName{}, c.Task)
	ctx = log.WithLogger(ctx, w.logger(c.Task))
	if c.Cancelled {
		cancel()
	}
	w.tasks[c.Task] = &task{order: len(w.tasks), cancel: cancel, bare: map[error][]string{}}
	ctx = derived(ctx, c.Prefixes)[c.Derived]
	go w.run(c.Task, func() (returned, error) { return call(ctx, c.Descriptor) })
	return nil
}

// derived gives a context, and those that are derived from it, each with one more prefix.
func derived(ctx context.Context, prefixes []keyPrefix) []context.Context {
	all := []context.Context{ctx}
	for _, p := range prefixes {
		ctx = remotes.WithMediaTypeKeyPrefix(ctx, p.MediaType, p.Prefix)
		all = append(all, ctx)
	}
	return all
}

// handler gives the one handler of that kind and number, building it at its first use.
func (w *world) handler(name handlerName) (handler, error) {
	if built, ok := w.handlers[name]; ok {
		return built, nil
	}
	var built handler
	switch name.kind {
	case "fetch":
		built = childrenOf(remotes.FetchHandler(ingester{w}, fetcher{w}))
	case "push":
		built = childrenOf(remotes.PushHandler(pusher{w}, provider{w}))
	case ingestingPush:
		both := struct {
			pusher
			ingester
		}{pusher{w}, ingester{w}}
		built = childrenOf(remotes.PushHandler(both, provider{w}))
	case "key":
		built = func(ctx context.Context, desc ocispec.Descriptor) (returned, error) {
			key := remotes.MakeRefKey(ctx, desc)
			return returned{Key: &key}, nil
		}
	default:
		return nil, fmt.Errorf("no such kind: %q", name.kind)
	}
	w.handlers[name] = built
	return built, nil
}

func childrenOf(handle images.HandlerFunc) handler {
	return func(ctx context.Context, desc ocispec.Descriptor) (returned, error) {
		children, err := handle(ctx, desc)
		count := len(children)
		return returned{OK: true, Children: &count}, err
	}
}

// run calls, and tells how that ended, whatever the call does.
func (w *world) run(name string, call func() (returned, error)) {
	end := returned{Error: &outcome{[]string{"panic"}, []string{}, "the goroutine was ended"}}
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(standardError, "panic: %v\n%s", r, debug.Stack())
			end.Error.Message = fmt.Sprint(r)
		}
		end.Task = name
		w.mu.Lock()
		w.returns = append(w.returns, end)
		w.mu.Unlock()
		w.stirred()
	}()
	result, err := call()
	if err != nil {
		result = returned{Error: w.outcomeOf(name, err)}
	}
	end = result
}
