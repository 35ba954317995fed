package main

import (
	"context"
	"os"
	"reflect"
	"runtime"
	"testing"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

func TestMain(m *testing.M) {
	runtime.GOMAXPROCS(1)
	os.Exit(m.Run())
}

// patient asks for a writer, then after each of the waits once more.
func patient(w *world, waits ...time.Duration) handler {
	return func(ctx context.Context, desc ocispec.Descriptor) (returned, error) {
		for _, wait := range append(waits, 0) {
			if _, err := (ingester{w}).Writer(ctx); err != nil {
				return returned{}, err
			}
			if wait > 0 {
				<-time.After(wait)
			}
		}
		return returned{OK: true}, nil
	}
}

func ladder() (waits []time.Duration) {
	for bound := 16 * time.Millisecond; bound <= 2048*time.Millisecond; bound *= 2 {
		waits = append(waits, bound)
	}
	return waits
}

// play answers all calls at once, with idle turns in between, and notes when each was made.
func play(t *testing.T, a *adapter, tasks, idle int) map[string][]int64 {
	t.Helper()
	made := map[string][]int64{}
	said := func(c command) answer {
		c.World = a.world.number
		if err := a.world.obey(c); err != nil {
			t.Fatal(err)
		}
		a.world.pass(c.Until)
		return a.world.turn()
	}
	var waiting []int64
	ended := 0
	note := func(turn answer) {
		for _, c := range turn.Calls {
			made[c.task] = append(made[c.task], turn.Now)
			waiting = append(waiting, c.number)
		}
		ended += len(turn.Returns)
	}
	note(a.world.turn())
	for ended < tasks {
		for i := 0; i < idle; i++ {
			note(said(command{Do: "advance", Until: a.world.now()}))
		}
		if len(waiting) == 0 {
			note(said(command{Do: "advance", Until: a.world.now() + int64(time.Hour)}))
			continue
		}
		next := waiting[0]
		waiting = waiting[1:]
		note(said(command{Do: "reply", Call: next, Result: &result{Writer: "w"}}))
	}
	return made
}

func sums(waits []time.Duration, from int64) []int64 {
	at := []int64{from}
	for _, wait := range waits {
		from += int64(wait)
		at = append(at, from)
	}
	return at
}

// Waits come out to the nanosecond, however many turns are taken while they last.
func TestWaitsAreExact(t *testing.T) {
	for _, idle := range []int{0, 1, 1000} {
		a := &adapter{world: newWorld(1, 1)}
		w := a.world
		odd := []time.Duration{3 * time.Nanosecond, time.Hour, 7, 16 * time.Millisecond}
		w.handlers[handlerName{"fetch", 0}] = patient(w, ladder()...)
		w.handlers[handlerName{"fetch", 1}] = patient(w, odd...)
		for number, name := range []string{"even", "odd"} {
			if err := w.start(command{Task: name, Kind: "fetch", Handler: number}); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string][]int64{"even": sums(ladder(), 0), "odd": sums(odd, 0)}
		if got := play(t, a, 2, idle); !reflect.DeepEqual(got, want) {
			t.Errorf("with %d idle turns in between:\n got %v\nwant %v", idle, got, want)
		}
	}
}

// Two tasks that wait for the same instant meet in it, also when one of them has set its timer many
// turns after the other.
func TestTimersOfOneInstantMeet(t *testing.T) {
	a := &adapter{world: newWorld(1, 1)}
	w := a.world
	w.handlers[handlerName{"fetch", 0}] = patient(w, 48*time.Millisecond)
	w.handlers[handlerName{"fetch", 1}] = patient(w, 16*time.Millisecond, 32*time.Millisecond)
	for number, name := range []string{"long", "short"} {
		if err := w.start(command{Task: name, Kind: "fetch", Handler: number}); err != nil {
			t.Fatal(err)
		}
	}
	got := play(t, a, 2, 500)
	if got["long"][1] != got["short"][2] || got["long"][1] != int64(48*time.Millisecond) {
		t.Errorf("not the same instant: %v", got)
	}
}

// A caller who gives up a microsecond before a wait is over comes in time, however many turns are
// taken in that very instant; in the last nanosecond it may be too late.
func TestACancellationJustBeforeATimerComesInTime(t *testing.T) {
	for _, idle := range []int{0, 1, 5000} {
		a := &adapter{world: newWorld(1, 1)}
		w := a.world
		due := 496 * time.Millisecond
		w.handlers[handlerName{"fetch", 0}] = func(ctx context.Context, _ ocispec.Descriptor) (returned, error) {
			select {
			case <-time.After(due):
				return returned{OK: true}, nil
			case <-ctx.Done():
				return returned{}, ctx.Err()
			}
		}
		if err := w.start(command{Task: "t0", Kind: "fetch"}); err != nil {
			t.Fatal(err)
		}
		said := func(c command) answer {
			if err := w.obey(c); err != nil {
				t.Fatal(err)
			}
			w.pass(c.Until)
			return w.turn()
		}
		before := int64(due - time.Microsecond)
		for i := 0; i <= idle; i++ {
			if turn := said(command{Do: "advance", Until: before}); len(turn.Returns) > 0 {
				t.Fatalf("after %d idle turns it has come back: %+v", i, turn.Returns)
			}
		}
		turn := said(command{Do: "advance", Until: before, Cancel: []string{"t0"}})
		if len(turn.Returns) != 1 || turn.Returns[0].Error == nil || turn.Now != before {
			t.Errorf("with %d idle turns: %+v at %d", idle, turn.Returns, turn.Now)
		}
	}
}

// A panic of a handler is its outcome, not the end of the program.
func TestAPanicIsAnOutcome(t *testing.T) {
	w := newWorld(1, 1)
	w.handlers[handlerName{"fetch", 0}] = func(context.Context, ocispec.Descriptor) (returned, error) {
		panic("out of hand")
	}
	if err := w.start(command{Task: "t0", Kind: "fetch"}); err != nil {
		t.Fatal(err)
	}
	want := []returned{{Task: "t0", Error: &outcome{[]string{"panic"}, []string{}, "out of hand"}}}
	if got := w.turn().Returns; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
