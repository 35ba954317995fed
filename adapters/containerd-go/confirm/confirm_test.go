// Package confirm shows the faults of containerd 1.6.20 that its ledger names, with the library and its
// own content store alone: no harness, no adapter. A test passes as long as the fault is there.
package confirm

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/remotes"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

const blob = "abcdefghijklmnopqrstuvwx"

func layer(size int64, of string) ocispec.Descriptor {
	return ocispec.Descriptor{
		MediaType: ocispec.MediaTypeImageLayer, Size: size, Digest: digest.FromString(of),
	}
}

func store(t *testing.T) content.Store {
	t.Helper()
	s, err := local.NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A plain reader can neither seek nor write itself anywhere, as the body of an HTTP response.
type plain struct{ from io.Reader }

func (p plain) Read(b []byte) (int, error) { return p.from.Read(b) }
func (p plain) Close() error               { return nil }

// A remote serves one reader, and counts how often it was asked.
type remote struct {
	plain
	asked int
}

func (r *remote) Fetch(context.Context, ocispec.Descriptor) (io.ReadCloser, error) {
	r.asked++
	return r.plain, nil
}

// A source that is cut off, of a size that is not known, is committed: io.ErrUnexpectedEOF is taken for
// the end. Without a digest nothing notices; with one, the error that comes out is that of the commit.
func TestACutOffSourceOfUnknownSizeIsCommitted(t *testing.T) {
	cut := io.MultiReader(strings.NewReader(blob[:10]), iotest.ErrReader(io.ErrUnexpectedEOF))
	cs, desc := store(t), ocispec.Descriptor{MediaType: ocispec.MediaTypeImageLayer, Size: -1}
	_, err := remotes.FetchHandler(cs, &remote{plain: plain{cut}})(context.Background(), desc)
	if err != nil {
		t.Fatalf("the fault is gone: %v", err)
	}
	if _, err := cs.Info(context.Background(), digest.FromString(blob[:10])); err != nil {
		t.Fatalf("not committed: %v", err)
	}
}

// A writer that asks, once, for a reset to an offset: at a Write, or at a Commit.
type resetting struct {
	content.Writer
	kept           []byte
	offset         int64
	atWrite, asked bool
}

func (w *resetting) reset() error {
	w.asked, w.kept = true, w.kept[:w.offset]
	return content.ErrReset
}

func (w *resetting) Write(p []byte) (int, error) {
	if w.atWrite && !w.asked {
		return 0, w.reset()
	}
	w.kept = append(w.kept, p...)
	return len(p), nil
}

func (w *resetting) Commit(context.Context, int64, digest.Digest, ...content.Opt) error {
	if !w.atWrite && !w.asked {
		return w.reset()
	}
	return nil
}

func (w *resetting) Status() (content.Status, error) {
	return content.Status{Offset: int64(len(w.kept))}, nil
}

// After a reset to offset 5 the copy writes the right 19 bytes, and fails: its check of the length still
// has the offset from before.
func TestAResetKeepsTheOffsetOfBeforeForTheCheckOfTheLength(t *testing.T) {
	w := &resetting{offset: 5}
	err := content.Copy(context.Background(), w, strings.NewReader(blob), int64(len(blob)), "")
	if !errors.Is(err, io.ErrUnexpectedEOF) || string(w.kept) != blob {
		t.Fatalf("the fault is gone: %v, written %q", err, w.kept)
	}
}

// The other way round: an ingest that begins at 5 is reset to 0, and a source that is too short by those
// 5 bytes is committed.
func TestAResetLetsASourceThroughThatIsTooShort(t *testing.T) {
	w := &resetting{kept: []byte(blob[:5]), atWrite: true}
	err := content.Copy(context.Background(), w, strings.NewReader(blob[:19]), int64(len(blob)), "")
	if err != nil || string(w.kept) != blob[:19] {
		t.Fatalf("the fault is gone: %v, written %q", err, w.kept)
	}
}

// A source that seeks, and is cut off wherever it is read.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error)                { return 0, io.ErrUnexpectedEOF }
func (cutOff) Seek(offset int64, _ int) (int64, error) { return offset, nil }

// The same of a complete ingest that is reset: that its source is cut off then goes unnoticed, though the size
// is known.
func TestAResetLetsASourceThroughThatIsCutOff(t *testing.T) {
	w := &resetting{kept: []byte(blob)}
	err := content.Copy(context.Background(), w, cutOff{}, int64(len(blob)), "")
	if err != nil || len(w.kept) != 0 {
		t.Fatalf("the fault is gone: %v, written %q", err, w.kept)
	}
}

// A source that cannot seek is not refused after a reset to 0: it is at its end, and nothing is committed
// as a success, where the size is not known.
func TestAResetOfAPlainSourceCommitsWhatIsLeftOfIt(t *testing.T) {
	w := &resetting{}
	err := content.Copy(context.Background(), w, plain{strings.NewReader(blob)}, -1, "")
	if err != nil || len(w.kept) != 0 {
		t.Fatalf("the fault is gone: %v, written %q", err, w.kept)
	}
}

// A size below 0 is not known. With the least one there is, the check of the length overflows where an ingest
// is resumed: the rest is copied rightly, from any source, and taken for too little. One more, and it is not.
func TestAResumeOfTheLeastSizeFails(t *testing.T) {
	for _, source := range []io.Reader{strings.NewReader(blob), plain{strings.NewReader(blob)}} {
		w := &resetting{kept: []byte(blob[:10]), asked: true}
		err := content.Copy(context.Background(), w, source, math.MinInt64, "")
		if !errors.Is(err, io.ErrUnexpectedEOF) || string(w.kept) != blob {
			t.Fatalf("the fault is gone: %v, written %q", err, w.kept)
		}
	}
	w := &resetting{kept: []byte(blob[:10]), asked: true}
	if err := content.Copy(context.Background(), w, strings.NewReader(blob), -2, ""); err != nil {
		t.Fatal(err)
	}
}

// A prefix shows in the context from which another context was derived.
func TestAPrefixLeaksIntoTheContextItWasDerivedFrom(t *testing.T) {
	parent := remotes.WithMediaTypeKeyPrefix(context.Background(), "a", "first")
	remotes.WithMediaTypeKeyPrefix(parent, ocispec.MediaTypeImageLayer, "leaked")
	if key := remotes.MakeRefKey(parent, layer(24, blob)); !strings.HasPrefix(key, "leaked-") {
		t.Fatalf("the fault is gone: %s", key)
	}
}

// An ingest of wrong bytes, but of the full length, is committed again and again, and never fetched.
func TestAnIngestOfWrongBytesIsNeverFetchedAgain(t *testing.T) {
	ctx, cs, desc := context.Background(), store(t), layer(24, blob)
	w, err := cs.Writer(ctx, content.WithRef(remotes.MakeRefKey(ctx, desc)), content.WithDescriptor(desc))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(bytes.Repeat([]byte{'?'}, 24))
	w.Close()
	source := &remote{plain: plain{strings.NewReader(blob)}}
	for i := 0; i < 3; i++ {
		_, err := remotes.FetchHandler(cs, source)(ctx, desc)
		if err == nil || source.asked != 0 {
			t.Fatalf("the fault is gone: fetched %d times, %v", source.asked, err)
		}
	}
}
