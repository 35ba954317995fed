package main

import (
	"fmt"
	"io"
)

// provided is a source as a content.ReaderAt, the only kind of source that a provider has since 1.0.
type provided struct {
	*source
	io.ReaderAt
	size int64
}

func (p *provided) Size() int64 { return p.size }

// atAnyOffset finds a way to read a source from any offset, with no more than it can do: containerd
// may count on that, and must not be blamed for a source that goes forwards only.
func (s *source) atAnyOffset(words []string) io.ReaderAt {
	switch does := can(words); {
	case does.readAt:
		return readingAt{s}
	case does.seek:
		return &seekingFirst{source: s}
	default:
		return &remembering{source: s}
	}
}

// seekingFirst seeks wherever the next byte is not the one that is asked for.
type seekingFirst struct {
	*source
	position int64
}

func (s *seekingFirst) ReadAt(p []byte, offset int64) (int, error) {
	if offset != s.position {
		landed, err := seeking{s.source}.Seek(offset, io.SeekStart)
		if err != nil {
			return 0, err
		}
		s.position = landed
		if landed != offset {
			return 0, fmt.Errorf("seek to %d landed at %d", offset, landed)
		}
	}
	n, err := filled(p, func(rest []byte, _ int64) (int, error) { return s.Read(rest) })
	s.position += int64(n)
	return n, err
}

// remembering reads on, and keeps everything for the case that it is asked for once more.
type remembering struct {
	*source
	kept []byte
}

func (r *remembering) ReadAt(p []byte, offset int64) (int, error) {
	var err error
	for wanted := offset + int64(len(p)); int64(len(r.kept)) < wanted && err == nil; {
		piece := make([]byte, wanted-int64(len(r.kept)))
		var n int
		n, err = r.Read(piece)
		r.kept = append(r.kept, piece[:n]...)
	}
	if offset >= int64(len(r.kept)) {
		return 0, err
	}
	n := copy(p, r.kept[offset:])
	return n, err
}
