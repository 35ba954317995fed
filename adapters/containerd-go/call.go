package main

import (
	"bytes"
	"context"
	"fmt"
	"sort"

	"github.com/containerd/containerd/log"
)

// A call is parked from the moment a handler makes it until the harness replies.
type call struct {
	number   int64
	op, task string
	with     arguments
	limit    int // bytes asked for
	reply    chan command

	// A Write holds the handler's own buffer until it is answered, and what was reported of it.
	buffer, reported []byte
}

// ask parks the calling handler until the harness has answered for the collaborator.
func (w *world) ask(op, task string, limit int, with arguments) (result, error) {
	return w.park(&call{op: op, task: task, with: with, limit: limit})
}

// park makes c, and waits for its answer.
func (w *world) park(c *call) (result, error) {
	c.reply = make(chan command, 1)
	w.mu.Lock()
	w.calls = append(w.calls, c)
	w.mu.Unlock()
	w.stirred()

	reply := <-c.reply
	var given result
	if reply.Result != nil {
		given = *reply.Result
	}
	return given, w.raise(c.task, reply.Error)
}

// reply hands an answer to the handler that waits for it.
func (w *world) reply(c command) error {
	waiting := w.parked[c.Call]
	if waiting == nil {
		return fmt.Errorf("no call is parked under the number %d", c.Call)
	}
	if err := waiting.accepts(c); err != nil {
		return fmt.Errorf("%s: %w", waiting.op, err)
	}
	delete(w.parked, c.Call)
	waiting.reply <- c
	return nil
}

// accepts refuses a reply that no collaborator in Go could give, before a handler gets to see it.
func (c *call) accepts(reply command) error {
	var given result
	if reply.Result != nil {
		given = *reply.Result
	}
	switch e := reply.Error; {
	case e != nil && !known(e.Kind):
		return fmt.Errorf("no such kind of error: %q", e.Kind)
	case e == nil && reply.Result == nil:
		return fmt.Errorf("neither a result nor an error")
	case e == nil && (c.op == "Writer" || c.op == "Push") && given.Writer == "":
		return fmt.Errorf("no writer")
	case e == nil && (c.op == "Fetch" || c.op == "Reader") && given.Reader == "":
		return fmt.Errorf("no reader")
	case e == nil && c.op == "Handle" && given.Visit == "":
		return fmt.Errorf("no visit")
	case len(given.Data) > c.limit:
		return fmt.Errorf("more bytes than the %d asked for", c.limit)
	}
	return nil
}

// changed tells of each Write that waits for its answer, and whose buffer the handlers have changed
// since it was reported: one that several copies use, or that was given back too early.
func (w *world) changed() (changes []*call) {
	for _, c := range w.parked {
		if !bytes.Equal(c.buffer, c.reported) {
			c.reported = append([]byte(nil), c.buffer...)
			changes = append(changes, c)
		}
	}
	sort.Slice(changes, func(i, j int) bool { return changes[i].number < changes[j].number })
	return changes
}

// seen is what a collaborator finds in the context that it is called with.
func seen(ctx context.Context) (task string, found arguments) {
	task, _ = ctx.Value(taskName{}).(string)
	return task, arguments{}.text("task", task).truth("cancelled", ctx.Err() != nil).
		fields("fields", log.G(ctx).Data)
}
