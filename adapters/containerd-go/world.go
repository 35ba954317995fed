package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"sort"
	"sync"
)

// A world is one run: its tasks, the calls in which they are parked, and what happened this turn.
type world struct {
	number   int64
	began    int64
	tasks    map[string]*task
	handlers map[handlerName]handler
	parked   map[int64]*call
	made     int64

	// stir is filled when a handler parks or returns, to stop the clock.
	stir chan struct{}

	mu      sync.Mutex // handlers append to these
	calls   []*call
	returns []returned
	logs    []logged
}

func newWorld(number, seed int64) *world {
	// containerd draws its waits from the global source, which would otherwise run on from world
	// to world: a replay in a fresh process would differ.
	rand.Seed(seed)
	return &world{
		number:   number,
		began:    faketime,
		tasks:    map[string]*task{},
		handlers: map[handlerName]handler{},
		parked:   map[int64]*call{},
		stir:     make(chan struct{}, 1),
	}
}

func (w *world) now() int64 { return faketime - w.began }

// obey does what a command says, up to the point where the handlers can go on.
func (w *world) obey(c command) error {
	for _, name := range c.Cancel {
		task := w.tasks[name]
		if task == nil {
			return fmt.Errorf("there is no task %q to cancel", name)
		}
		task.cancel()
	}
	if len(c.Cancel) > 0 {
		settle() // whoever was waiting gets to see it first
	}
	switch c.Do {
	case "start":
		return w.start(c)
	case "reply":
		return w.reply(c)
	case "advance":
		return nil
	case "end":
		for _, task := range w.tasks {
			task.cancel()
		}
		return nil
	default:
		return fmt.Errorf("no such command")
	}
}

// pass lets the clock go on, unless there is something to tell.
func (w *world) pass(until int64) {
	left := until - w.now()
	if left <= 0 {
		return
	}
	settle()
	w.mu.Lock()
	news := len(w.calls)+len(w.returns)+len(w.logs) > 0
	w.mu.Unlock()
	if !news {
		untilStirred(w.stir, left)
	}
}

// stirred is called by a handler that has parked or returned.
func (w *world) stirred() {
	select {
	case w.stir <- struct{}{}:
	default:
	}
}

// turn waits until all handlers have gone as far as they can, and tells what is new.
//
// Handlers that were due at the same instant went on in an order that depends on what the process
// did before; the answer names them in the order of their start, and those of one task in the order
// of what they ask for, so that equal worlds look equal.
func (w *world) turn() answer {
	settle()
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.stir:
	default:
	}
	sort.SliceStable(w.calls, func(i, j int) bool {
		a, b := w.calls[i], w.calls[j]
		switch {
		case a.task != b.task:
			return w.before(a.task, b.task)
		case a.op != b.op:
			return a.op < b.op
		default: // of handlers side by side
			return bytes.Compare(a.with, b.with) < 0
		}
	})
	sort.SliceStable(w.returns, func(i, j int) bool { return w.before(w.returns[i].Task, w.returns[j].Task) })
	sort.SliceStable(w.logs, func(i, j int) bool { return w.before(w.logs[i].Task, w.logs[j].Task) })

	for _, c := range w.calls {
		w.made++
		c.number = w.made
		w.parked[c.number] = c
	}
	said := answer{w.number, w.now(), w.calls, w.returns, w.logs, w.changed()}
	w.calls, w.returns, w.logs = nil, nil, nil
	return said
}

// before says whether task a was started before task b; calls of nobody come last.
func (w *world) before(a, b string) bool {
	first, second := w.tasks[a], w.tasks[b]
	return first != nil && (second == nil || first.order < second.order)
}
