package main

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Status is that of an ingest.
type Status struct {
	Ref, Expected    string
	Offset, Total    int64
	Started, Updated time.Time
}

// meta.json holds the time at which an ingest was begun, and how many bytes of its data are synced.
type meta struct {
	Started time.Time
	Synced  int64
}

// A Writer is an open ingest. `file` is nil: committed or closed.
type Writer struct {
	store  *Store
	folder string
	file   *os.File
	status Status
	meta   meta
}

func openWriter(s *Store, ref string, size int64, digest string) (*Writer, error) {
	w := &Writer{store: s, folder: s.ingest(ref), status: Status{Ref: ref, Expected: digest, Total: size}}
	if err := os.MkdirAll(w.folder, 0o777); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(w.folder, "data"), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	text, _ := os.ReadFile(filepath.Join(w.folder, "meta.json"))
	if json.Unmarshal(text, &w.meta) != nil {
		w.meta = meta{Started: time.Now()} // a process that was killed has left nothing, or a part of it
	}
	w.file, w.status.Started, w.status.Updated = file, w.meta.Started, time.Now()
	if w.status.Updated.Before(w.status.Started) {
		w.status.Updated = w.status.Started
	}
	// After a power cut, bytes that were not synced may be there as zeros: they are forgotten.
	stat, err := file.Stat()
	if err == nil && stat.Size() < w.meta.Synced {
		w.meta.Synced = stat.Size()
	}
	if err == nil {
		err = file.Truncate(w.meta.Synced)
	}
	w.status.Offset = w.meta.Synced
	if err == nil {
		err = w.save()
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

// save notes that the bytes up to the offset are synced. If the disk is full, what was there before stays.
func (w *Writer) save() error {
	w.meta.Synced = w.status.Offset
	text, err := json.Marshal(w.meta)
	if err != nil {
		return err
	}
	path := filepath.Join(w.folder, "meta.json")
	if err := os.WriteFile(path+".new", text, 0o666); err != nil {
		return err
	}
	if err := synced(path + ".new"); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// sync makes all bytes durable. If that fails, they may be lost even if the next sync succeeds: so those that were
// not synced before are forgotten, and the caller writes them again.
func (w *Writer) sync() error {
	err := w.file.Sync()
	if err != nil {
		w.status.Offset = w.meta.Synced
		w.file.Truncate(w.meta.Synced)
	}
	return err
}

func (w *Writer) use() (unlock func(), err error) {
	w.store.lock.Lock()
	if w.file == nil {
		err = failed("failed_precondition", "the writer is closed")
	}
	return w.store.lock.Unlock, err
}

// Write puts the content behind what is there.
func (w *Writer) Write(content []byte) (int, error) {
	unlock, err := w.use()
	defer unlock()
	if err != nil {
		return 0, err
	}
	n, err := w.file.WriteAt(content, w.status.Offset)
	if info, failure := w.file.Stat(); err != nil && failure == nil {
		n = int(info.Size() - w.status.Offset) // WriteAt does not count what it wrote before it failed
	}
	w.status.Offset += int64(n)
	w.status.Updated = time.Now()
	return n, err
}

// Status returns how far the ingest is.
func (w *Writer) Status() (Status, error) {
	unlock, err := w.use()
	defer unlock()
	return w.status, err
}

// Truncate empties the ingest: `size` is 0.
func (w *Writer) Truncate(size int64) error {
	unlock, err := w.use()
	defer unlock()
	if err != nil {
		return err
	}
	if size != 0 {
		return failed("invalid_argument", "truncated to %d, and not to 0", size)
	}
	if err := w.file.Truncate(0); err != nil {
		return err
	}
	w.status.Offset = 0
	return w.save()
}

// Commit makes content of the ingest. `size` 0 and `expected` "": any.
func (w *Writer) Commit(size int64, expected string) error {
	unlock, err := w.use()
	defer unlock()
	if err != nil {
		return err
	}
	algorithm := "sha256"
	if expected != "" {
		if algorithm, _, err = parsed(expected); err != nil {
			return err
		}
	}
	if size > 0 && size != w.status.Offset {
		return failed("failed_precondition", "%d bytes were written, not %d", w.status.Offset, size)
	}
	hashed := algorithms[algorithm]()
	if _, err := io.Copy(hashed, io.NewSectionReader(w.file, 0, w.status.Offset)); err != nil {
		return err
	}
	digest := algorithm + ":" + hex.EncodeToString(hashed.Sum(nil))
	if expected != "" && digest != expected {
		return failed("failed_precondition", "the digest is %s, not %s", digest, expected)
	}
	there, err := w.store.exists(digest)
	if !there {
		err = w.publish(digest)
	}
	if err != nil {
		return err
	}
	w.end()
	os.RemoveAll(w.folder)
	if there {
		return failed("exists", "%s", digest)
	}
	return nil
}

func (w *Writer) publish(digest string) error {
	if err := w.sync(); err != nil {
		return err
	}
	path, _ := w.store.found(digest)
	if err := os.Rename(filepath.Join(w.folder, "data"), path); err != nil {
		return err
	}
	return synced(filepath.Dir(path))
}

func (w *Writer) end() {
	w.file.Close()
	w.file = nil
	if w.store.open[w.status.Ref] == w {
		delete(w.store.open, w.status.Ref)
	}
}

// Close keeps the ingest, and frees the ref.
func (w *Writer) Close() error {
	unlock, err := w.use()
	defer unlock()
	if err != nil {
		return nil
	}
	defer w.end()
	if w.status.Offset == w.meta.Synced {
		return nil
	}
	if err := w.sync(); err != nil {
		return err
	}
	return w.save()
}

// A Reader reads content.
type Reader struct {
	file   *os.File
	offset int64
}

// Read gives up to `size` bytes from where the reader stands.
func (r *Reader) Read(size int64) ([]byte, error) {
	content, err := r.ReadAt(r.offset, size)
	r.offset += int64(len(content))
	return content, err
}

// ReadAt gives up to `size` bytes from `offset` on: fewer at the end.
func (r *Reader) ReadAt(offset, size int64) ([]byte, error) {
	if offset < 0 || size < 0 {
		return nil, failed("invalid_argument", "a negative offset or size")
	}
	content, err := io.ReadAll(io.NewSectionReader(r.file, offset, size))
	return content, err
}

// Close closes it.
func (r *Reader) Close() error {
	r.file.Close()
	return nil
}
