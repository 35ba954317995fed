package main

import (
	"io"

	"github.com/sirupsen/logrus"
)

// A recorder is the hook that notes what one task logs.
type recorder struct {
	w    *world
	task string
}

// unformatted: what nobody reads need not be put in words.
type unformatted struct{}

func (unformatted) Format(*logrus.Entry) ([]byte, error) { return nil, nil }

// logger gives the logger of one task. It prints nothing.
func (w *world) logger(task string) *logrus.Entry {
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	logger.SetFormatter(unformatted{})
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
	r.w.logs = append(r.w.logs, logged{r.task, level, entry.Message, entry.Data})
	return nil
}
