package main

import (
	"context"
	"reflect"
	"testing"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// A buffer that two copies use is reported as changed while the writer still holds it, once.
func TestABufferThatIsUsedAgainTooEarlyIsReported(t *testing.T) {
	a := &adapter{world: newWorld(1, 1)}
	w := a.world
	shared := []byte("first")
	w.handlers[handlerName{"fetch", 0}] = func(ctx context.Context, _ ocispec.Descriptor) (returned, error) {
		_, err := (&writer{w: w, task: "t0", name: "w1"}).Write(shared)
		return returned{OK: true}, err
	}
	w.handlers[handlerName{"fetch", 1}] = func(ctx context.Context, _ ocispec.Descriptor) (returned, error) {
		copy(shared, "other")
		return returned{OK: true}, nil
	}
	start := func(task string, handler int) answer {
		if err := w.start(command{Task: task, Kind: "fetch", Handler: handler}); err != nil {
			t.Fatal(err)
		}
		return w.turn()
	}
	if turn := start("t0", 0); len(turn.Calls) != 1 || len(turn.Changed) != 0 {
		t.Fatalf("one Write, as it is: %+v", turn)
	}
	turn := start("t1", 1)
	if len(turn.Changed) != 1 || turn.Changed[0].number != 1 || string(turn.Changed[0].reported) != "other" {
		t.Fatalf("the Write has changed: %+v", turn)
	}
	if turn := w.turn(); len(turn.Changed) != 0 {
		t.Errorf("reported twice: %+v", turn)
	}
	if err := w.reply(command{Call: 1, Result: &result{N: 5}}); err != nil {
		t.Fatal(err)
	}
	if got := w.turn().Returns; !reflect.DeepEqual(got, []returned{{Task: "t0", OK: true}}) {
		t.Errorf("got %+v", got)
	}
}
