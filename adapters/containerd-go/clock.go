//go:build faketime

package main

import (
	"time"
	_ "unsafe" // for go:linkname
)

// faketime is the clock of a program that is built with the tag faketime: it stands still while any
// goroutine can run, and jumps to the next timer when none can.
//
//go:linkname faketime runtime.faketime
var faketime int64

// settle returns when no goroutine can go on without the clock: each waits for the harness or for
// a timer of its own.
//
// The clock moves only when nothing else can, so the end of a sleep of one nanosecond is proof of
// that. The nanosecond is taken back, or each turn would shift all timers that are set later against
// those set earlier, and no wait would be exact.
//
// One thing can have seen it: a timer, of whatever length, that is due within that nanosecond. It
// goes off, and its handler goes on, before a cancellation that the harness sends for just this
// moment. So whoever gives up one nanosecond before a wait is over may come too late; a microsecond
// before, nobody does.
func settle() {
	now := faketime
	time.Sleep(1)
	faketime = now
}

// untilStirred lets the clock go on until something stirs, for at most d nanoseconds.
func untilStirred(stir <-chan struct{}, d int64) {
	limit := time.NewTimer(time.Duration(d))
	defer limit.Stop()
	select {
	case <-stir:
	case <-limit.C:
	}
}
