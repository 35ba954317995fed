// Puts the store in store.go behind the command door of remotes-conformance (docs/protocol.md, "Content stores"):
// replace the calls of Store with calls of your own.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
)

type object = map[string]any

var introduction = object{
	"protocol": 1, "implementation": "go-store", "version": "0.1.0", "language": "go",
	"capabilities": []string{"store", "abort", "info", "delete", "walk", "read_at", "folder"},
	"issues":       "",
}

type command struct {
	Do, Folder, Op, Writer, Reader, Ref, Digest string
	Store                                       int
	Call, Size, Offset, N                       int64
	Data                                        []byte
}

// opened is a store, and what was opened of it, by the names that the harness was given.
type opened struct {
	store   *Store
	writers map[string]*Writer
	readers map[string]*Reader
}

func main() {
	// Commands come on descriptor 3, answers go to descriptor 4; at the end of file there are no more.
	commands, answers := bufio.NewReader(os.NewFile(3, "commands")), json.NewEncoder(os.NewFile(4, "answers"))
	for stores := map[int]*opened{}; ; {
		line, err := commands.ReadBytes('\n')
		if err != nil {
			return
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(answerTo(&c, stores)); err != nil {
			log.Fatal(err)
		}
	}
}

func answerTo(c *command, stores map[int]*opened) object {
	switch c.Do {
	case "describe":
		return introduction
	case "open":
		store, err := NewStore(c.Folder)
		if err != nil {
			return object{"error": err.Error()}
		}
		stores[c.Store] = &opened{store, map[string]*Writer{}, map[string]*Reader{}}
		return object{"store": c.Store}
	case "close":
		for _, writer := range stores[c.Store].writers {
			writer.Close()
		}
		for _, reader := range stores[c.Store].readers {
			reader.Close()
		}
		delete(stores, c.Store)
		return object{"store": c.Store}
	case "call":
		result, err := stores[c.Store].call(c)
		if err == nil {
			return object{"call": c.Call, "result": result}
		}
		kind, known := "other", &Error{}
		if errors.As(err, &known) {
			kind = known.Kind
		}
		return object{"call": c.Call, "error": object{"kind": kind, "message": err.Error()}}
	}
	return object{"error": "a store has no command " + c.Do}
}

func (o *opened) call(c *command) (object, error) {
	switch c.Op {
	case "Writer":
		writer, err := o.store.Writer(c.Ref, c.Size, c.Digest)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint("w", len(o.writers)+1)
		o.writers[name] = writer
		return object{"writer": name}, nil
	case "Reader":
		reader, err := o.store.Reader(c.Digest)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint("r", len(o.readers)+1)
		o.readers[name] = reader
		return object{"reader": name}, nil
	case "Abort":
		return object{}, o.store.Abort(c.Ref)
	case "Delete":
		return object{}, o.store.Delete(c.Digest)
	case "Info":
		info, err := o.store.Info(c.Digest)
		return object{"size": info.Size, "created": info.Created.UnixNano()}, err
	case "Walk":
		contents := []object{}
		err := o.store.Walk(func(info Info) {
			contents = append(contents, object{"digest": info.Digest, "size": info.Size})
		})
		return object{"contents": contents}, err
	}
	if reader := o.readers[c.Reader]; reader != nil {
		return reading(reader, c)
	}
	return writing(o.writers[c.Writer], c)
}

func reading(reader *Reader, c *command) (object, error) {
	switch c.Op {
	case "Read":
		data, err := reader.Read(c.N)
		return object{"data": data}, err
	case "ReadAt":
		data, err := reader.ReadAt(c.Offset, c.N)
		return object{"data": data}, err
	}
	return object{}, reader.Close()
}

func writing(writer *Writer, c *command) (object, error) {
	switch c.Op {
	case "Write":
		n, err := writer.Write(c.Data)
		for i := range c.Data {
			c.Data[i] = '~' // a store that keeps the buffer, and not its bytes, will find others in it
		}
		return object{"n": n}, err
	case "Status":
		s, err := writer.Status()
		return object{
			"ref": s.Ref, "offset": s.Offset, "total": s.Total, "expected": s.Expected,
			"started": s.Started.UnixNano(), "updated": s.Updated.UnixNano(),
		}, err
	case "Truncate":
		return object{}, writer.Truncate(c.Size)
	case "Commit":
		return object{}, writer.Commit(c.Size, c.Digest)
	}
	return object{}, writer.Close()
}
