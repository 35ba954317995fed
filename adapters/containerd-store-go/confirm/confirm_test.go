// Package confirm shows what the ledger of containerd's local store says, without the harness.
package confirm

import (
	"context"
	"crypto/sha512"
	"fmt"
	"testing"
	"time"

	"github.com/containerd/containerd/content"
	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/errdefs"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

var (
	ctx  = context.Background()
	text = []byte("abcdefghijkl")
)

func newStore(t *testing.T) content.Store {
	store, err := local.NewStore(t.TempDir())
	must(t, err)
	return store
}

func writer(t *testing.T, store content.Store, ref string, dgst digest.Digest) content.Writer {
	found, err := open(store, ref, dgst)
	must(t, err)
	t.Cleanup(func() { found.Close() })
	return found
}

func open(store content.Store, ref string, dgst digest.Digest) (content.Writer, error) {
	descriptor := ocispec.Descriptor{Size: int64(len(text)), Digest: dgst}
	return store.Writer(ctx, content.WithRef(ref), content.WithDescriptor(descriptor))
}

func commit(t *testing.T, store content.Store, ref string) {
	w := writer(t, store, ref, "")
	_, err := w.Write(text)
	must(t, err)
	must(t, w.Commit(ctx, 0, ""))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestALockedRefIsRefusedOnlyAfterHundredsOfMilliseconds(t *testing.T) {
	store, longest := newStore(t), time.Duration(0)
	writer(t, store, "held", "")
	for range [3]int{} {
		begun := time.Now()
		if _, err := open(store, "held", ""); !errdefs.IsUnavailable(err) {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > longest {
			longest = took
		}
	}
	if longest < 100*time.Millisecond {
		t.Fatal("it was refused after ", longest)
	}
}
func TestASecondCommitFreesTheRefOfAnotherWriter(t *testing.T) {
	store := newStore(t)
	first := writer(t, store, "twice", "")
	must(t, first.Close())
	writer(t, store, "twice", "")
	if err := first.Commit(ctx, 0, ""); !errdefs.IsFailedPrecondition(err) {
		t.Fatal(err)
	}
	writer(t, store, "twice", "") // the second one is still open
}

func TestStoresOfAProcessShareTheirLocks(t *testing.T) {
	writer(t, newStore(t), "one", "")
	if _, err := open(newStore(t), "one", ""); !errdefs.IsUnavailable(err) {
		t.Fatal(err)
	}
}

func TestAnOpenIngestIsAborted(t *testing.T) {
	store := newStore(t)
	w := writer(t, store, "aborted", "")
	must(t, store.Abort(ctx, "aborted"))
	_, err := w.Write(text)
	must(t, err)
	if w.Commit(ctx, 0, "") == nil {
		t.Fatal("what was aborted was committed")
	}
}

func TestAbortingAnUnknownRefIsASuccess(t *testing.T) {
	must(t, newStore(t).Abort(ctx, "never opened"))
}

func TestAbortingWhatWasCommittedIsASuccess(t *testing.T) {
	store := newStore(t)
	commit(t, store, "one")
	must(t, store.Abort(ctx, "one"))
	other := writer(t, store, "two", "")
	_, err := other.Write(text)
	must(t, err)
	if err := other.Commit(ctx, 0, ""); !errdefs.IsAlreadyExists(err) {
		t.Fatal(err)
	}
	must(t, store.Abort(ctx, "two"))
}

func TestDeletingUnknownContentIsASuccess(t *testing.T) {
	must(t, newStore(t).Delete(ctx, digest.FromBytes(text)))
}

func TestAnEmptyStoreCannotBeWalked(t *testing.T) {
	if newStore(t).Walk(ctx, func(content.Info) error { return nil }) == nil {
		t.Fatal("it was walked")
	}
}

func TestContentIsNotCommittedUnderItsSHA512(t *testing.T) {
	w := writer(t, newStore(t), "long", "")
	_, err := w.Write(text)
	must(t, err)
	right := digest.Digest(fmt.Sprintf("sha512:%x", sha512.Sum512(text)))
	if err := w.Commit(ctx, int64(len(text)), right); !errdefs.IsFailedPrecondition(err) {
		t.Fatal(err)
	}
}

func TestAWriteThatFailsIsCounted(t *testing.T) {
	w := writer(t, newStore(t), "counted", "")
	if w.Commit(ctx, 99, "") == nil {
		t.Fatal("it was committed")
	}
	if n, err := w.Write(text); err == nil || n != 0 {
		t.Fatal("it took ", n)
	}
	if status, _ := w.Status(); status.Offset != int64(len(text)) {
		t.Fatal("the offset is ", status.Offset)
	}
}

func TestAnIngestOpenedWithAnotherSizeIsReportedEmpty(t *testing.T) {
	store := newStore(t)
	first := writer(t, store, "grows", "")
	_, err := first.Write(text[:5])
	must(t, err)
	must(t, first.Close())
	descriptor := ocispec.Descriptor{Size: int64(len(text)) + 1}
	second, err := store.Writer(ctx, content.WithRef("grows"), content.WithDescriptor(descriptor))
	must(t, err)
	defer second.Close()
	status, err := second.Status()
	must(t, err)
	if status.Offset != 0 {
		t.Fatal("its offset is ", status.Offset)
	}
	_, err = second.Write(text[:3])
	must(t, err)
	if err := second.Commit(ctx, 3, ""); !errdefs.IsFailedPrecondition(err) {
		t.Fatal(err)
	}
}
