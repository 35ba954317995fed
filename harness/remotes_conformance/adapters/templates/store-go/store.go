package main

// A content store in a folder: a file for each ingest, a file for each content, rename and fsync.
//
//	ingests/HASH OF THE REF/data, meta.json      what was written under a ref
//	blobs/ALGORITHM/HEX                          content, under its digest
//
// One process may open the folder. A lock is around each call.

import (
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// An Error has a class of the protocol.
type Error struct{ Kind, Message string }

func (e *Error) Error() string { return e.Message }

func failed(kind, format string, args ...any) error {
	return &Error{kind, fmt.Sprintf(format, args...)}
}

var algorithms = map[string]func() hash.Hash{"sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}

func parsed(digest string) (algorithm, encoded string, err error) {
	algorithm, encoded, _ = strings.Cut(digest, ":")
	known := algorithms[algorithm]
	if known == nil || len(encoded) != 2*known().Size() || strings.Trim(encoded, "0123456789abcdef") != "" {
		return "", "", failed("invalid_argument", "malformed digest %q", digest)
	}
	return algorithm, encoded, nil
}

// synced syncs a file, or the names in a folder.
func synced(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Sync()
}

// Info is about content.
type Info struct {
	Digest  string
	Size    int64
	Created time.Time
}

// A Store has its content and its ingests in a folder.
type Store struct {
	root string
	lock sync.Mutex
	open map[string]*Writer // by ref
}

// NewStore opens the store in a folder. Folders that a killed process has made may not be synced yet.
func NewStore(root string) (*Store, error) {
	for _, folder := range []string{"ingests", "blobs", "blobs/sha256", "blobs/sha384", "blobs/sha512"} {
		path := filepath.Join(root, folder)
		if err := os.MkdirAll(path, 0o777); err != nil {
			return nil, err
		}
		if err := synced(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	return &Store{root: root, open: map[string]*Writer{}}, nil
}

func (s *Store) ingest(ref string) string {
	return filepath.Join(s.root, "ingests", fmt.Sprintf("%x", sha256.Sum256([]byte(ref))))
}

func (s *Store) found(digest string) (path string, err error) {
	algorithm, encoded, err := parsed(digest)
	if err != nil {
		return "", err
	}
	path = filepath.Join(s.root, "blobs", algorithm, encoded)
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return path, failed("not_found", "%s", digest)
	}
	return path, nil
}

// exists syncs the name of content that is there: a caller who gets that answer does not write it again, and the
// process that committed it may have been killed before it could sync.
func (s *Store) exists(digest string) (bool, error) {
	path, err := s.found(digest)
	if _, isAbsent := err.(*Error); isAbsent {
		return false, nil
	}
	return true, synced(filepath.Dir(path))
}

// Writer opens the ingest of a ref. `size` 0 and `digest` "": not known.
func (s *Store) Writer(ref string, size int64, digest string) (*Writer, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if ref == "" {
		return nil, failed("invalid_argument", "the ref is empty")
	}
	if s.open[ref] != nil {
		return nil, failed("locked", "ref %s", ref)
	}
	if digest != "" {
		if _, _, err := parsed(digest); err != nil {
			return nil, err
		}
		if there, err := s.exists(digest); there {
			if err == nil {
				err = failed("exists", "%s", digest)
			}
			return nil, err
		}
	}
	writer, err := openWriter(s, ref, size, digest)
	if err == nil {
		s.open[ref] = writer
	}
	return writer, err
}

// Abort forgets the ingest of a ref.
func (s *Store) Abort(ref string) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.open[ref] != nil {
		return failed("locked", "ref %s", ref)
	}
	if _, err := os.Stat(filepath.Join(s.ingest(ref), "data")); os.IsNotExist(err) {
		return failed("not_found", "ref %s", ref)
	}
	return os.RemoveAll(s.ingest(ref))
}

// Reader opens content.
func (s *Store) Reader(digest string) (*Reader, error) {
	path, err := s.found(digest)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	return &Reader{file: file}, err
}

// Info returns size and time of content.
func (s *Store) Info(digest string) (Info, error) {
	path, err := s.found(digest)
	if err != nil {
		return Info{}, err
	}
	stat, err := os.Stat(path)
	if err != nil {
		return Info{}, err
	}
	return Info{digest, stat.Size(), stat.ModTime()}, nil
}

// Delete removes content; those who read it may go on.
func (s *Store) Delete(digest string) error {
	path, err := s.found(digest)
	if err != nil {
		return err
	}
	return os.Remove(path)
}

// Walk calls with all content.
func (s *Store) Walk(each func(Info)) error {
	for algorithm := range algorithms {
		names, err := os.ReadDir(filepath.Join(s.root, "blobs", algorithm))
		if err != nil {
			return err
		}
		for _, name := range names {
			if info, err := s.Info(algorithm + ":" + name.Name()); err == nil {
				each(info)
			}
		}
	}
	return nil
}
