package main

import (
	"encoding/json"
	"fmt"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
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
	Cancel     []string           `json:"cancel"`
	Until      int64              `json:"until"`
	Call       int64              `json:"call"`
	Result     *result            `json:"result"`
	Error      *harnessError      `json:"error"`
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

type answer struct {
	World   int64       `json:"world"`
	Now     int64       `json:"now"`
	Calls   []arguments `json:"calls"`
	Returns []returned  `json:"returns"`
	Logs    []logged    `json:"logs"`
}

// arguments are those of one call, with its number, operation and task.
type arguments map[string]any

// A returned handler has children, a key or an error.
type returned struct {
	Task     string   `json:"task"`
	OK       bool     `json:"ok,omitempty"`
	Children *int     `json:"children,omitempty"`
	Key      *string  `json:"key,omitempty"`
	Error    *outcome `json:"error,omitempty"`
}

// An outcome is an error that came out of a handler, as far as Go can tell what it is.
type outcome struct {
	Kinds   []string `json:"kinds"`
	IDs     []string `json:"ids"`
	Message string   `json:"message"`
}

type logged struct {
	Task    string         `json:"task"`
	Level   string         `json:"level"`
	Message string         `json:"message"`
	Fields  map[string]any `json:"fields"`
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
// media type.
func describe(d ocispec.Descriptor) any {
	return struct {
		ocispec.Descriptor
		MediaType string `json:"mediaType"`
	}{d, d.MediaType}
}
