package main

import (
	"context"
	"io"

	"github.com/containerd/containerd/content"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// The collaborators of a world. Each call that opens something is a call of the task whose name the
// context carries; what was opened then belongs to that task.
type (
	ingester struct{ w *world }
	fetcher  struct{ w *world }
	provider struct{ w *world }
	// A pusher is not an ingester as well: containerd then asks Push and waits for no lock. Where the
	// harness says that it is one, it is both of them in one value.
	pusher struct{ w *world }
)

func (i ingester) Writer(ctx context.Context, opts ...content.WriterOpt) (content.Writer, error) {
	var asked content.WriterOpts
	for _, opt := range opts {
		if err := opt(&asked); err != nil {
			return nil, err
		}
	}
	task, found := seen(ctx)
	opened, err := i.w.ask("Writer", task, 0, arguments{}.text("ref", asked.Ref).
		number("size", asked.Desc.Size).text("digest", string(asked.Desc.Digest)).object("ctx", found))
	if err != nil {
		return nil, err
	}
	return &writer{w: i.w, task: task, name: opened.Writer}, nil
}

func (p pusher) Push(ctx context.Context, desc ocispec.Descriptor) (content.Writer, error) {
	task, found := seen(ctx)
	opened, err := p.w.ask("Push", task, 0, arguments{}.value("descriptor", describe(desc)).object("ctx", found))
	if err != nil {
		return nil, err
	}
	return &writer{w: p.w, task: task, name: opened.Writer}, nil
}

func (f fetcher) Fetch(ctx context.Context, desc ocispec.Descriptor) (io.ReadCloser, error) {
	task, found := seen(ctx)
	opened, err := f.w.ask("Fetch", task, 0, arguments{}.value("descriptor", describe(desc)).object("ctx", found))
	if err != nil {
		return nil, err
	}
	return (&source{f.w, task, opened.Reader}).that(opened.Can), nil
}

func (p provider) ReaderAt(ctx context.Context, desc ocispec.Descriptor) (content.ReaderAt, error) {
	task, found := seen(ctx)
	opened, err := p.w.ask("Reader", task, 0, arguments{}.text("digest", string(desc.Digest)).object("ctx", found))
	if err != nil {
		return nil, err
	}
	from := &source{p.w, task, opened.Reader}
	return &provided{from, from.atAnyOffset(opened.Can), desc.Size}, nil
}
