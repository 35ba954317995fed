package main

import (
	"fmt"
	"io"
)

// A source is a reader that the harness plays. By itself it can read and close: containerd looks for
// io.Seeker, io.ReaderAt and io.WriterTo, and must find only what the harness offers.
type source struct {
	w          *world
	task, name string
}

// seeking and readingAt are the further capabilities, to be embedded beside a source.
type (
	seeking   struct{ from *source }
	readingAt struct{ from *source }
)

// capabilities are what the harness says that a source can do.
type capabilities struct{ seek, readAt bool }

func can(words []string) (c capabilities) {
	for _, word := range words {
		c.seek = c.seek || word == "seek"
		c.readAt = c.readAt || word == "read_at"
	}
	return c
}

// that gives the source in a type with exactly these capabilities.
func (s *source) that(words []string) io.ReadCloser {
	switch can(words) {
	case capabilities{seek: true, readAt: true}:
		return struct {
			*source
			seeking
			readingAt
		}{s, seeking{s}, readingAt{s}}
	case capabilities{seek: true}:
		return struct {
			*source
			seeking
		}{s, seeking{s}}
	case capabilities{readAt: true}:
		return struct {
			*source
			readingAt
		}{s, readingAt{s}}
	default:
		return s
	}
}

func (s *source) ask(op string, limit int, with arguments) (result, error) {
	return s.w.ask(op, s.task, limit, with.text("reader", s.name))
}

func (s *source) Read(p []byte) (int, error) {
	return taken(p)(s.ask("Read", len(p), arguments{}.number("n", int64(len(p)))))
}

func (s *source) Close() error {
	_, err := s.ask("r.Close", 0, arguments{})
	return err
}

func (s seeking) Seek(offset int64, whence int) (int64, error) {
	words := map[int]string{io.SeekStart: "start", io.SeekCurrent: "current", io.SeekEnd: "end"}
	word, ok := words[whence]
	if !ok {
		return 0, fmt.Errorf("seek: no such whence: %d", whence)
	}
	given, err := s.from.ask("Seek", 0, arguments{}.number("offset", offset).text("whence", word))
	return given.Offset, err
}

func (r readingAt) ReadAt(p []byte, offset int64) (int, error) {
	return filled(p, func(rest []byte, done int64) (int, error) {
		return taken(rest)(r.from.ask("ReadAt", len(rest), arguments{}.
			number("offset", offset+done).number("n", int64(len(rest)))))
	})
}

// taken puts the bytes of a reply into p. The end comes together with the last bytes, as it may in Go.
func taken(p []byte) func(result, error) (int, error) {
	return func(given result, err error) (int, error) {
		n := copy(p, given.Data)
		if err == nil && given.End {
			err = io.EOF
		}
		return n, err
	}
}

// filled reads until p is full: an io.ReaderAt that gives less must say why, with an error.
func filled(p []byte, read func(rest []byte, done int64) (int, error)) (int, error) {
	done := 0
	for done < len(p) {
		n, err := read(p[done:], int64(done))
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}
