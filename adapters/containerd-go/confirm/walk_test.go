// What containerd 1.6.20's own package images does with a tree, as far as the rules of section WALK
// name its behaviour: these are facts, not faults, but for the last four tests.
package confirm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/errdefs"
	"github.com/containerd/containerd/images"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"golang.org/x/sync/semaphore"
)

func named(names ...string) []ocispec.Descriptor {
	var found []ocispec.Descriptor
	for _, name := range names {
		found = append(found, ocispec.Descriptor{
			MediaType: ocispec.MediaTypeImageIndex, Digest: digest.FromString(name), Size: 1,
			Annotations: map[string]string{"name": name},
		})
	}
	return found
}

// A forest answers by name, and keeps the order in which it is visited.
type forest struct {
	sync.Mutex
	children map[string][]ocispec.Descriptor
	fails    map[string]error
	visited  []string
}

func (f *forest) Handle(_ context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
	f.Lock()
	defer f.Unlock()
	name := desc.Annotations["name"]
	f.visited = append(f.visited, name)
	return f.children[name], f.fails[name]
}

// WALK-4, WALK-4b, WALK-6: depth first, siblings of the skipped, twice what is listed twice.
func TestWalkVisitsDepthFirstAndGoesOnAfterASkip(t *testing.T) {
	f := &forest{
		children: map[string][]ocispec.Descriptor{"A": named("B", "C", "D"), "D": named("E", "E")},
		fails:    map[string]error{"C": fmt.Errorf("wrapped: %w", images.ErrSkipDesc)},
	}
	if err := images.Walk(context.Background(), f, named("A")...); err != nil {
		t.Fatal(err)
	}
	if want := "A B C D E E"; strings.Join(f.visited, " ") != want {
		t.Fatalf("visited %v, not %s", f.visited, want)
	}
}

// WALK-1 to WALK-3: a stop keeps the children before it, another error keeps none.
func TestAChainKeepsTheChildrenBeforeAStop(t *testing.T) {
	gives := func(err error, names ...string) images.Handler {
		return images.HandlerFunc(func(context.Context, ocispec.Descriptor) ([]ocispec.Descriptor, error) {
			return named(names...), err
		})
	}
	never := images.HandlerFunc(func(context.Context, ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		t.Error("called after the end of the chain")
		return nil, nil
	})
	stop := fmt.Errorf("wrapped: %w", images.ErrStopHandler)
	chain := images.Handlers(gives(nil, "A"), gives(stop, "B"), never)
	if found, err := chain(context.Background(), named("X")[0]); err != nil || !reflect.DeepEqual(found, named("A")) {
		t.Fatalf("%v, %v", found, err)
	}
	broken := errors.New("broken")
	for _, end := range []error{broken, images.ErrSkipDesc} {
		chain = images.Handlers(gives(nil, "A"), gives(end, "B"), never)
		if found, err := chain(context.Background(), named("X")[0]); !errors.Is(err, end) || found != nil {
			t.Fatalf("%v, %v", found, err)
		}
	}
}

// WALK-5, WALK-5a, WALK-5b: the first failure cancels the others, and comes out when they have ended.
func TestDispatchCancelsTheOthersAndWaitsForThem(t *testing.T) {
	broken, begun, ended := errors.New("broken"), make(chan struct{}), false
	handler := images.HandlerFunc(func(ctx context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		if desc.Annotations["name"] == "A" {
			<-begun
			return nil, broken
		}
		close(begun)
		<-ctx.Done()
		ended = true
		return nil, ctx.Err()
	})
	err := images.Dispatch(context.Background(), handler, nil, named("A", "B")...)
	if err != broken || !ended {
		t.Fatalf("%v, ended: %v", err, ended)
	}
}

// WALK-5d: the limit counts running handlers only.
func TestALimitIsNotHeldForChildren(t *testing.T) {
	f := &forest{children: map[string][]ocispec.Descriptor{"A": named("B", "C"), "B": named("D")}}
	if err := images.Dispatch(context.Background(), f, semaphore.NewWeighted(1), named("A")...); err != nil {
		t.Fatal(err)
	}
	if len(f.visited) != 4 {
		t.Fatalf("visited %v", f.visited)
	}
}

