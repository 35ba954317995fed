package main

import (
	"fmt"
	"io"
	"reflect"

	"github.com/sirupsen/logrus"
)

// A recorder is the hook that notes what one task logs.
type recorder struct {
	w    *world
	task string
}

// logger gives the logger of one task. It prints nothing.
func (w *world) logger(task string) *logrus.Entry {
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	logger.SetLevel(logrus.DebugLevel)
	logger.AddHook(recorder{w, task})
	return logrus.NewEntry(logger)
}

func (r recorder) Levels() []logrus.Level { return logrus.AllLevels }

func (r recorder) Fire(entry *logrus.Entry) error {
	level := entry.Level.String()
	if entry.Level <= logrus.FatalLevel {
		level = "error"
	}
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	r.w.logs = append(r.w.logs, logged{r.task, level, entry.Message, told(entry.Data)})
	return nil
}

// told gives fields as JSON has them: numbers stay numbers, everything else is text.
func told(fields logrus.Fields) map[string]any {
	plain := make(map[string]any, len(fields))
	for name, value := range fields {
		switch v := reflect.ValueOf(value); v.Kind() {
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
			reflect.Float32, reflect.Float64:
			plain[name] = value
		default:
			plain[name] = fmt.Sprint(value)
		}
	}
	return plain
}
