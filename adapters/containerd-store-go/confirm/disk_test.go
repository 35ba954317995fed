package confirm

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/containerd/containerd/content/local"
	"github.com/opencontainers/go-digest"
)

// TestAShortWriteIsCountedWhole lets no file grow beyond three bytes.
func TestAShortWriteIsCountedWhole(t *testing.T) {
	store := newStore(t)
	first := writer(t, store, "short", "")
	var before syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	signal.Ignore(syscall.SIGXFSZ)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 3, Max: before.Max}))
	n, err := first.Write(text)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
	if n != 3 || !errors.Is(err, syscall.EFBIG) {
		t.Fatal("it took ", n, ": ", err)
	}
	if status, _ := first.Status(); status.Offset != int64(len(text)) {
		t.Fatal("the offset is ", status.Offset)
	}
	must(t, first.Close())
	if status, _ := writer(t, store, "short", "").Status(); status.Offset != 3 {
		t.Fatal("the offset is ", status.Offset, ", when it is opened again")
	}
}

// TestAfterASyncThatFailedTheNextOneIsTrusted runs this program under strace, which lets the first sync of the bytes
// fail. The kernel may have dropped them then, and the next sync succeeds all the same.
func TestAfterASyncThatFailedTheNextOneIsTrusted(t *testing.T) {
	if folder := os.Getenv("SYNC_FAILS_IN"); folder != "" {
		runtime.LockOSThread() // strace counts the calls of each thread
		store, err := local.NewStore(folder)
		must(t, err)
		w := writer(t, store, "synced", "")
		_, err = w.Write(text)
		must(t, err)
		if err := w.Commit(ctx, 0, ""); !errors.Is(err, syscall.EIO) {
			t.Fatal("no sync has failed: ", err)
		}
		must(t, writer(t, store, "synced", "").Commit(ctx, 0, ""))
		return
	}
	folder, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	data := filepath.Join(folder, "ingest", digest.FromString("synced").Encoded(), "data")
	traced := exec.Command("strace", "-f", "-q", "-o", os.DevNull, "-P", data, "-e", "signal=none",
		"-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=1",
		os.Args[0], "-test.run", "^TestAfterASyncThatFailedTheNextOneIsTrusted$")
	traced.Env = append(os.Environ(), "SYNC_FAILS_IN="+folder)
	if shown, err := traced.CombinedOutput(); err != nil {
		t.Fatal(err, string(shown))
	}
}
