package main

import (
	"reflect"
	"testing"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

func named(name string) ocispec.Descriptor {
	return ocispec.Descriptor{MediaType: ocispec.MediaTypeImageIndex, Digest: digest.FromString(name), Size: 1}
}

// Visits side by side are reported in one turn, in an order of their own; each takes the time that it is given.
func TestADispatchVisitsSiblingsInOneTurn(t *testing.T) {
	w := newWorld(1, 1)
	roots := []ocispec.Descriptor{named("A"), named("B"), named("C")}
	if err := w.start(command{Task: "t0", Kind: "dispatch", Descriptors: roots}); err != nil {
		t.Fatal(err)
	}
	begun := w.turn().Calls
	if len(begun) != 3 {
		t.Fatalf("three visits, not %d", len(begun))
	}
	for i, c := range begun {
		if c.op != "Handle" || c.task != "t0" {
			t.Fatalf("%s of %q", c.op, c.task)
		}
		given := &result{Visit: "h" + string(rune('1'+i)), Waits: int64(i) * 1000}
		if err := w.reply(command{Call: c.number, Result: given}); err != nil {
			t.Fatal(err)
		}
	}
	for i := int64(0); i < 3; i++ {
		turn := w.turn()
		if i > 0 {
			w.pass(w.now() + 1_000_000)
			turn = w.turn()
		}
		if len(turn.Calls) != 1 || turn.Calls[0].op != "Handled" || turn.Now != i*1000 {
			t.Fatalf("visit %d ends at %d ns: %+v", i, turn.Now, turn.Calls)
		}
		if err := w.reply(command{Call: turn.Calls[0].number, Result: &result{}}); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.turn().Returns; !reflect.DeepEqual(got, []returned{{Task: "t0", OK: true}}) {
		t.Errorf("got %+v", got)
	}
}

// A bare skip is the value itself, which comes out of a chain: under its id, and found by its class.
func TestABareSkipIsTheValueItself(t *testing.T) {
	w := newWorld(1, 1)
	if err := w.start(command{Task: "t0", Kind: "chain", Handlers: 1}); err != nil {
		t.Fatal(err)
	}
	answers := []command{
		{Result: &result{Visit: "h1"}},
		{Error: &harnessError{Kind: "skip", ID: "e1", Message: "skip"}},
	}
	for _, reply := range answers {
		reply.Call = w.turn().Calls[0].number
		if err := w.reply(reply); err != nil {
			t.Fatal(err)
		}
	}
	want := &outcome{[]string{"skip"}, []string{"e1"}, "skip descriptor"}
	if got := w.turn().Returns[0].Error; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}
