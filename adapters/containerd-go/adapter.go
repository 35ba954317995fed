package main

import (
	"strings"

	"github.com/containerd/containerd/version"
)

// An adapter plays one world after the other.
type adapter struct {
	world *world
}

// answerTo obeys one line of the harness.
func (a *adapter) answerTo(line []byte) any {
	c, err := parse(line)
	if err != nil {
		return refuse("not a command: %v", err)
	}
	switch c.Do {
	case "describe":
		return a.introduce(c)
	case "begin":
		a.world = newWorld(c.World, c.Seed)
		return a.world.turn()
	}
	if a.world == nil || a.world.number != c.World {
		return refuse("%s: world %d has not begun, or is over", c.Do, c.World)
	}
	if err := a.world.obey(c); err != nil {
		return refuse("%s: %v", c.Do, err)
	}
	a.world.pass(c.Until)
	last := a.world.turn()
	if c.Do == "end" {
		a.world = nil
	}
	return last
}

func (a *adapter) introduce(c command) any {
	if c.Protocol != protocolVersion {
		return refuse("protocol %d is spoken here, not %d", protocolVersion, c.Protocol)
	}
	return introduction{
		Protocol:       protocolVersion,
		Implementation: "containerd",
		// The distribution's package leaves the part behind + to the linker.
		Version:  strings.TrimSuffix(version.Version, "+unknown"),
		Language: "go",
		Editions: []string{"1.6"},
		Capabilities: []string{
			"make_ref_key", "fetch", "push", "key_prefix", "pusher_ingests", "virtual-time", "until",
			"keeps_buffers", "handlers", "walk", "dispatch", "children_handler",
		},
		Issues: "https://github.com/containerd/containerd/issues",
	}
}