// WALK-7 to WALK-10, of documents in a content store.
func TestTheChildrenOfDocuments(t *testing.T) {
	const ref = `{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:` +
		`9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","size":4}`
	manifest, index := ocispec.MediaTypeImageManifest, ocispec.MediaTypeImageIndex
	for _, c := range []struct {
		mediaType, document string
		children            int
		fails               bool
	}{
		{manifest, `{"config":` + ref + `,"layers":[` + ref + `,` + ref + `]}`, 3, false},
		{manifest, `{"mediaType":"text/plain","config":` + ref + `,"layers":[]}`, 1, false},
		{manifest, `{"layers":[` + ref + `]}`, 2, false}, // the first one is empty
		{manifest, `{"config":` + ref + `,"manifests":[` + ref + `]}`, 0, true},
		{manifest, `{"mediaType":"` + index + `","config":` + ref + `,"layers":[]}`, 0, true},
		{manifest, `{"config":` + ref + `,"fsLayers":[{}]}`, 0, true},
		{index, `{"manifests":[` + ref + `]}`, 1, false},
		{index, `{"manifests":[` + ref + `],"config":` + ref + `}`, 0, true},
		{index, `{"manifests":[` + ref + `],"layers":[` + ref + `]}`, 0, true},
		{index, `{"mediaType":"` + manifest + `","manifests":[` + ref + `]}`, 0, true},
		{index, `{"manifests":[` + ref, 0, true},
		{manifest, ``, 0, true},
		{index, `{"manifests":[` + ref + `]}}`, 0, true},
		{ocispec.MediaTypeImageLayer, `no document`, 0, false},
		{"application/vnd.example+json", `no document`, 0, false},
	} {
		cs := store(t)
		desc := ocispec.Descriptor{
			MediaType: c.mediaType, Digest: digest.FromString(c.document), Size: int64(len(c.document)),
		}
		if c.document != "" {
			err := content.WriteBlob(context.Background(), cs, "ref", strings.NewReader(c.document), desc)
			if err != nil {
				t.Fatal(err)
			}
		}
		found, err := images.ChildrenHandler(cs)(context.Background(), desc)
		if (err != nil) != c.fails || len(found) != c.children {
			t.Errorf("%s of %s: %d children, error %v", c.mediaType, c.document, len(found), err)
		}
	}
	_, err := images.ChildrenHandler(store(t))(context.Background(), ocispec.Descriptor{
		MediaType: manifest, Digest: digest.FromString("missing"), Size: 7,
	})
	if !errdefs.IsNotFound(err) {
		t.Errorf("missing: %v", err)
	}
}

// A fault, against WALK-5b: if the caller gives up while Dispatch waits for its limit, it comes back at
// once, though a handler still runs.
func TestDispatchLeavesAHandlerRunningIfTheCallerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	release, done := make(chan struct{}), make(chan struct{})
	handler := images.HandlerFunc(func(context.Context, ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		cancel()
		<-release
		close(done)
		return nil, nil
	})
	err := images.Dispatch(ctx, handler, semaphore.NewWeighted(1), named("A", "B")...)
	select {
	case <-done:
		t.Fatal("no handler runs any more: the fault is gone")
	case <-time.After(10 * time.Millisecond):
	}
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	close(release)
	<-done
}

// The same fault, if a handler fails: the dispatch of the children of another one, which waits for the
// limit, does not wait for the child that it has begun.
func TestDispatchLeavesAHandlerRunningIfAnotherFails(t *testing.T) {
	broken, begun := errors.New("broken"), make(chan struct{})
	release, done := make(chan struct{}), make(chan struct{})
	handler := images.HandlerFunc(func(_ context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		switch desc.Annotations["name"] {
		case "A": // it holds one of two, which the second child of B gets
			<-begun
			return nil, broken
		case "B":
			return named("C", "D", "E"), nil
		case "C":
			close(begun)
			<-release
			close(done)
		case "D":
			<-release
		}
		return nil, nil
	})
	err := images.Dispatch(context.Background(), handler, semaphore.NewWeighted(2), named("A", "B")...)
	select {
	case <-done:
		t.Fatal("no handler runs any more: the fault is gone")
	case <-time.After(10 * time.Millisecond):
	}
	if err != broken {
		t.Fatal(err)
	}
	close(release)
	<-done
}

// A nested tree of A with children B and C, and B with D and E. D fails when C has begun; E runs until it is
// released; elsewhere is what C does.
func nested(release <-chan struct{}, broken error, elsewhere func(context.Context) error) images.Handler {
	begun, failed := make(chan struct{}), make(chan struct{})
	return images.HandlerFunc(func(ctx context.Context, desc ocispec.Descriptor) ([]ocispec.Descriptor, error) {
		switch desc.Annotations["name"] {
		case "A":
			return named("B", "C"), nil
		case "B":
			return named("D", "E"), nil
		case "C":
			close(begun)
			<-failed
			return nil, elsewhere(ctx)
		case "D":
			<-begun
			return nil, broken
		case "E":
			<-ctx.Done() // D has failed, and its list is cancelled
			close(failed)
			<-release
		}
		return nil, nil
	})
}

// A fault, against WALK-5a: a failure among children cancels the rest of the tree only when its siblings have ended.
func TestAFailureAmongChildrenDoesNotCancelTheRestOfTheTree(t *testing.T) {
	release, broken := make(chan struct{}), errors.New("broken")
	handler := nested(release, broken, func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			t.Error("it is cancelled: the fault is gone")
		case <-time.After(10 * time.Millisecond):
		}
		close(release)
		<-ctx.Done() // it is now
		return nil
	})
	if err := images.Dispatch(context.Background(), handler, nil, named("A")...); err != broken {
		t.Fatal(err)
	}
}

// The same fault: a failure that comes later, elsewhere in the tree, is what comes out.
func TestALaterFailureElsewhereComesOut(t *testing.T) {
	release, broken, later := make(chan struct{}), errors.New("broken"), errors.New("later")
	handler := nested(release, broken, func(context.Context) error {
		time.AfterFunc(10*time.Millisecond, func() { close(release) })
		return later
	})
	if err := images.Dispatch(context.Background(), handler, nil, named("A")...); err != later {
		t.Fatal(err)
	}
}
