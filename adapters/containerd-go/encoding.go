package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// arguments are the members of a JSON object, each with a comma before it.
//
// Answers are written by hand: reflection took longer than all that the handlers do in a turn.
type arguments []byte

func (a arguments) named(name string) arguments {
	return append(append(append(a, `,"`...), name...), `":`...)
}

func (a arguments) text(name, text string) arguments { return quoted(a.named(name), text) }

func (a arguments) number(name string, n int64) arguments {
	return strconv.AppendInt(a.named(name), n, 10)
}

func (a arguments) truth(name string, is bool) arguments {
	return strconv.AppendBool(a.named(name), is)
}

func (a arguments) bytes(name string, b []byte) arguments {
	a = append(a.named(name), '"')
	encoded := make([]byte, base64.StdEncoding.EncodedLen(len(b)))
	base64.StdEncoding.Encode(encoded, b)
	return append(append(a, encoded...), '"')
}

func (a arguments) texts(name string, texts []string) arguments {
	a = append(a.named(name), '[')
	for i, text := range texts {
		if i > 0 {
			a = append(a, ',')
		}
		a = quoted(a, text)
	}
	return append(a, ']')
}

func (a arguments) object(name string, members arguments) arguments {
	return a.named(name).braced(members)
}

// braced adds an object with these members.
func (a arguments) braced(members arguments) arguments {
	a = append(a, '{')
	if len(members) > 0 {
		a = append(a, members[1:]...)
	}
	return append(a, '}')
}

// value leaves the encoding to the standard library, for what is rare or has many shapes.
func (a arguments) value(name string, v any) arguments {
	encoded, err := json.Marshal(v)
	if err != nil {
		encoded = quoted(nil, fmt.Sprintf("not encodable: %v", err))
	}
	return append(a.named(name), encoded...)
}

// fields gives those of a logger as JSON has them: numbers stay numbers, everything else is text.
func (a arguments) fields(name string, fields map[string]any) arguments {
	plain := make(map[string]any, len(fields))
	for name, value := range fields {
		switch v := reflect.ValueOf(value); v.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
			reflect.Float32, reflect.Float64:
			plain[name] = value
		case reflect.String:
			plain[name] = v.String()
		default:
			plain[name] = fmt.Sprint(value)
		}
	}
	return a.value(name, plain)
}

// list adds n objects, each with the members that one gives.
func (a arguments) list(name string, n int, one func(i int) arguments) arguments {
	a = append(a.named(name), '[')
	for i := 0; i < n; i++ {
		if i > 0 {
			a = append(a, ',')
		}
		a = a.braced(one(i))
	}
	return append(a, ']')
}

// quoted adds a JSON string. Plain text, which is most, is copied as it is.
func quoted(to arguments, text string) arguments {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			encoded, _ := json.Marshal(text) // of a string: it cannot fail
			return append(to, encoded...)
		}
	}
	return append(append(append(to, '"'), text...), '"')
}

func (c *call) members() arguments {
	members := make(arguments, 0, len(c.with)+64)
	members = members.number("call", c.number).text("op", c.op).text("task", c.task)
	return append(members, c.with...)
}

func (r returned) members() arguments {
	a := arguments{}.text("task", r.Task)
	switch {
	case r.Error != nil:
		return a.object("error", arguments{}.texts("kinds", r.Error.Kinds).
			texts("ids", r.Error.IDs).text("message", r.Error.Message))
	case r.Key != nil:
		return a.text("key", *r.Key)
	default:
		a = a.truth("ok", r.OK)
		if r.Children != nil {
			a = a.number("children", int64(*r.Children))
		}
		if r.Descriptors != nil {
			a = a.value("descriptors", r.Descriptors)
		}
		return a
	}
}

func (l logged) members() arguments {
	return arguments{}.text("task", l.Task).text("level", l.Level).text("message", l.Message).
		fields("fields", l.Fields)
}

// line is an answer as it goes over the wire.
func (said answer) line() []byte {
	members := make(arguments, 0, 512).number("world", said.World).number("now", said.Now).
		list("calls", len(said.Calls), func(i int) arguments { return said.Calls[i].members() }).
		list("returns", len(said.Returns), func(i int) arguments { return said.Returns[i].members() }).
		list("logs", len(said.Logs), func(i int) arguments { return said.Logs[i].members() })
	if len(said.Changed) > 0 {
		members = members.list("changed", len(said.Changed), func(i int) arguments {
			c := said.Changed[i]
			return arguments{}.number("call", c.number).bytes("data", c.reported)
		})
	}
	return append(arguments{}.braced(members), '\n')
}
