package main

import (
	"context"
	"fmt"
	"time"

	"github.com/containerd/containerd/images"
	"github.com/containerd/containerd/remotes"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"golang.org/x/sync/semaphore"
)

// A visitor is a handler that the harness plays; number is its place in a chain. Each visit is two
// calls: the answer to the first one says how long it takes, that to the second one how it ends.
type visitor struct {
	w      *world
	task   string
	number int64
}

func (v visitor) Handle(ctx context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
	begun, err := v.w.park(&call{op: "Handle", task: v.task, with: arguments{}.
		value("descriptor", describe(desc)).number("number", v.number).object("ctx", found(ctx))})
	if err != nil {
		return nil, err
	}
	v.wait(ctx, time.Duration(begun.Waits), begun.Heeds)
	ended, err := v.w.park(&call{op: "Handled", task: v.task, with: arguments{}.
		text("visit", begun.Visit).object("ctx", found(ctx))})
	if err != nil {
		return nil, err
	}
	return ended.Children, nil
}

// wait takes its time; where it heeds the context, no longer than until that is cancelled.
func (v visitor) wait(ctx context.Context, takes time.Duration, heeds bool) {
	if takes == 0 {
		return
	}
	timer := time.NewTimer(takes)
	defer timer.Stop()
	if heeds {
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		return
	}
	<-timer.C
}

// found is what a handler finds in the context that it is called with.
func found(ctx context.Context) arguments {
	_, found := seen(ctx)
	return found
}

// overTrees gives the call of one of containerd's functions over trees.
func (w *world) overTrees(c command) (handler, error) {
	switch c.Kind {
	case "children":
		return listing(images.ChildrenHandler(provider{w})), nil
	case "chain":
		var chain []images.Handler
		for i := 0; i < c.Handlers; i++ {
			chain = append(chain, visitor{w, c.Task, int64(i)})
		}
		return listing(images.Handlers(chain...)), nil
	case "walk":
		return func(ctx context.Context, _ ocispec.Descriptor) (returned, error) {
			return returned{OK: true}, images.Walk(ctx, visitor{w: w, task: c.Task}, c.Descriptors...)
		}, nil
	case "dispatch":
		return dispatching(visitor{w: w, task: c.Task}, c.Limit, c.Descriptors), nil
	case "image":
		whole := images.Handlers(remotes.FetchHandler(ingester{w}, fetcher{w}), images.ChildrenHandler(provider{w}))
		return dispatching(whole, c.Limit, []ocispec.Descriptor{c.Descriptor}), nil
	}
	return nil, fmt.Errorf("no such kind: %q", c.Kind)
}

func dispatching(handle images.Handler, limit int64, roots []ocispec.Descriptor) handler {
	return func(ctx context.Context, _ ocispec.Descriptor) (returned, error) {
		var limiter *semaphore.Weighted
		if limit > 0 {
			limiter = semaphore.NewWeighted(limit)
		}
		return returned{OK: true}, images.Dispatch(ctx, handle, limiter, roots...)
	}
}

// listing tells which descriptors a handler returns.
func listing(handle images.HandlerFunc) handler {
	return func(ctx context.Context, desc ocispec.Descriptor) (returned, error) {
		children, err := handle(ctx, desc)
		reported := []any{}
		for _, child := range children {
			reported = append(reported, describe(child))
		}
		return returned{OK: true, Descriptors: reported}, err
	}
}
