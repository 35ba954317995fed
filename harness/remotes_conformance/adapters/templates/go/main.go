// An adapter for remotes-conformance: it offers make_ref_key. Replace makeRefKey with a call of your code.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
)

type descriptor struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
}

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

// makeRefKey returns the ref key, and a warning ("" for none).
func makeRefKey(d descriptor) (key, warning string) {
	if kind, ok := kinds[d.MediaType]; ok {
		return kind + "-" + d.Digest, ""
	}
	return "unknown-" + d.Digest, "unknown media type " + d.MediaType
}

type command struct {
	Do         string     `json:"do"`
	World      int64      `json:"world"`
	Task       string     `json:"task"`
	Descriptor descriptor `json:"descriptor"`
	Until      int64      `json:"until"`
}

type object map[string]any

func main() {
	in, out := bufio.NewReader(os.NewFile(3, "commands")), json.NewEncoder(os.NewFile(4, "answers"))
	now := int64(0)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return // the harness has closed its end
		}
		var c command
		if err := json.Unmarshal(line, &c); err != nil {
			log.Fatal(err)
		}
		answer := object{"world": c.World, "calls": []any{}, "returns": []any{}, "logs": []any{}}
		switch c.Do {
		case "describe":
			answer = object{"protocol": 1, "implementation": "mine", "version": "0", "language": "go",
				"editions": []string{"2017-06"}, "capabilities": []string{"make_ref_key", "virtual-time"}, "issues": ""}
		case "begin":
			now = 0
		case "advance":
			now = c.Until
		case "start":
			key, warning := makeRefKey(c.Descriptor)
			answer["returns"] = []any{object{"task": c.Task, "key": key}}
			if warning != "" {
				answer["logs"] = []any{object{"task": c.Task, "level": "warning", "message": warning, "fields": object{}}}
			}
		}
		if c.Do != "describe" {
			answer["now"] = now
		}
		if err := out.Encode(answer); err != nil {
			log.Fatal(err)
		}
	}
}
