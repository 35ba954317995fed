package main

import (
	"encoding/json"
	"fmt"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/sirupsen/logrus"
)

const protocolVersion = 1

// A command is any line from the harness; each uses some of the fields.
type command struct {
	Do         string             `json:"do"`
	Protocol   int                `json:"protocol"`
	World      int64              `json:"world"`
	Seed       int64              `json:"seed"`
	Task       string             `json:"task"`
	Kind       string             `json:"kind"`
	Handler    int                `json:"handler"`
	Descriptor ocispec.Descriptor `json:"descriptor"`
	Cancelled  bool               `json:"cancelled"`
	Prefixes   []keyPrefix        `json:"prefixes"`
	Derived    int                `json:"derived"`
	Ingests    bool               `json:"pusher_ingests"`
	// Of calls of functions over trees: what a walk begins with, a limit, and the length of a chain.
	Descriptors []ocispec.Descriptor `json:"descriptors"`
	Limit       int64                `json:"limit"`
	Handlers    int                  `json:"handlers"`
	Cancel      []string             `json:"cancel"`
	Until       int64                `json:"until"`
	Call        int64                `json:"call"`
	Result      *result              `json:"result"`
	Error       *harnessError        `json:"error"`
}

// A keyPrefix is what ref keys of exactly one media type are to begin with.
type keyPrefix struct {
	MediaType string `json:"mediaType"`
	Prefix    string `json:"prefix"`
}

// A result is what a collaborator gives back; each operation uses some of the fields.
type result struct {
	Writer string   `json:"writer"`
	Reader string   `json:"reader"`
	Can    []string `json:"can"`
	Ref    string   `json:"ref"`
	Offset int64    `json:"offset"`
	Total  int64    `json:"total"`
	N      int64    `json:"n"`
	Data   []byte   `json:"data"`
	End    bool     `json:"end"`
	// Of a visit of a handler that the harness plays.
	Visit    string               `json:"visit"`
	Waits    int64                `json:"waits"`
	Heeds    bool                 `json:"heeds"`
	Children []ocispec.Descriptor `json:"children"`
}

// A harnessError is an error that the harness wants a collaborator to raise.
type harnessError struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Message string `json:"message"`
	Wrap    string `json:"wrap"`
}

type introduction struct {
	Protocol       int      `json:"protocol"`
	Implementation string   `json:"implementation"`
	Version        string   `json:"version"`
	Language       string   `json:"language"`
	Editions       []string `json:"editions"`
	Capabilities   []string `json:"capabilities"`
	Issues         string   `json:"issues"`
}

// An answer tells what is new since the last one.
type answer struct {
	World   int64
	Now     int64
	Calls   []*call
	Returns []returned
	Logs    []logged
	Changed []*call
}

// A returned handler has children, a key or an error. Descriptors: of a handler whose children count.
type returned struct {
	Task        string
	OK          bool
	Children    *int
	Descriptors []any
	Key         *string
	Error       *outcome
}

// An outcome is an error that came out of a handler, as far as Go can tell what it is.
type outcome struct {
	Kinds   []string
	IDs     []string
	Message string
}

type logged struct {
	Task    string
	Level   string
	Message string
	Fields  logrus.Fields
}

// A refusal answers a command that makes no sense here.
type refusal struct {
	Why string `json:"error"`
}

func refuse(format string, a ...any) refusal {
	return refusal{fmt.Sprintf(format, a...)}
}

func parse(line []byte) (command, error) {
	var c command
	err := json.Unmarshal(line, &c)
	return c, err
}

// describe gives all fields of a descriptor; the image specification's own type leaves out an empty
// media type, and data of no bytes.
func describe(d ocispec.Descriptor) any {
	reported := struct {
		ocispec.Descriptor
		MediaType string  `json:"mediaType"`
		Data      *[]byte `json:"data,omitempty"`
	}{Descriptor: d, MediaType: d.MediaType}
	if d.Data != nil {
		reported.Data = &d.Data
	}
	return reported
}
