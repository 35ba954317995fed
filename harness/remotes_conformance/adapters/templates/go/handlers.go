package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"time"
)

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	URLs        []string          `json:"urls,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Platform    any               `json:"platform,omitempty"`
	Data        []byte            `json:"data,omitempty"`
}

const (
	schema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
	piece   = 256 * 1024
)

var kinds = map[string]string{
	"application/vnd.docker.distribution.manifest.v2+json":         "manifest",
	"application/vnd.oci.image.manifest.v1+json":                   "manifest",
	"application/vnd.docker.distribution.manifest.list.v2+json":    "index",
	"application/vnd.oci.image.index.v1+json":                      "index",
	"application/vnd.docker.image.rootfs.diff.tar":                 "layer",
	"application/vnd.docker.image.rootfs.diff.tar.gzip":            "layer",
	"application/vnd.oci.image.layer.v1.tar":                       "layer",
	"application/vnd.oci.image.layer.v1.tar+gzip":                  "layer",
	"application/vnd.oci.image.layer.nondistributable.v1.tar":      "layer",
	"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip": "layer",
	"application/vnd.docker.container.image.v1+json":               "config",
	"application/vnd.oci.image.config.v1+json":                     "config",
}

func makeRefKey(t *task, d descriptor) string {
	if kind, ok := kinds[d.MediaType]; ok {
		return kind + "-" + d.Digest
	}
	t.log("warning", "unknown media type "+d.MediaType)
	return "unknown-" + d.Digest
}

// is reports whether the error, or one that it wraps, is of that class.
func is(err error, kind string) bool {
	var found *remoteError
	return errors.As(err, &found) && found.Kind == kind
}

// reported is an error as the protocol carries it; nil stays nil.
func reported(err error) any {
	if err == nil {
		return nil
	}
	var found *remoteError
	if errors.As(err, &found) {
		return object{"kinds": []string{found.Kind}, "ids": []string{found.ID}, "message": err.Error()}
	}
	return object{"kinds": []string{}, "ids": []string{}, "message": err.Error()}
}

// about has the logger name the content in every message; what is the first.
func about(t *task, d descriptor, what string) {
	t.fields = object{"digest": d.Digest, "mediatype": d.MediaType, "size": d.Size}
	t.log("debug", what)
}

func fetch(t *task, d descriptor) error {
	if d.MediaType == schema1 {
		return fmt.Errorf("%s is not supported", d.MediaType)
	}
	about(t, d, "fetch")
	opened, err := openWriter(t, d)
	if err != nil {
		return unless("exists", err)
	}
	return copyFrom(t, d, opened["writer"], "Fetch", object{"descriptor": d, "ctx": t.context()})
}

func push(t *task, d descriptor) error {
	about(t, d, "push")
	opened, err := t.ask("Push", object{"descriptor": d, "ctx": t.context()})
	if err != nil {
		return unless("exists", err)
	}
	return copyFrom(t, d, opened["writer"], "Reader", object{"digest": d.Digest, "ctx": t.context()})
}

func unless(kind string, err error) error {
	if is(err, kind) {
		return nil
	}
	return err
}

// openWriter waits for as long as the ref is locked: only the caller can judge when that is too long.
func openWriter(t *task, d descriptor) (object, error) {
	ref, pause := makeRefKey(t, d), 16*time.Millisecond
	for {
		opened, err := t.ask("Writer", object{"ref": ref, "size": d.Size, "digest": d.Digest, "ctx": t.context()})
		if err == nil || !is(err, "locked") || t.wait(pause) {
			return opened, err
		}
		if pause *= 2; pause > 2048*time.Millisecond {
			pause = 2048 * time.Millisecond
		}
	}
}

// copyFrom opens a reader and copies from it; errors of closing do not matter any more.
func copyFrom(t *task, d descriptor, writer any, op string, arguments object) error {
	defer t.ask("w.Close", object{"writer": writer})
	opened, err := t.ask(op, arguments)
	if err != nil {
		return err
	}
	defer t.ask("r.Close", object{"reader": opened["reader"]})
	status, err := t.ask("Status", object{"writer": writer})
	if err != nil {
		return err
	}
	offset := int64(status["offset"].(float64))
	read, arguments := "Read", object{"reader": opened["reader"], "n": piece}
	if offset > 0 {
		switch {
		case can(opened, "seek"):
			at, err := t.ask("Seek", object{"reader": opened["reader"], "offset": offset, "whence": "start"})
			if err != nil {
				return err
			}
			if int64(at["offset"].(float64)) != offset {
				return fmt.Errorf("the source cannot seek to %d", offset)
			}
		case can(opened, "read_at") && d.Size > offset:
			read, arguments["offset"] = "ReadAt", offset
		default:
			if _, err := t.ask("Truncate", object{"writer": writer, "size": 0}); err != nil {
				return err
			}
		}
	}
	for ended := false; !ended; {
		got, failed := t.ask(read, arguments)
		data, _ := got["data"].(string)
		ended, _ = got["end"].(bool)
		if data != "" {
			content, _ := base64.StdEncoding.DecodeString(data)
			offset += int64(len(content))
			arguments["offset"] = offset
			taken, err := t.ask("Write", object{"writer": writer, "data": data})
			if err != nil {
				return err
			}
			if taken["n"].(float64) != float64(len(content)) {
				return fmt.Errorf("a short write: %v of %d bytes", taken["n"], len(content))
			}
		}
		if failed != nil {
			return failed
		}
	}
	if _, err = t.ask("Commit", object{"writer": writer, "size": d.Size, "digest": d.Digest}); err != nil {
		return unless("exists", fmt.Errorf("cannot commit ref %v: %w", status["ref"], err))
	}
	return nil
}

func can(opened object, what string) bool {
	names, _ := opened["can"].([]any)
	for _, name := range names {
		if name == what {
			return true
		}
	}
	return false
}
