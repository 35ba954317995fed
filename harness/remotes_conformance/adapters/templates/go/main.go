// An adapter for remotes-conformance, and what it judges: replace the handlers in handlers.go with calls of
// your code. Each call runs in a goroutine of its own; its calls of collaborators go to the harness as JSON lines.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"time"
)

type object = map[string]any

type command struct {
	Do, Task, Kind string
	World          int64
	Until          time.Duration
	Call           int
	Descriptor     descriptor
	Cancelled      bool
	Cancel         []string
	Result         object
	Error          *remoteError
}

// A remoteError is an error that the harness gave: it is reported with its class and its identity.
type remoteError struct{ Kind, ID, Message string }

func (e *remoteError) Error() string { return e.Message }

// What a task waits for: the answer to a call, or the end of a wait.
type answer struct {
	result    object
	err       error
	cancelled bool
}

// A task is one call of a handler, and the context that it hands to collaborators.
type task struct {
	name      string
	world     *world
	cancelled bool
	fields    object
	resume    chan answer
	due       time.Duration // when its wait ends; -1: it does not wait
}

// A world runs one task at a time: the others are parked, so that no lock is needed.
type world struct {
	now     time.Duration
	made    int
	calls   []object
	returns []object
	logs    []object
	parked  map[int]*task
	tasks   map[string]*task
	settled chan bool
}

func (t *task) park() answer {
	t.world.settled <- true
	return <-t.resume
}

// ask makes one call of a collaborator.
func (t *task) ask(op string, arguments object) (object, error) {
	w := t.world
	w.made++
	call := object{"call": w.made, "op": op, "task": t.name}
	for name, value := range arguments {
		call[name] = value
	}
	w.calls, w.parked[w.made] = append(w.calls, call), t
	got := t.park()
	return got.result, got.err
}

// wait returns true as soon as the caller has given up, and false when the time has passed.
func (t *task) wait(d time.Duration) bool {
	if t.cancelled {
		return true
	}
	t.due = t.world.now + d
	return t.park().cancelled
}

// context is what a collaborator finds in the context that it is given.
func (t *task) context() object {
	return object{"task": t.name, "cancelled": t.cancelled, "fields": t.fields}
}

func (t *task) log(level, message string) {
	t.world.logs = append(t.world.logs, object{"task": t.name, "level": level, "message": message, "fields": t.fields})
}

func (t *task) run(c command) {
	ended := object{"task": t.name, "ok": true, "children": 0}
	switch c.Kind {
	case "key":
		ended = object{"task": t.name, "key": makeRefKey(t, c.Descriptor)}
	case "fetch":
		ended["error"] = reported(fetch(t, c.Descriptor))
	case "push":
		ended["error"] = reported(push(t, c.Descriptor))
	}
	t.world.returns = append(t.world.returns, ended)
	t.world.settled <- true
}

func (w *world) resume(t *task, a answer) {
	t.due = -1
	t.resume <- a
	<-w.settled
}

func (w *world) obey(c command) {
	for _, name := range c.Cancel {
		if t := w.tasks[name]; t != nil && !t.cancelled {
			t.cancelled = true
			if t.due >= 0 {
				w.resume(t, answer{cancelled: true})
			}
		}
	}
	switch c.Do {
	case "start":
		t := &task{name: c.Task, world: w, cancelled: c.Cancelled, fields: object{}, resume: make(chan answer), due: -1}
		w.tasks[c.Task] = t
		go t.run(c)
		<-w.settled
	case "reply":
		t := w.parked[c.Call]
		delete(w.parked, c.Call)
		var err error
		if c.Error != nil {
			err = c.Error
		}
		w.resume(t, answer{result: c.Result, err: err})
	case "advance":
		w.advance(c.Until)
	}
}

// advance lets the clock go on to the next wait that ends, at the latest to until.
func (w *world) advance(until time.Duration) {
	if len(w.calls)+len(w.returns) > 0 {
		return // something has happened: it is reported first
	}
	var next *task
	for _, t := range w.tasks {
		if t.due >= 0 && t.due <= until && (next == nil || t.due < next.due || t.due == next.due && t.name < next.name) {
			next = t
		}
	}
	if next == nil {
		w.now = until
		return
	}
	w.now = next.due
	w.resume(next, answer{})
}

func main() {
	in, out := bufio.NewReader(os.NewFile(3, "commands")), json.NewEncoder(os.NewFile(4, "answers"))
	var w *world
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return // the harness has closed its end
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			log.Fatal(err)
		}
		if c.Do == "describe" {
			err = out.Encode(object{"protocol": 1, "implementation": "mine", "version": "0", "language": "go", "issues": "",
				"editions": []string{"2017-06"}, "capabilities": []string{"make_ref_key", "fetch", "push", "virtual-time"}})
		} else {
			if c.Do == "begin" {
				w = &world{parked: map[int]*task{}, tasks: map[string]*task{}, settled: make(chan bool)}
			}
			w.calls, w.returns, w.logs = []object{}, []object{}, []object{}
			w.obey(c)
			err = out.Encode(object{"world": c.World, "now": w.now, "calls": w.calls, "returns": w.returns, "logs": w.logs})
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}
