package main

import (
	"context"
	_ "crypto/sha256" // the algorithms of digests, which the library leaves to its callers
	_ "crypto/sha512"
	"fmt"
	"io"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/errdefs"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// opened is a store, and what was opened of it, by the names that the harness was given.
type opened struct {
	store   content.Store
	writers map[string]content.Writer
	readers map[string]*reader
}

// reader reads in sequence, which containerd's own readers do not.
type reader struct {
	content.ReaderAt
	offset int64
}

func open(folder string) (*opened, error) {
	store, err := local.NewStore(folder)
	return &opened{store, map[string]content.Writer{}, map[string]*reader{}}, err
}

func (o *opened) close() {
	for _, writer := range o.writers {
		writer.Close()
	}
	for _, reader := range o.readers {
		reader.Close()
	}
}

// call makes one call. A panic is an error of the store's.
func (o *opened) call(said *command) (answer object) {
	defer func() {
		if panicked := recover(); panicked != nil {
			answer = object{"error": object{"kind": "other", "message": fmt.Sprint("panic: ", panicked)}}
		}
	}()
	result, err := o.made(context.Background(), said)
	if err != nil {
		return object{"error": object{"kind": kind(err), "message": err.Error()}}
	}
	return object{"result": result}
}

func (o *opened) made(ctx context.Context, said *command) (object, error) {
	dgst := digest.Digest(said.Digest)
	switch said.Op {
	case "Writer":
		descriptor := ocispec.Descriptor{Size: said.Size, Digest: dgst}
		writer, err := o.store.Writer(ctx, content.WithRef(said.Ref), content.WithDescriptor(descriptor))
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint("w", len(o.writers)+1)
		o.writers[name] = writer
		return object{"writer": name}, nil
	case "Reader":
		found, err := o.store.ReaderAt(ctx, ocispec.Descriptor{Digest: dgst})
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint("r", len(o.readers)+1)
		o.readers[name] = &reader{found, 0}
		return object{"reader": name}, nil
	case "Abort":
		return object{}, o.store.Abort(ctx, said.Ref)
	case "Info":
		info, err := o.store.Info(ctx, dgst)
		return object{"size": info.Size, "created": info.CreatedAt.UnixNano()}, err
	case "Delete":
		return object{}, o.store.Delete(ctx, dgst)
	case "Walk":
		contents := []object{}
		err := o.store.Walk(ctx, func(info content.Info) error {
			contents = append(contents, object{"digest": info.Digest, "size": info.Size})
			return nil
		})
		return object{"contents": contents}, err
	}
	if said.Reader != "" {
		return o.readers[said.Reader].made(said)
	}
	return writing(ctx, o.writers[said.Writer], said)
}

func writing(ctx context.Context, writer content.Writer, said *command) (object, error) {
	switch said.Op {
	case "Write":
		n, err := writer.Write(said.Data)
		for i := range said.Data {
			said.Data[i] = '~' // who keeps the buffer, and not its bytes, will find others in it
		}
		return object{"n": n}, err
	case "Status":
		status, err := writer.Status()
		return object{
			"ref": status.Ref, "offset": status.Offset, "total": status.Total,
			"started": status.StartedAt.UnixNano(), "updated": status.UpdatedAt.UnixNano(),
		}, err
	case "Truncate":
		return object{}, writer.Truncate(said.Size)
	case "Commit":
		return object{}, writer.Commit(ctx, said.Size, digest.Digest(said.Digest))
	default:
		return object{}, writer.Close()
	}
}

func (r *reader) made(said *command) (object, error) {
	switch said.Op {
	case "Read":
		data, err := r.read(r.offset, said.N)
		r.offset += int64(len(data))
		return object{"data": data}, err
	case "ReadAt":
		data, err := r.read(said.Offset, said.N)
		return object{"data": data}, err
	default:
		return object{}, r.Close()
	}
}

func (r *reader) read(offset, size int64) ([]byte, error) {
	if size < 0 {
		return nil, fmt.Errorf("a size of %d: %w", size, errdefs.ErrInvalidArgument)
	}
	data := make([]byte, size)
	n, err := r.ReadAt(data, offset)
	if err == io.EOF {
		err = nil
	}
	return data[:n], err
}

// kind is the class of an error as the protocol names it. A ref that is locked is *unavailable* here.
func kind(err error) string {
	for _, class := range []struct {
		holds func(error) bool
		name  string
	}{
		{errdefs.IsAlreadyExists, "exists"},
		{errdefs.IsUnavailable, "locked"},
		{errdefs.IsNotFound, "not_found"},
		{errdefs.IsFailedPrecondition, "failed_precondition"},
		{errdefs.IsInvalidArgument, "invalid_argument"},
	} {
		if class.holds(err) {
			return class.name
		}
	}
	return "other"
}
