package confirm

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/containerd/containerd/content/local"
	"github.com/opencontainers/go-digest"
)

// TestACommitSyncsNoFolder runs this program under strace (Debian's package strace): after the rename that makes
// content visible, no folder is synced, and none was before.
func TestACommitSyncsNoFolder(t *testing.T) {
	if folder := os.Getenv("COMMIT_IN"); folder != "" {
		store, err := local.NewStore(folder)
		must(t, err)
		commit(t, store, "traced")
		return
	}
	folder := t.TempDir()
	traced := exec.Command("strace", "-f", "-y", "-q", "-e", "signal=none",
		"-e", "trace=fsync,fdatasync,sync,syncfs,?rename,?renameat,?renameat2",
		os.Args[0], "-test.run", "^TestACommitSyncsNoFolder$")
	traced.Env = append(os.Environ(), "COMMIT_IN="+folder)
	shown, err := traced.CombinedOutput()
	if err != nil {
		t.Fatal(err, string(shown))
	}
	if !regexp.MustCompile(`rename.*/data.*blobs/sha256/`).Match(shown) {
		t.Fatal("nothing was renamed: ", string(shown))
	}
	for _, sync := range regexp.MustCompile(`(?m)(fsync|fdatasync|sync|syncfs)\(.*$`).FindAll(shown, -1) {
		if !bytes.Contains(sync, []byte("/data>")) {
			t.Fatal("it syncs more than the file of the ingest: ", string(sync))
		}
	}
}

func TestAnIngestOfZerosIsCommittedWithoutADigest(t *testing.T) {
	folder := t.TempDir()
	store, err := local.NewStore(folder)
	must(t, err)
	first := writer(t, store, "cut", "")
	_, err = first.Write(text)
	must(t, err)
	must(t, first.Close())
	// This is what a power cut may leave of bytes that were not synced.
	found, err := filepath.Glob(filepath.Join(folder, "ingest", "*", "data"))
	must(t, err)
	zeros := make([]byte, len(text))
	must(t, os.WriteFile(found[0], zeros, 0o666))
	again, err := local.NewStore(folder)
	must(t, err)
	must(t, writer(t, again, "cut", "").Commit(ctx, 0, ""))
	if _, err := again.Info(ctx, digest.FromBytes(zeros)); err != nil {
		t.Fatal(err)
	}
}
